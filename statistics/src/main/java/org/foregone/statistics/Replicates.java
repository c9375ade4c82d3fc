package org.foregone.statistics;

import java.util.Arrays;

/// What a bootstrap saw: the usable values of a statistic, ascending, and how many replicates left
/// it undefined (these are skipped, and counted).
public record Replicates(double[] sorted, int skipped) {

  static Replicates of(double[] values) {
    double[] usable = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    return new Replicates(usable, values.length - usable.length);
  }

  public int used() {
    return sorted.length;
  }

  /// NaN when no replicate was usable.
  public double mean() {
    return Moments.mean(sorted);
  }

  /// The percentile interval.
  ///
  /// @param level .95, say
  public Interval percentile(double level) {
    double tail = (1 - level) / 2;
    return new Interval(Quantiles.ofSorted(sorted, tail), Quantiles.ofSorted(sorted, 1 - tail));
  }

  /// The percentile interval with its tails moved out for a small number of clusters G: tail
  /// probability Phi(-sqrt(G/(G-1)) t), t the Student quantile with G-1 degrees of freedom. The
  /// plain percentile interval is too short by about sqrt((G-1)/G) z/t (Hesterberg 2015, What
  /// Teachers Should Know about the Bootstrap, section 5.3).
  public Interval expanded(double level, int clusters) {
    if (clusters < 2) {
      return Interval.NONE;
    }
    double stretch = Math.sqrt(clusters / (clusters - 1.0));
    double t = Distributions.studentQuantile(1 - (1 - level) / 2, clusters - 1);
    return percentile(1 - 2 * Distributions.normalCdf(-stretch * t));
  }

  /// Student's interval by the spread of the replicates, moved out as in [#expanded]. Joined with
  /// the percentiles it covers where few clusters make the replicates skewed and their percentiles
  /// alone are too short on one side.
  public Interval student(double value, double level, int clusters) {
    if (clusters < 2 || sorted.length < 2) {
      return Interval.NONE;
    }
    double half =
        Distributions.studentQuantile(1 - (1 - level) / 2, clusters - 1)
            * Math.sqrt(clusters / (clusters - 1.0))
            * Moments.deviation(sorted);
    return new Interval(value - half, value + half);
  }
}
