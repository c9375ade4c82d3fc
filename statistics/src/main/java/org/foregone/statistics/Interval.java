package org.foregone.statistics;

/// A closed interval; both ends NaN when there is none.
public record Interval(double low, double high) {
  public static final Interval NONE = new Interval(Double.NaN, Double.NaN);

  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  /// The smallest interval that holds both.
  public Interval hull(Interval other) {
    return new Interval(Math.min(low, other.low), Math.max(high, other.high));
  }

  public Interval clipped(double least, double most) {
    return new Interval(Math.clamp(low, least, most), Math.clamp(high, least, most));
  }
}
