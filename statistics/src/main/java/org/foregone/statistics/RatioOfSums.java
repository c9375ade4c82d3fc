package org.foregone.statistics;

import java.util.stream.IntStream;

/// A ratio of sums over clusters, on any resample of them.
///
/// @param sums a cluster
/// @param counts a cluster, not negative; a cluster with 0 adds nothing
/// @param rows observations behind all
/// @param kind what may be known of its interval without a bootstrap
/// @param scale what a share is multiplied by before it is treated as a rate, 0 to 1
record RatioOfSums(double[] sums, double[] counts, int rows, Kind kind, double scale)
    implements Resampled {
  enum Kind {
    /// Of any quantity.
    MEAN,
    /// Of something between 0 and 1 for each count.
    RATE,
    /// Between 0 and 1 in truth, though not always in a sample.
    SHARE
  }

  RatioOfSums(double[] sums, double[] counts, int rows, Kind kind) {
    this(sums, counts, rows, kind, 1);
  }

  @Override
  public Clusters clusters() {
    return new Clusters(IntStream.range(0, sums.length).toArray(), sums.length);
  }

  @Override
  public double at(double[] times) {
    double sum = 0;
    double count = 0;
    for (int i = 0; i < sums.length; i++) {
      sum += times[i] * sums[i];
      count += times[i] * counts[i];
    }
    return count > 0 ? sum / count : Double.NaN;
  }

  @Override
  public Interval analytic(double level) {
    int[] telling = IntStream.range(0, counts.length).filter(i -> counts[i] > 0).toArray();
    Clustered clustered =
        new Clustered(
            IntStream.of(telling).mapToDouble(i -> scale * sums[i]).toArray(),
            Clustered.pick(counts, telling),
            rows);
    return switch (kind) {
      case MEAN -> Interval.NONE;
      case RATE -> telling.length < 2 ? Interval.NONE : clustered.wilson(telling.length, level);
      case SHARE -> telling.length == 0 ? Interval.NONE : share(clustered, level);
    };
  }

  /// As [Clustered#share].
  private Interval share(Clustered clustered, double level) {
    double kish = clustered.kish();
    Interval scaled =
        kish < Clustered.LEAST_KISH ? new Interval(0, scale) : clustered.wilson(kish, level);
    double value = clustered.value() / scale;
    return new Interval(scaled.low() / scale, scaled.high() / scale)
        .clipped(Math.min(0, value), Math.max(1, value));
  }
}
