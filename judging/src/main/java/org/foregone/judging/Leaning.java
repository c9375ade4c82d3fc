package org.foregone.judging;

import java.util.List;

/// Where sentences on both sides lead.
final class Leaning {
  private Leaning() {}

  /// The side that more sentences take; when they are balanced, that of the last that takes one;
  /// neutral when none does.
  ///
  /// @param signs of the sentences in their order: -1, 0 or 1
  static Stance of(List<Integer> signs) {
    int sum = 0;
    int last = 0;
    for (int sign : signs) {
      sum += sign;
      last = sign == 0 ? last : sign;
    }
    return Stance.of(sum == 0 ? last : Integer.signum(sum));
  }
}
