package org.foregone.study.outcome;

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
    for (int period = BLOCK; period * TIMES <= span.length(); period++) {
      if (repeats(tokens, span, period)) {
        return true;
      }
    }
    return false;
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
