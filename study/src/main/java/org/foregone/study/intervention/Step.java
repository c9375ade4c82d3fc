package org.foregone.study.intervention;

import java.util.Map;

/// One step of an intervention inside a thought.
public sealed interface Step {

  /// The model thinks on until the thought is closed, at most by so many tokens.
  ///
  /// @param most at least 1; the thinking budget comes first
  /// @param entropies whether those of the new tokens are wanted
  /// @param round 0 draws what the model would have drawn at that place without the intervention;
  ///     any other number draws something else
  /// @param bias added to the logits of single tokens
  record Think(int most, boolean entropies, int round, Map<Integer, Float> bias) implements Step {
    public Think {
      bias = Map.copyOf(bias);
    }

    static Think on(int most) {
      return new Think(most, false, 0, Map.of());
    }
  }

  /// The model is asked something behind what is there, greedily, and its answer
  /// ([Draft#answer()]) leaves no trace.
  record Ask(int[] question, int answerTokens) implements Step {}

  /// All from a position on is taken away and other tokens are put there; not done, and the last
  /// step, where the thinking budget has no room for them.
  ///
  /// @param dropped what is told as taken away from the model; empty where it had only been read
  ///     ahead
  record Rewrite(int from, int[] with, int[] dropped) implements Step {}

  /// Nothing more is done to this rollout.
  record Leave() implements Step {}
}
