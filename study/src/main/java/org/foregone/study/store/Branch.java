package org.foregone.study.store;

import org.foregone.dialogue.Ending;
import org.foregone.judging.Verdict;
import org.jspecify.annotations.Nullable;

/// What one continuation of a cut thought came to: a row of `branches`.
///
/// @param index 0, 1, ... of its cut
/// @param tokens generated behind the cut, a forced close included
/// @param thinkingTokens of the whole thought, those before the cut included
/// @param answerTokens length of the answer
/// @param verdict the panel's; null when there is no answer to judge
public record Branch(
    Cut cut,
    int index,
    long seed,
    int[] tokens,
    int thinkingTokens,
    int answerTokens,
    String answer,
    Ending ending,
    @Nullable Verdict verdict) {

  public Outcome outcome() {
    return new Outcome(cut, index, thinkingTokens, answerTokens, verdict);
  }

  /// What analyses count of a branch.
  public record Outcome(
      Cut cut, int index, int thinkingTokens, int answerTokens, @Nullable Verdict verdict) {
    /// Whether it refuses or complies, and not neither.
    public boolean settled() {
      return verdict != null && verdict.settled();
    }

    public boolean complies() {
      return verdict == Verdict.COMPLIANCE;
    }
  }
}
