/// Cut thoughts: the sequences they make, what is asked of the engine, and what comes back. No
/// question of its own; lockin and causality ask.
@NullMarked
package org.foregone.study.branching;

import org.jspecify.annotations.NullMarked;
