package org.foregone.statistics;

import java.util.Arrays;

/// Spearman's rank correlation (mid-ranks for ties) on any resample of the clusters, in one pass
/// over each of the two orders.
record RankCorrelation(
    Clusters clusters, double[] first, double[] second, int[] byFirst, int[] bySecond)
    implements Resampled {

  static RankCorrelation of(double[] first, double[] second, Clusters clusters) {
    return new RankCorrelation(
        clusters, first, second, Roc.descending(first), Roc.descending(second));
  }

  @Override
  public int rows() {
    return first.length;
  }

  @Override
  public double at(double[] times) {
    double[] weights = Arrays.stream(clusters.of()).mapToDouble(c -> times[c]).toArray();
    double[] a = centredRanks(first, byFirst, weights);
    double[] b = centredRanks(second, bySecond, weights);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < weights.length; i++) {
      ab += weights[i] * a[i] * b[i];
      aa += weights[i] * a[i] * a[i];
      bb += weights[i] * b[i] * b[i];
    }
    return aa > 0 && bb > 0 ? Math.clamp(ab / Math.sqrt(aa * bb), -1, 1) : Double.NaN;
  }

  /// Rank minus mean rank when each row stands for so many alike.
  private static double[] centredRanks(double[] values, int[] order, double[] weights) {
    double[] ranks = new double[values.length];
    double total = Moments.sum(weights);
    double before = 0;
    for (int k = 0; k < order.length; ) {
      int end = k;
      double tied = 0;
      while (end < order.length && values[order[end]] == values[order[k]]) {
        tied += weights[order[end++]];
      }
      for (; k < end; k++) {
        ranks[order[k]] = before + (tied - total) / 2;
      }
      before += tied;
    }
    return ranks;
  }

  @Override
  public Interval analytic(double level) {
    return Interval.NONE;
  }
}
