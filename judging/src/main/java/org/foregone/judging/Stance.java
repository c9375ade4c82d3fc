package org.foregone.judging;

/// Which side a piece of thinking leans to.
public enum Stance {
  REFUSE(-1),
  NEUTRAL(0),
  COMPLY(1);

  private final int sign;

  Stance(int sign) {
    this.sign = sign;
  }

  /// As stored: -1 leans to refusing, 1 to complying.
  public int sign() {
    return sign;
  }

  /// @param sign -1, 0 or 1
  public static Stance of(int sign) {
    for (Stance stance : values()) {
      if (stance.sign == sign) {
        return stance;
      }
    }
    throw new IllegalArgumentException("not a stance: " + sign);
  }
}
