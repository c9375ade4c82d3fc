package org.foregone.study.outcome;

import java.util.OptionalInt;
import org.foregone.dialogue.Span;

/// Finds thoughts that end by saying the same thing over and over.
public final class Loops {
  /// The shortest block that counts; a shorter phrase counts as the block of its repetitions.
  public static final int BLOCK = 20;

  /// How often the block must stand in a row.
  public static final int TIMES = 4;

  private Loops() {}

  /// Whether the span ends in at least [#TIMES] copies of one block of at least [#BLOCK] tokens:
  /// for some period p >= 20 the last 4p tokens repeat with period p.
  public static boolean endsInLoop(int[] tokens, Span span) {
    return start(tokens, span).isPresent();
  }

  /// Where the loop that ends the span begins, its first copy included: the first position from
  /// which all repeats; empty without a loop.
  public static OptionalInt start(int[] tokens, Span span) {
    for (int period = BLOCK; period * TIMES <= span.length(); period++) {
      if (repeats(tokens, span, period)) {
        int start = span.end() - period * TIMES;
        while (start > span.start() && tokens[start - 1] == tokens[start - 1 + period]) {
          start--;
        }
        return OptionalInt.of(start);
      }
    }
    return OptionalInt.empty();
  }

  private static boolean repeats(int[] tokens, Span span, int period) {
    int first = span.end() - period * (TIMES - 1);
    for (int i = span.end() - 1; i >= first; i--) {
      if (tokens[i] != tokens[i - period]) {
        return false;
      }
    }
    return true;
  }
}
