/// The outcome experiment: how often the model refuses and complies, thinking and not, and which
/// prompts flip.
@NullMarked
package org.foregone.study.outcome;

import org.jspecify.annotations.NullMarked;
