package org.foregone.inference;

import java.util.function.Supplier;
import org.foregone.dialogue.ThoughtReader;

/// How long a completion may think. When `thinkingTokens` tokens were generated and the thought is
/// still open, the engine
/// appends `forcedClose` and goes on sampling the answer; the answer has a cap of its own, counted
/// from its first token.
///
/// @param thinkingTokens cap on the tokens generated before the thought closes, opener included
/// @param forcedClose tokens that close a thought and open the answer
/// @param answerTokens cap on the answer's tokens, natural or forced close alike
/// @param reader makes a fresh reader for each completion
public record ThinkingBudget(
    int thinkingTokens, int[] forcedClose, int answerTokens, Supplier<ThoughtReader> reader) {
  public ThinkingBudget {
    if (thinkingTokens < 0 || answerTokens < 1 || forcedClose.length == 0) {
      throw new IllegalArgumentException(
          "a thinking budget needs thinkingTokens >= 0, answerTokens >= 1 and a close marker");
    }
  }
}
