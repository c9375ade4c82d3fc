package org.foregone.statistics;

import java.util.Arrays;

/// Sample quantiles as numpy's "linear" method defines them.
public final class Quantiles {
  private Quantiles() {}

  /// Quantile of sorted values: with h = (n-1) share, a[floor h] + (h - floor h)(a[floor h + 1] -
  /// a[floor h]).
  ///
  /// @param sorted ascending, without NaN
  /// @param share 0 to 1
  /// @return NaN when there are no values
  public static double ofSorted(double[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double h = (sorted.length - 1) * share;
    int below = (int) Math.floor(h);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (h - below) * (sorted[above] - sorted[below]);
  }

  /// The same for values in any order.
  public static double of(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return ofSorted(sorted, share);
  }
}
