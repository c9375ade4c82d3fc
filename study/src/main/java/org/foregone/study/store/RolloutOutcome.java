package org.foregone.study.store;

import org.foregone.dialogue.Close;
import org.foregone.dialogue.Ending;
import org.foregone.dialogue.Mode;
import org.foregone.judging.Verdict;
import org.jspecify.annotations.Nullable;

/// The part of a rollout that analyses count: no tokens, no text.
///
/// @param thinkingTokens length of the trace
/// @param verdict null when there is no answer to judge
/// @param refusalShare NaN when no judge voted
public record RolloutOutcome(
    String prompt,
    Mode mode,
    int index,
    Close close,
    Ending ending,
    int thinkingTokens,
    boolean loops,
    @Nullable Verdict verdict,
    double refusalShare) {}
