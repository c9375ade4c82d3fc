package org.foregone.statistics;

import java.util.stream.IntStream;

/// Sums and counts per cluster, and the estimators over them.
record Clustered(double[] sums, double[] counts) {
  private static final String MEAN =
      "cluster bootstrap over prompts, expanded percentile 95%%, B=%d, seed %d";

  static Clustered of(double[] sums, double[] counts) {
    int[] kept = IntStream.range(0, counts.length).filter(i -> counts[i] > 0).toArray();
    return new Clustered(
        IntStream.of(kept).mapToDouble(i -> sums[i]).toArray(),
        IntStream.of(kept).mapToDouble(i -> counts[i]).toArray());
  }

  int size() {
    return counts.length;
  }

  double observations() {
    return Moments.sum(counts);
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
        MEAN.formatted(bootstrap.replicates(), bootstrap.seed()));
  }

  Estimate rate(ClusterBootstrap bootstrap) {
    return mean(bootstrap);
  }

  static Estimate difference(Clustered first, Clustered second, ClusterBootstrap bootstrap) {
    Replicates replicates =
        bootstrap.run(first.size(), drawn -> first.value(drawn) - second.value(drawn));
    return first.estimate(
        first.value() - second.value(),
        replicates.expanded(Intervals.LEVEL, first.size()),
        MEAN.formatted(bootstrap.replicates(), bootstrap.seed()));
  }

  private Estimate estimate(double value, Interval interval, String method) {
    return size() == 0
        ? Estimate.none(method)
        : new Estimate(
            value, interval.low(), interval.high(), (int) observations(), size(), method);
  }
}
