package org.foregone.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// How well scores tell refusals from compliances, with 95% intervals over prompts.
///
/// Scores are log-odds or anything else that grows with refusal; rows without one (NaN) are left
/// out. `cluster` is the prompt of each row. The estimate is the point value on the rows; the
/// interval joins a bootstrap of whole prompts with an interval by formula, since a bootstrap has
/// no width where every pair is in order. Undefined (one class only): NaN.
public final class Discrimination {
  private Discrimination() {}

  /// The chance that a refusal scores above a compliance ([Roc#auroc]).
  public static Estimate auroc(
      double[] scores, boolean[] refusal, int[] cluster, ClusterBootstrap bootstrap) {
    return auroc(scores, Targets.labels(refusal), cluster, bootstrap);
  }

  /// The same between rollouts: a prompt is a refusal with its rate and a compliance with the rest.
  ///
  /// @param refusalRate 0 to 1
  public static Estimate aurocOfRates(
      double[] scores, double[] refusalRate, int[] cluster, ClusterBootstrap bootstrap) {
    return auroc(scores, Targets.rates(refusalRate), cluster, bootstrap);
  }

  /// The same for any targets.
  public static Estimate auroc(
      double[] scores, Targets targets, int[] cluster, ClusterBootstrap bootstrap) {
    return auroc(scores, targets, cluster, scored(scores)).estimate(bootstrap);
  }

  private static Resampled auroc(double[] scores, Targets targets, int[] cluster, int[] rows) {
    return RankedScores.of(
        Clustered.pick(scores, rows), targets.rows(rows), Clusters.of(pick(cluster, rows)));
  }

  /// Balanced accuracy at thresholds from the other folds ([HeldOutDecisions]).
  public static Estimate balancedAccuracy(
      double[] scores, boolean[] refusal, int[] fold, int[] cluster, ClusterBootstrap bootstrap) {
    return accuracy(scores, Targets.labels(refusal), fold, cluster, scored(scores))
        .estimate(bootstrap);
  }

  private static Resampled accuracy(
      double[] scores, Targets targets, int[] fold, int[] cluster, int[] rows) {
    Targets kept = targets.rows(rows);
    HeldOutDecisions decisions =
        HeldOutDecisions.of(Clustered.pick(scores, rows), kept, pick(fold, rows));
    return Accuracy.of(decisions.refused(), kept, Clusters.of(pick(cluster, rows)));
  }

  /// Spearman's correlation of scores and refusal rates.
  public static Estimate spearman(
      double[] scores, double[] refusalRate, int[] cluster, ClusterBootstrap bootstrap) {
    int[] rows = scored(scores);
    return RankCorrelation.of(
            Clustered.pick(scores, rows),
            Clustered.pick(refusalRate, rows),
            Clusters.of(pick(cluster, rows)))
        .estimate(bootstrap);
  }

  /// Mean of the sources' AUROCs, over the sources (benchmarks) that have both classes and at least
  /// so many refusals. Prompts are resampled within each source; a source that a replicate leaves
  /// with one class is left out of that replicate's mean.
  ///
  /// @param source of each row, any numbers
  /// @param leastRefusals the paper: 20
  public static Estimate macroAuroc(
      double[] scores,
      boolean[] refusal,
      int[] cluster,
      int[] source,
      int leastRefusals,
      ClusterBootstrap bootstrap) {
    Targets targets = Targets.labels(refusal);
    List<Resampled> kept = new ArrayList<>();
    for (int[] rows : sources(scores, targets, source, leastRefusals)) {
      kept.add(auroc(scores, targets, cluster, rows));
    }
    return macro(kept, bootstrap);
  }

  /// Mean of the sources' balanced accuracies, thresholds chosen within each source; sources and
  /// intervals as in `macroAuroc`.
  public static Estimate macroBalancedAccuracy(
      double[] scores,
      boolean[] refusal,
      int[] fold,
      int[] cluster,
      int[] source,
      int leastRefusals,
      ClusterBootstrap bootstrap) {
    Targets targets = Targets.labels(refusal);
    List<Resampled> kept = new ArrayList<>();
    for (int[] rows : sources(scores, targets, source, leastRefusals)) {
      kept.add(accuracy(scores, targets, fold, cluster, rows));
    }
    return macro(kept, bootstrap);
  }

  /// Scored rows of each source that counts, sources ascending.
  private static List<int[]> sources(
      double[] scores, Targets targets, int[] source, int leastRefusals) {
    return Arrays.stream(source)
        .distinct()
        .sorted()
        .mapToObj(one -> Arrays.stream(scored(scores)).filter(i -> source[i] == one).toArray())
        .filter(
            rows -> {
              Targets kept = targets.rows(rows);
              return kept.bothClasses() && Moments.sum(kept.refusal()) >= leastRefusals;
            })
        .toList();
  }

  private static Estimate macro(List<Resampled> sources, ClusterBootstrap bootstrap) {
    String method =
        bootstrap.described(
            "bootstrap of prompts within each source, widened to the sources' intervals combined");
    if (sources.isEmpty()) {
      return Estimate.none(method);
    }
    double[][] values = new double[sources.size()][];
    double mean = 0;
    double below = 0;
    double above = 0;
    int rows = 0;
    int clusters = 0;
    for (int s = 0; s < values.length; s++) {
      ClusterBootstrap own = new ClusterBootstrap(bootstrap.replicates(), bootstrap.seed() + s);
      Estimate estimate = sources.get(s).estimate(own);
      values[s] = sources.get(s).replicates(own);
      mean += estimate.estimate() / values.length;
      below = Math.hypot(below, estimate.estimate() - estimate.low());
      above = Math.hypot(above, estimate.high() - estimate.estimate());
      rows += estimate.n();
      clusters += estimate.clusters();
    }
    Interval interval =
        Replicates.of(means(values))
            .expanded(Intervals.LEVEL, clusters)
            .hull(new Interval(mean - below / values.length, mean + above / values.length));
    return new Estimate(mean, interval.low(), interval.high(), rows, clusters, method);
  }

  /// For each replicate the mean over the sources in which it is defined.
  ///
  /// @param values `[source][replicate]`
  static double[] means(double[][] values) {
    return IntStream.range(0, values[0].length)
        .mapToDouble(
            b ->
                Moments.mean(
                    Arrays.stream(values)
                        .mapToDouble(source -> source[b])
                        .filter(v -> !Double.isNaN(v))
                        .toArray()))
        .toArray();
  }

  private static int[] scored(double[] scores) {
    return IntStream.range(0, scores.length).filter(i -> !Double.isNaN(scores[i])).toArray();
  }

  private static int[] pick(int[] from, int[] positions) {
    return Arrays.stream(positions).map(i -> from[i]).toArray();
  }
}
