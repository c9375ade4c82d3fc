package org.foregone.statistics;

import java.util.List;
import java.util.stream.IntStream;

/// Rates with honest 95% intervals when observations come in clusters (rollouts in prompts).
///
/// A cluster is a position in the arrays. Values are sums over the cluster's observations:
/// refusals (or summed soft shares) and rollouts. Clusters without observations are left out.
///
/// The interval of a rate joins a percentile bootstrap over clusters, its tails moved out for few
/// clusters, with Wilson on the effective sample size: each alone falls short somewhere (few
/// prompts; rates near 0 or 1). Simulated coverage is in `CoverageTests`. One cluster has no
/// interval: it says nothing about other prompts.
public final class Proportions {
  private Proportions() {}

  /// A pooled rate: all successes over all trials.
  ///
  /// @param successes per cluster, each between 0 and its trials
  /// @param trials per cluster
  public static Estimate rate(double[] successes, double[] trials, ClusterBootstrap bootstrap) {
    return Clustered.of(successes, trials).rate(bootstrap);
  }

  public static Estimate rate(double[] successes, double[] trials) {
    return rate(successes, trials, ClusterBootstrap.DEFAULT);
  }

  /// The mean over clusters of their own rates: clusters count alike, however many trials each has.
  ///
  /// @param rates per cluster, 0 to 1; anything where there are no trials
  /// @param trials per cluster
  public static Estimate meanRate(double[] rates, double[] trials, ClusterBootstrap bootstrap) {
    return Clustered.alike(rates, trials).rate(bootstrap);
  }

  /// The mean over clusters of the first rate minus the second. A cluster without trials on either
  /// side is left out.
  public static Estimate meanDifference(
      double[] rates1,
      double[] trials1,
      double[] rates2,
      double[] trials2,
      ClusterBootstrap bootstrap) {
    int[] both =
        IntStream.range(0, trials1.length).filter(i -> trials1[i] > 0 && trials2[i] > 0).toArray();
    return Clustered.difference(
        Clustered.alike(Clustered.pick(rates1, both), Clustered.pick(trials1, both)),
        Clustered.alike(Clustered.pick(rates2, both), Clustered.pick(trials2, both)),
        bootstrap);
  }

  /// First rate minus second, paired: position i of both belongs to one cluster. A cluster without
  /// trials on either side is left out.
  public static Estimate difference(
      double[] successes1,
      double[] trials1,
      double[] successes2,
      double[] trials2,
      ClusterBootstrap bootstrap) {
    int[] both =
        IntStream.range(0, trials1.length).filter(i -> trials1[i] > 0 && trials2[i] > 0).toArray();
    return Clustered.difference(
        Clustered.of(Clustered.pick(successes1, both), Clustered.pick(trials1, both)),
        Clustered.of(Clustered.pick(successes2, both), Clustered.pick(trials2, both)),
        bootstrap);
  }

  public static Estimate difference(
      double[] successes1, double[] trials1, double[] successes2, double[] trials2) {
    return difference(successes1, trials1, successes2, trials2, ClusterBootstrap.DEFAULT);
  }

  /// First estimate minus second where nothing is known of how they go together, as if they were
  /// independent: distances to the limits combined as squares (MOVER, Zou and Donner 2008).
  public static Estimate independentDifference(Estimate first, Estimate second) {
    double difference = first.estimate() - second.estimate();
    String method = "95% MOVER of two estimates taken as independent";
    return Double.isNaN(difference)
        ? Estimate.none(method)
        : new Estimate(
            difference,
            difference
                - Math.hypot(first.estimate() - first.low(), second.high() - second.estimate()),
            difference
                + Math.hypot(first.high() - first.estimate(), second.estimate() - second.low()),
            first.n() + second.n(),
            Math.min(first.clusters(), second.clusters()),
            method);
  }

  /// A share of independent units, one value each (prompts whose majority label flips, say).
  /// Wilson's interval, and for rare events (or rarely missing ones) the exact one-sided limit
  /// where that is further out: after one success Wilson's lower limit is too high for small rates
  /// (Brown, Cai and DasGupta 2001, section 4.1.1).
  public static Estimate share(int successes, int units) {
    String method = "95% Wilson, exact one-sided limits for rare events, prompts independent";
    if (units == 0) {
      return Estimate.none(method);
    }
    Interval interval =
        Intervals.wilson(successes, units, Intervals.LEVEL)
            .hull(Intervals.clopperPearson(successes, units, 2 * Intervals.LEVEL - 1));
    return new Estimate(
        (double) successes / units, interval.low(), interval.high(), units, units, method);
  }

  /// A mean of any quantity over all observations (thinking length, say), by cluster bootstrap with
  /// the small-sample expansion.
  ///
  /// @param sums per cluster
  /// @param counts observations per cluster
  public static Estimate mean(double[] sums, double[] counts, ClusterBootstrap bootstrap) {
    return Clustered.of(sums, counts).mean(bootstrap);
  }

  public static Estimate mean(double[] sums, double[] counts) {
    return mean(sums, counts, ClusterBootstrap.DEFAULT);
  }

  /// The plain mean of estimates from independent groups (the pools of harmful and benign prompts):
  /// half-widths add as squares (MOVER for sums, Zou and Donner 2008). Without an interval where
  /// one has none.
  public static Estimate average(List<Estimate> groups) {
    double k = groups.size();
    double mean = groups.stream().mapToDouble(Estimate::estimate).sum() / k;
    double below =
        groups.stream().mapToDouble(e -> (e.estimate() - e.low()) * (e.estimate() - e.low())).sum();
    double above =
        groups.stream()
            .mapToDouble(e -> (e.high() - e.estimate()) * (e.high() - e.estimate()))
            .sum();
    return new Estimate(
        mean,
        mean - Math.sqrt(below) / k,
        mean + Math.sqrt(above) / k,
        groups.stream().mapToInt(Estimate::n).sum(),
        groups.stream().mapToInt(Estimate::clusters).sum(),
        "95% mean of independent groups, limits combined as squares (MOVER)");
  }
}
