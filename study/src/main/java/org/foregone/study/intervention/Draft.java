package org.foregone.study.intervention;

import java.util.Arrays;
import org.foregone.dialogue.ThoughtReader;
import org.foregone.dialogue.ThoughtReader.Phase;
import org.foregone.dialogue.Vocabulary;
import org.jspecify.annotations.Nullable;

/// A rollout on its way, up to the end of its thought. Positions count from the first token behind
/// what it was begun with.
///
/// @param tokens the model's and those of the intervention; with those of the close, where the
///     thought is closed, and nothing behind them
/// @param entropies of the model's own distribution, in nats; NaN where it was not asked for or the
///     token is the intervention's
/// @param words whether a token is one of the thought's words, and no part of a marker
/// @param thought the first token of the thought that is not white space; -1 before it
/// @param close the first token of the close; -1 while the thought is not closed. An answer without
///     a thought counts as closed from the start
/// @param answer what the model said to the question asked just before; null without one
public record Draft(
    int[] tokens,
    float[] entropies,
    boolean[] words,
    int thought,
    int close,
    @Nullable String answer) {

  public boolean closed() {
    return close >= 0;
  }

  public int size() {
    return tokens.length;
  }

  /// Where the thought ends so far.
  public int end() {
    return closed() ? close : tokens.length;
  }

  /// @param reader that stands where the tokens begin; it is used up
  static Draft read(int[] tokens, float[] entropies, ThoughtReader reader, Vocabulary vocabulary) {
    Phase phase = reader.phase();
    boolean[] words = new boolean[tokens.length];
    int thought = -1;
    int closing = -1;
    for (int i = 0; i < tokens.length && phase != Phase.ANSWER; i++) {
      Phase before = phase;
      phase = reader.accept(tokens[i]);
      words[i] = before == Phase.THINKING && phase == Phase.THINKING;
      boolean inside = before == Phase.THINKING || before == Phase.CLOSING;
      if (thought < 0 && inside && !isBlank(vocabulary.bytes(tokens[i]))) {
        thought = i;
      }
      closing = phase == Phase.THINKING ? -1 : closing < 0 && phase != Phase.BEFORE ? i : closing;
      if (phase == Phase.ANSWER) {
        return new Draft(
            Arrays.copyOf(tokens, i + 1),
            Arrays.copyOf(entropies, i + 1),
            words,
            thought,
            closing,
            null);
      }
    }
    return new Draft(tokens, entropies, words, thought, phase == Phase.ANSWER ? 0 : -1, null);
  }

  private static boolean isBlank(byte[] bytes) {
    for (byte b : bytes) {
      if (!Character.isWhitespace(b)) {
        return false;
      }
    }
    return true;
  }

  Draft answered(String text) {
    return new Draft(tokens, entropies, words, thought, close, text);
  }
}
