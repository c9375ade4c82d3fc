package org.foregone.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Sums and counts per cluster, and the estimators over them.
///
/// @param observations behind the sums, in all: more than the counts' sum when each cluster counts
///     as one
record Clustered(double[] sums, double[] counts, double observations) {
  static final double LEAST_KISH = 1.5;

  static Clustered of(double[] sums, double[] counts) {
    int[] kept = IntStream.range(0, counts.length).filter(i -> counts[i] > 0).toArray();
    return new Clustered(pick(sums, kept), pick(counts, kept), Moments.sum(counts));
  }

  /// Clusters that count alike, each with its own rate over its observations.
  static Clustered alike(double[] rates, double[] observations) {
    int[] kept = IntStream.range(0, rates.length).filter(i -> observations[i] > 0).toArray();
    double[] ones = new double[kept.length];
    Arrays.fill(ones, 1);
    return new Clustered(pick(rates, kept), ones, Moments.sum(observations));
  }

  static double[] pick(double[] from, int[] positions) {
    return Arrays.stream(positions).mapToDouble(i -> from[i]).toArray();
  }

  int size() {
    return counts.length;
  }

  double value() {
    return Moments.sum(sums) / Moments.sum(counts);
  }

  private double value(int[] drawn) {
    double sum = 0;
    double count = 0;
    for (int i : drawn) {
      sum += sums[i];
      count += counts[i];
    }
    return sum / count;
  }

  Estimate mean(ClusterBootstrap bootstrap) {
    return estimate(
        value(),
        bootstrap.run(size(), this::value).expanded(Intervals.LEVEL, size()),
        bootstrap.described("expanded percentile bootstrap clustered by prompt"));
  }

  Estimate rate(ClusterBootstrap bootstrap) {
    return estimate(
        value(),
        rateInterval(bootstrap),
        bootstrap.described(
            "bootstrap clustered by prompt, widened to Wilson on the effective sample size"));
  }

  /// Hull of the expanded percentile bootstrap and Wilson's interval on the effective sample size.
  /// The bootstrap alone is far too short where rollouts agree (of all-equal values it has width
  /// 0).
  private Interval rateInterval(ClusterBootstrap bootstrap) {
    return size() < 2 ? Interval.NONE : interval(bootstrap, size());
  }

  /// @param clusters how many clusters of equal weight these are worth, more than 1
  private Interval interval(ClusterBootstrap bootstrap, double clusters) {
    return bootstrap
        .run(size(), this::value)
        .expanded(Intervals.LEVEL, size())
        .hull(wilson(clusters, Intervals.LEVEL));
  }

  /// Wilson's interval at the effective sample size.
  ///
  /// @param clusters how many clusters of equal weight these are worth, more than 1
  Interval wilson(double clusters, double level) {
    double t = Distributions.studentQuantile(1 - (1 - level) / 2, clusters - 1);
    double p = Math.clamp(value(), 0, 1);
    return Intervals.wilsonAt(p, effectiveSize(p, clusters), t);
  }

  /// How many clusters of equal weight these are worth (Kish): (sum of counts)^2 over the sum of
  /// their squares.
  double kish() {
    double weight = Moments.sum(counts);
    return weight * weight / Arrays.stream(counts).map(c -> c * c).sum();
  }

  /// A share whose numerator and denominator are amounts, not counts: between 0 and 1 in truth, its
  /// estimate not always. A few clusters may hold most of the denominator, so they count by Kish's
  /// effective number (sum of weights)^2 / sum of squares; one alone says nothing.
  ///
  /// @param scale what the share is to be multiplied by before it is treated as a rate, 0 to 1
  Estimate share(double scale, int clusters, ClusterBootstrap bootstrap) {
    String method =
        bootstrap.described(
            "bootstrap clustered by prompt, widened to Wilson on the effective sample size");
    if (size() == 0) {
      return Estimate.none(method);
    }
    double kish = kish();
    Interval scaled =
        clusters < 2
            ? Interval.NONE
            : size() < 2 || kish < LEAST_KISH
                ? new Interval(0, scale)
                : new Clustered(
                        Arrays.stream(sums).map(s -> scale * s).toArray(), counts, observations)
                    .interval(bootstrap, kish);
    double value = value();
    return estimate(
        value,
        new Interval(scaled.low() / scale, scaled.high() / scale)
            .clipped(Math.min(0, value), Math.max(1, value)),
        method);
  }

  /// How many independent observations would know the rate as well: p(1-p) over the linearised
  /// variance of the ratio, between the number of clusters (rollouts of a prompt all alike) and of
  /// observations. At a rate of 0 or 1 the data cannot tell, and the clusters count (Korn and
  /// Graubard 1998).
  private double effectiveSize(double p, double worth) {
    double clusters = Math.min(worth, observations);
    double weight = Moments.sum(counts);
    double variance = Moments.sum(products(this)) * size() / (size() - 1.0);
    return variance > 0
        ? Math.clamp(p * (1 - p) * weight * weight / variance, clusters, observations)
        : clusters;
  }

  /// Products of the residuals sum - p count of both, cluster by cluster.
  private double[] products(Clustered other) {
    double p = value();
    double q = other.value();
    return IntStream.range(0, size())
        .mapToDouble(i -> (sums[i] - p * counts[i]) * (other.sums[i] - q * other.counts[i]))
        .toArray();
  }

  private double correlation(Clustered other) {
    double spread = Math.sqrt(Moments.sum(products(this)) * Moments.sum(other.products(other)));
    return spread > 0 ? Moments.sum(products(other)) / spread : 0;
  }

  /// Newcombe's method: the limits of the two rates, combined with their correlation over clusters
  /// (Newcombe 1998, method 10; MOVER, Zou and Donner 2008).
  static Estimate difference(Clustered first, Clustered second, ClusterBootstrap bootstrap) {
    double p = first.value();
    double q = second.value();
    Interval one = first.rateInterval(bootstrap);
    Interval two = second.rateInterval(bootstrap);
    double rho = first.size() == 0 ? 0 : first.correlation(second);
    if (first.size() < 3) {
      rho = Math.min(0, rho); // two points correlate perfectly whatever they are
    }
    return first.estimate(
        p - q,
        new Interval(
            p - q - side(p - one.low(), two.high() - q, rho),
            p - q + side(one.high() - p, q - two.low(), rho)),
        bootstrap.described(
            "Newcombe for pairs, from bootstrap and Wilson limits clustered by prompt"));
  }

  private static double side(double a, double b, double rho) {
    return Math.sqrt(Math.max(0, a * a - 2 * rho * a * b + b * b));
  }

  private Estimate estimate(double value, Interval interval, String method) {
    return size() == 0
        ? Estimate.none(method)
        : new Estimate(value, interval.low(), interval.high(), (int) observations, size(), method);
  }
}
