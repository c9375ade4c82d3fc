/// Does a change of stance move the outcome? Cuts before and after it, answers sampled from both,
/// and what they show. Where the text changes its stance is deliberation's; how cut thoughts go on
/// is branching's.
@NullMarked
package org.foregone.study.causality;

import org.jspecify.annotations.NullMarked;
