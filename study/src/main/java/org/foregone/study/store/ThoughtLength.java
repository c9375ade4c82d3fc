package org.foregone.study.store;

import org.foregone.dialogue.Close;
import org.foregone.judging.Verdict;
import org.jspecify.annotations.Nullable;

/// What can be known of a rollout's thought without its tokens.
///
/// @param rollout whose it is
/// @param opener tokens before it, behind the prompt
/// @param length thinking tokens, at least 1
/// @param verdict of the rollout; null when there was no answer to judge
public record ThoughtLength(
    int rollout, int opener, int length, Close closed, boolean loops, @Nullable Verdict verdict) {}
