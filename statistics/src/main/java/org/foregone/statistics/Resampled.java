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
  ///
  /// @param level .95, say
  Interval analytic(double level);

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
    return estimate(replicates(bootstrap), bootstrap);
  }

  /// @param replicates of this bootstrap
  default Estimate estimate(double[] replicates, ClusterBootstrap bootstrap) {
    Interval interval = interval(replicates, Intervals.LEVEL);
    return new Estimate(
        value(),
        interval.low(),
        interval.high(),
        rows(),
        clusters().count(),
        bootstrap.described(
            analytic(Intervals.LEVEL).equals(Interval.NONE)
                ? "expanded percentile bootstrap clustered by prompt"
                : "bootstrap clustered by prompt, widened to the interval by formula on prompts"));
  }

  /// The expanded percentile interval joined with that by formula; [Interval#NONE] of fewer than
  /// two clusters.
  default Interval interval(double[] replicates, double level) {
    int count = clusters().count();
    if (Double.isNaN(value()) || count < 2) {
      return Interval.NONE;
    }
    Interval interval = Replicates.of(replicates).expanded(level, count);
    Interval formula = analytic(level);
    return formula.equals(Interval.NONE) ? interval : interval.hull(formula);
  }

  /// Student's quantile for so many clusters.
  default double quantile(double level) {
    return Distributions.studentQuantile(
        1 - (1 - level) / 2, Math.max(1, clusters().count() - 1.0));
  }
}
