package org.foregone.statistics;

import java.util.Arrays;
import java.util.function.IntFunction;

/// The separability of one position with its uncertainty.
///
/// @param point the values themselves
/// @param debiased J less its floor by prompts, with a 95% interval over prompts
/// @param chance where 95% of J less its mean lie when the labels have nothing to do with the
///     states
/// @param p share of permutations with a J as large or larger: (1 + so many) / (1 + all)
/// @param replicates bootstrap values of `debiased`, NaN where a class was not drawn; two positions
///     with the same prompts have the same draws, so their difference can be bootstrapped pairwise
/// @param permuted J less its mean, one a permutation
public record MeasuredSeparability(
    Separability point,
    Estimate debiased,
    Interval chance,
    double p,
    double[] replicates,
    double[] permuted) {
  /// Weightings that are one piece of work.
  private static final int BATCH = 64;

  /// Measures a position. The z-scores stay fixed in resampling. The means of a replicate carry the
  /// noise twice, so the replicates are shifted to have the estimate as their mean.
  ///
  /// @param rows `[n][features]`, the states at the position
  /// @param refusal true = refusal
  /// @param prompt of each row, any numbers
  /// @param bootstrap its seed also serves the permutations
  /// @param permutations of labels between prompts (a prompt's labels go together to a prompt with
  ///     as
  ///     many rows), at least 1
  public static MeasuredSeparability of(
      float[][] rows,
      boolean[] refusal,
      int[] prompt,
      ClusterBootstrap bootstrap,
      int permutations) {
    FisherRatio ratio = FisherRatio.of(Separability.coordinates(rows));
    Separability point = Separability.of(ratio, refusal, prompt);
    Clusters clusters = Clusters.of(prompt);
    double value = point.debiasedByPrompt();
    boolean defined = !Double.isNaN(value);
    Targets labels = Targets.labels(refusal);
    double[] replicates =
        ratios(
            ratio,
            defined ? bootstrap.replicates() : 0,
            b -> weighted(labels, clusters, bootstrap.draw(b, clusters.count())));
    shift(replicates, value - Replicates.of(replicates).mean());
    LabelPermutation permutation = new LabelPermutation(refusal, prompt, bootstrap.seed());
    double[] permuted =
        ratios(ratio, defined ? permutations : 0, b -> Targets.labels(permutation.permuted(b)));
    double higher = Arrays.stream(permuted).filter(j -> j >= point.j()).count();
    shift(permuted, -Moments.mean(permuted));
    Interval interval =
        defined
            ? Replicates.of(replicates).expanded(Intervals.LEVEL, clusters.count())
            : Interval.NONE;
    return new MeasuredSeparability(
        point,
        new Estimate(
            value,
            interval.low(),
            interval.high(),
            refusal.length,
            clusters.count(),
            bootstrap.described(
                "expanded percentile bootstrap clustered by prompt, centred on the estimate")),
        Replicates.of(permuted).percentile(Intervals.LEVEL),
        defined ? (1 + higher) / (1 + permutations) : Double.NaN,
        replicates,
        permuted);
  }

  private static double[] ratios(FisherRatio ratio, int count, IntFunction<Targets> weighting) {
    double[] ratios = new double[count];
    Kernels.pieces(
        count,
        BATCH,
        from -> {
          int size = Math.min(BATCH, count - from);
          double[][] refusal = new double[size][];
          double[][] compliance = new double[size][];
          for (int b = 0; b < size; b++) {
            Targets weights = weighting.apply(from + b);
            refusal[b] = weights.refusal();
            compliance[b] = weights.compliance();
          }
          FisherRatio.Parts[] parts = ratio.of(refusal, compliance);
          for (int b = 0; b < size; b++) {
            ratios[from + b] = parts[b].ratio();
          }
        });
    return ratios;
  }

  private static Targets weighted(Targets labels, Clusters clusters, int[] drawn) {
    double[] times = clusters.times(drawn);
    double[] refusal = labels.refusal().clone();
    double[] compliance = labels.compliance().clone();
    for (int i = 0; i < refusal.length; i++) {
      refusal[i] *= times[clusters.of()[i]];
      compliance[i] *= times[clusters.of()[i]];
    }
    return new Targets(refusal, compliance);
  }

  private static void shift(double[] values, double by) {
    for (int b = 0; b < values.length; b++) {
      values[b] += by;
    }
  }
}
