package org.foregone.statistics;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// One number of two studies of the same clusters (prompts), and its change from the first to the
/// second. Both are resampled together, so that what makes a prompt easy or hard for both cancels.
///
/// The interval of the change joins the expanded percentile bootstrap of the difference with
/// Newcombe's method for pairs: the limits of both numbers combined as squares with the correlation
/// of their replicates (Newcombe 1998, method 10; MOVER, Zou and Donner 2008). The bootstrap alone
/// is too short where few prompts differ. Numbers that have no interval by formula (means of
/// lengths, say) have the bootstrap's percentiles joined with Student's interval by its spread. Two
/// studies that differ on no resample, though the
/// number itself varies, have changed by 0 exactly. Simulated coverage is in `PairedChangeTests`.
public final class PairedChange {
  private final Resampled first;
  private final Resampled second;
  private final ClusterBootstrap bootstrap;
  private final double[] before;
  private final double[] after;

  PairedChange(Resampled first, Resampled second, ClusterBootstrap bootstrap) {
    this.first = first;
    this.second = second;
    this.bootstrap = bootstrap;
    this.before = first.replicates(bootstrap);
    this.after = second.replicates(bootstrap);
  }

  /// The mean over clusters of their own rates: clusters count alike. A cluster without trials on
  /// either side is left out.
  ///
  /// @param rates1 a cluster, 0 to 1; anything where there are no trials
  /// @param trials1 observations behind them
  public static PairedChange ofRates(
      double[] rates1,
      double[] trials1,
      double[] rates2,
      double[] trials2,
      ClusterBootstrap bootstrap) {
    int[] both = where(trials1.length, i -> trials1[i] > 0 && trials2[i] > 0);
    double[] ones = new double[both.length];
    Arrays.fill(ones, 1);
    return new PairedChange(
        rate(Clustered.pick(rates1, both), ones, Clustered.pick(trials1, both)),
        rate(Clustered.pick(rates2, both), ones, Clustered.pick(trials2, both)),
        bootstrap);
  }

  private static Resampled rate(double[] sums, double[] counts, double[] trials) {
    return new RatioOfSums(sums, counts, (int) Moments.sum(trials), RatioOfSums.Kind.RATE);
  }

  /// A mean of any quantity over all observations. A cluster without observations on either side
  /// is left out.
  ///
  /// @param sums1 a cluster
  /// @param counts1 observations of a cluster
  public static PairedChange ofMeans(
      double[] sums1,
      double[] counts1,
      double[] sums2,
      double[] counts2,
      ClusterBootstrap bootstrap) {
    int[] both = where(counts1.length, i -> counts1[i] > 0 && counts2[i] > 0);
    return new PairedChange(
        mean(Clustered.pick(sums1, both), Clustered.pick(counts1, both)),
        mean(Clustered.pick(sums2, both), Clustered.pick(counts2, both)),
        bootstrap);
  }

  private static Resampled mean(double[] sums, double[] counts) {
    return new RatioOfSums(sums, counts, (int) Moments.sum(counts), RatioOfSums.Kind.MEAN);
  }

  /// The mean over prompts of their share of answers that refuse, or comply, of one intent.
  ///
  /// @param first the same prompts in the same order as `second`
  /// @param harmful of these prompts the share that complies (ASR), else of the benign the share
  ///     that refuses (ORR)
  public static PairedChange ofBadRate(
      RefusalCounts first, RefusalCounts second, boolean harmful, ClusterBootstrap bootstrap) {
    return new PairedChange(badRate(first, harmful), badRate(second, harmful), bootstrap);
  }

  private static Resampled badRate(RefusalCounts counts, boolean harmful) {
    int[] rows = where(counts.size(), i -> counts.harmful()[i] == harmful);
    Clusters clusters = Clusters.of(IntStream.of(rows).map(i -> counts.cluster()[i]).toArray());
    double[] rates = IntStream.of(rows).mapToDouble(counts::rate).toArray();
    double[] ones = new double[rows.length];
    Arrays.fill(ones, 1);
    return new RatioOfSums(
        clusters.sums(harmful ? Arrays.stream(rates).map(q -> 1 - q).toArray() : rates),
        clusters.sums(ones),
        IntStream.of(rows).map(i -> counts.answers()[i]).sum(),
        RatioOfSums.Kind.RATE);
  }

  /// AUROC of the prompts' refusal rates for their intent ([RateAuroc]), rates over m answers.
  public static PairedChange ofAuroc(
      RefusalCounts first, RefusalCounts second, int m, ClusterBootstrap bootstrap) {
    return new PairedChange(RateAuroc.of(first, m), RateAuroc.of(second, m), bootstrap);
  }

  /// d' of refusing harmful against benign prompts ([DPrime]).
  public static PairedChange ofDPrime(
      RefusalCounts first, RefusalCounts second, ClusterBootstrap bootstrap) {
    return new PairedChange(DPrime.of(first), DPrime.of(second), bootstrap);
  }

  /// AUROC of scores for refusal ([Discrimination#auroc]), each study with scores and outcomes of
  /// its own. Rows without a score in either (NaN) are left out.
  ///
  /// @param cluster of each row
  public static PairedChange ofAuroc(
      double[] scores1,
      boolean[] refusal1,
      double[] scores2,
      boolean[] refusal2,
      int[] cluster,
      ClusterBootstrap bootstrap) {
    int[] rows = where(cluster.length, i -> !Double.isNaN(scores1[i]) && !Double.isNaN(scores2[i]));
    Clusters clusters = Clusters.of(IntStream.of(rows).map(i -> cluster[i]).toArray());
    return new PairedChange(
        RankedScores.of(
            Clustered.pick(scores1, rows), Targets.labels(refusal1).rows(rows), clusters),
        RankedScores.of(
            Clustered.pick(scores2, rows), Targets.labels(refusal2).rows(rows), clusters),
        bootstrap);
  }

  /// Continuation variance within prefixes, unbiased ([ContinuationVarianceEstimates#unbiased]).
  public static PairedChange ofVariance(
      Prefixes first, Prefixes second, ClusterBootstrap bootstrap) {
    return PairedPrefixes.of(first, second, bootstrap).within();
  }

  /// The deliberation score: of what the prompt leaves open, the share that the prefixes decide
  /// ([ContinuationVarianceEstimates#prefixShareOfWithinPrompt]).
  public static PairedChange ofDeliberation(
      Prefixes first, Prefixes second, ClusterBootstrap bootstrap) {
    return PairedPrefixes.of(first, second, bootstrap).share();
  }

  static int[] where(int length, IntPredicate which) {
    return IntStream.range(0, length).filter(which).toArray();
  }

  /// The first study's number.
  public Estimate base() {
    return measured() ? first.estimate(before, bootstrap) : none();
  }

  public Estimate other() {
    return measured() ? second.estimate(after, bootstrap) : none();
  }

  /// Second minus first.
  public Estimate change() {
    return changeAt(Intervals.LEVEL);
  }

  /// The same with an interval of another level.
  public Estimate changeAt(double level) {
    if (!measured()) {
      return none();
    }
    Interval interval = interval(level);
    return new Estimate(
        second.value() - first.value(),
        interval.low(),
        interval.high(),
        first.rows() + second.rows(),
        first.clusters().count(),
        bootstrap.described(
            level,
            first.analytic(level).equals(Interval.NONE)
                ? "bootstrap of the paired difference, clustered by prompt, expanded percentile"
                    + " joined with Student's"
                : "bootstrap of the paired difference, clustered by prompt, widened to Newcombe's"
                    + " method for pairs"));
  }

  private boolean measured() {
    return !Double.isNaN(first.value()) && !Double.isNaN(second.value());
  }

  private static Estimate none() {
    return Estimate.none("paired by prompt");
  }

  private Interval interval(double level) {
    int count = first.clusters().count();
    if (count < 2) {
      return Interval.NONE;
    }
    if (Arrays.equals(before, after) && Arrays.stream(before).distinct().limit(2).count() == 2) {
      return new Interval(0, 0);
    }
    double[] differences = new double[before.length];
    Arrays.setAll(differences, b -> after[b] - before[b]);
    Replicates replicates = Replicates.of(differences);
    Interval interval = replicates.expanded(level, count);
    if (first.analytic(level).equals(Interval.NONE)
        || second.analytic(level).equals(Interval.NONE)) {
      return interval.hull(replicates.student(second.value() - first.value(), level, count));
    }
    double p = first.value();
    double q = second.value();
    Interval one = first.interval(before, level);
    Interval two = second.interval(after, level);
    double rho = correlation();
    if (count < 3) {
      rho = Math.min(0, rho); // two clusters correlate perfectly whatever they are
    }
    return interval.hull(
        new Interval(
            q - p - side(q - two.low(), one.high() - p, rho),
            q - p + side(two.high() - q, p - one.low(), rho)));
  }

  private static double side(double a, double b, double rho) {
    return Math.sqrt(Math.max(0, a * a - 2 * rho * a * b + b * b));
  }

  /// Of the two numbers over the replicates in which both are defined; 0 where one does not vary.
  private double correlation() {
    int[] defined = where(before.length, b -> !Double.isNaN(before[b]) && !Double.isNaN(after[b]));
    double[] x = Clustered.pick(before, defined);
    double[] y = Clustered.pick(after, defined);
    double meanX = Moments.mean(x);
    double meanY = Moments.mean(y);
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int b = 0; b < x.length; b++) {
      xy += (x[b] - meanX) * (y[b] - meanY);
      xx += (x[b] - meanX) * (x[b] - meanX);
      yy += (y[b] - meanY) * (y[b] - meanY);
    }
    return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
  }
}
