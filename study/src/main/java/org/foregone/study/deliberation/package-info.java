/// How often the text of a thought changes sides: its segments, their stances, the counts. What
/// happens to the outcome at a change is causality's.
@NullMarked
package org.foregone.study.deliberation;

import org.jspecify.annotations.NullMarked;
