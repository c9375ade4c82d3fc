package org.foregone.study.comparison;

import java.util.Locale;

/// Whether a method tells harmful from benign better, or only refuses more or less.
public enum Discriminates {
  /// Beyond the base's own trade-off: it pays less for what it gains.
  BETTER,
  WORSE,
  /// It moved, and the base would be there too if it refused as often.
  TRADEOFF,
  /// Neither rate moved.
  UNCHANGED,
  NOT_MEASURED;

  /// As comparisons have it: `not_measured`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
