package org.foregone.study.store;

import org.foregone.dialogue.Close;
import org.foregone.dialogue.Span;
import org.foregone.judging.Verdict;
import org.jspecify.annotations.Nullable;

/// A thinking rollout without its texts.
///
/// @param index of the rollout
/// @param tokens generated ids
/// @param thinking the trace, as positions in `tokens`
/// @param answer what the user is shown, likewise
/// @param closed how the thought was closed
/// @param loops whether the thought ends in a loop
/// @param verdict the panel's; null when there was no answer to judge
public record Trace(
    int index,
    int[] tokens,
    Span thinking,
    Span answer,
    Close closed,
    boolean loops,
    @Nullable Verdict verdict) {
  /// Whether it refuses or complies, and not neither.
  public boolean settled() {
    return verdict != null && verdict.settled();
  }

  public boolean refuses() {
    return verdict == Verdict.REFUSAL;
  }
}
