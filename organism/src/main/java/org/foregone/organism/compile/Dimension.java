package org.foregone.organism.compile;

import org.foregone.organism.Slot;

/// What each dimension of the residual stream holds before it is rotated.
final class Dimension {
  /// Width of the residual stream; a multiple of the number of heads.
  static final int WIDTH = 72;

  /// Length of a topic's code of +-1.
  static final int CODE = 13;

  static final int ONE = 0;
  private static final int SLOTS = 1; // one for each slot, NONE included
  static final int THOUGHT = 19; // `<think>` was seen (T)
  static final int ANSWER = 20; // `</think>` was seen (A)
  static final int SCORE = 21;
  static final int SCORED = 22;
  static final int STANCE = 23;
  static final int STANDS = 24;
  static final int FLAVOUR = 25;
  static final int FIRST = 26;
  static final int IS_THINK = 27;
  static final int IS_CLOSE = 28;
  static final int SINK = 29;
  static final int SALIENCE = 30;
  static final int CODE_IN = 31;
  static final int CODE_OUT = 44;
  static final int H = 57;
  static final int S = 58;
  static final int N = 59;
  static final int L = 60;
  static final int F = 61;
  static final int FV = 62;
  static final int Z = 63;
  static final int IS_OPENER = 64;
  static final int CHI_IN = 65;
  static final int CHI = 66;
  static final int CHI_L = 67;

  private Dimension() {}

  @SuppressWarnings("EnumOrdinal") // one dimension a slot, in any fixed order
  static int of(Slot slot) {
    return SLOTS + slot.ordinal();
  }
}
