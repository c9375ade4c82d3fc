package org.foregone.statistics;

import java.util.Arrays;

/// A measure of some rows that can be evaluated on any resample of their clusters, in one pass.
interface Resampled {
  Clusters clusters();

  /// Rows behind it.
  int rows();

  /// The measure when each cluster counts so many times; NaN where undefined.
  double at(double[] times);

  /// An interval by formula, for where a bootstrap is too short; [Interval#NONE] without one.
  Interval analytic();

  default double value() {
    double[] once = new double[clusters().count()];
    Arrays.fill(once, 1);
    return at(once);
  }

  /// One value a replicate, NaN where undefined.
  default double[] replicates(ClusterBootstrap bootstrap) {
    return bootstrap.values(clusters().count(), drawn -> at(clusters().times(drawn)));
  }

  default Estimate estimate(ClusterBootstrap bootstrap) {
    int count = clusters().count();
    Interval interval = Interval.NONE;
    double value = value();
    if (!Double.isNaN(value) && count >= 2) {
      interval = Replicates.of(replicates(bootstrap)).expanded(Intervals.LEVEL, count);
      interval = analytic().equals(Interval.NONE) ? interval : interval.hull(analytic());
    }
    return new Estimate(
        value,
        interval.low(),
        interval.high(),
        rows(),
        count,
        bootstrap.described(
            analytic().equals(Interval.NONE)
                ? "expanded percentile bootstrap clustered by prompt"
                : "bootstrap clustered by prompt, widened to the interval by formula on prompts"));
  }

  /// Student's quantile for so many clusters.
  default double quantile() {
    return Distributions.studentQuantile(
        1 - (1 - Intervals.LEVEL) / 2, Math.max(1, clusters().count() - 1.0));
  }
}
