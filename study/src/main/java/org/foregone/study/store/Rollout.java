package org.foregone.study.store;

import java.util.Map;
import org.foregone.dialogue.Close;
import org.foregone.dialogue.Ending;
import org.foregone.dialogue.Mode;
import org.foregone.dialogue.Span;
import org.foregone.inference.Completion.Finish;
import org.foregone.judging.Verdict;
import org.jspecify.annotations.Nullable;

/// One completion of a prompt, split and judged: a row of `rollouts` with its rows of `verdicts`.
///
/// @param index 0, 1, ... in its prompt and mode
/// @param seed of the continuation; with `index` and the position it determines every draw
/// @param tokens generated ids
/// @param thinking the trace, as positions in `tokens`
/// @param answer what the user is shown, as positions in `tokens`
/// @param thinkingText the trace as text
/// @param closeText what lies between trace and answer
/// @param loops whether the trace ends in a loop
/// @param verdict the panel's hard verdict; null when there is no answer to judge
/// @param refusalShare share of the judges' votes that refuse; NaN when there are none
/// @param votes each judge's verdict, by judge name; empty when there is no answer
/// @param intervened what an intervention did to it; null when nothing did
public record Rollout(
    String prompt,
    Mode mode,
    int index,
    long seed,
    int[] tokens,
    Span thinking,
    Span answer,
    Close close,
    Ending ending,
    Finish finish,
    String thinkingText,
    String closeText,
    String answerText,
    boolean loops,
    @Nullable Verdict verdict,
    double refusalShare,
    Map<String, Verdict> votes,
    @Nullable Intervened intervened) {
  public Rollout {
    votes = Map.copyOf(votes);
  }

  /// The same with what an intervention did to it.
  public Rollout amended(@Nullable Intervened what) {
    return new Rollout(
        prompt,
        mode,
        index,
        seed,
        tokens,
        thinking,
        answer,
        close,
        ending,
        finish,
        thinkingText,
        closeText,
        answerText,
        loops,
        verdict,
        refusalShare,
        votes,
        what);
  }

  /// Tokens that the engine generated for it.
  public int generated() {
    return intervened == null ? tokens.length : intervened.generated();
  }

  /// What of it analyses count.
  public RolloutOutcome outcome() {
    return new RolloutOutcome(
        prompt, mode, index, close, ending, thinking.length(), loops, verdict, refusalShare);
  }
}
