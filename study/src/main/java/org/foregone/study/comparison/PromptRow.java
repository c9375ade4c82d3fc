package org.foregone.study.comparison;

import java.util.List;
import java.util.Map;
import org.foregone.dialogue.Mode;
import org.foregone.study.PromptUnits.Rate;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Way;

/// What a comparison counts of one prompt in one study.
///
/// @param rollouts settled ones, by mode; a mode without is left out
/// @param thinkingTokens of its thinking rollouts
/// @param generated tokens that the engine generated for its thinking rollouts, dropped and asked
///     ones of an intervention included
/// @param cuts of its thoughts and what was answered there
/// @param oscillations changes of side, over the traces that do not end in a loop
/// @param scores by anchor, `prompt` or `first`, with what rollout 0 came to; where there is none,
///     there is no entry
public record PromptRow(
    Prompt prompt,
    Map<Mode, Answers> rollouts,
    Total thinkingTokens,
    Total generated,
    Map<Place, AfterCut> cuts,
    Total oscillations,
    Map<String, Score> scores) {
  public PromptRow {
    rollouts = Map.copyOf(rollouts);
    cuts = Map.copyOf(cuts);
    scores = Map.copyOf(scores);
  }

  /// Settled answers.
  public record Answers(int refusals, int settled) {
    static final Answers NONE = new Answers(0, 0);
  }

  /// A sum over some things.
  public record Total(double sum, int count) {
    public static final Total NONE = new Total(0, 0);

    Total and(double one) {
      return new Total(sum + one, count + 1);
    }
  }

  /// Where thoughts are cut.
  ///
  /// @param percent of a thought's tokens
  public record Place(Way way, int percent) {}

  /// The answers after a cut.
  ///
  /// @param prefixes one for each trace that was cut, or one for all where it was only opened
  /// @param agreement chance that an answer is as the trace was
  public record AfterCut(List<Answers> prefixes, Rate agreement) {
    public AfterCut {
      prefixes = List.copyOf(prefixes);
    }

    /// Of the answers, prefixes alike.
    Rate compliance() {
      return Rate.mean(
          prefixes.stream()
              .map(
                  a ->
                      a.settled() == 0
                          ? Rate.NONE
                          : new Rate(1 - (double) a.refusals() / a.settled(), a.settled()))
              .toList());
    }
  }

  /// @param logit log-odds of refusal by a probe that did not see the prompt
  /// @param refused what the verdict on rollout 0 was
  public record Score(double logit, boolean refused) {}

  Answers answers(Mode mode) {
    return rollouts.getOrDefault(mode, Answers.NONE);
  }
}
