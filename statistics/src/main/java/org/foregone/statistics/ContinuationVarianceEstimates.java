package org.foregone.statistics;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// [ContinuationVariance] with 95% intervals over clusters of prompts.
///
/// Each figure is a ratio of sums over clusters, and its interval the hull of the expanded
/// percentile bootstrap and Wilson's interval at the effective number of independent observations
/// ([Proportions]): the bootstrap alone covers down to half as often as it says where few prompts
/// waver, and has no width where none does. Where every answer agrees, the limit is what so many
/// prompts can exclude, given how likely so few answers (prefixes) are to differ. Simulated
/// coverage is in `ContinuationVarianceTests`.
///
/// @param plugIn the paper's figure; expectation under a coin in `randomLine`
/// @param unbiased within-prefix variance, 0 to 1: comparable between numbers of answers
/// @param prefixShareOfWithinPrompt of what the prompt leaves open, the share the prefix decided;
///     none where no prompt has two prefixes or all answers agree
/// @param withinShare of the total; these three over the prompts with at least two prefixes
/// @param randomLine mean over prefixes of (n-1)/n
/// @param leftOut prefixes with fewer than two answers
public record ContinuationVarianceEstimates(
    Estimate plugIn,
    Estimate unbiased,
    Estimate betweenPrefixes,
    Estimate prefixShareOfWithinPrompt,
    Estimate withinShare,
    Estimate prefixShare,
    Estimate promptShare,
    double randomLine,
    int leftOut) {
  /// Below this a variance is 0 but for rounding.
  private static final double NOTHING = 1e-12;

  public static ContinuationVarianceEstimates of(Prefixes prefixes, ClusterBootstrap bootstrap) {
    List<PromptVariance> all = PromptVariance.of(prefixes);
    List<PromptVariance> repeated = all.stream().filter(PromptVariance::repeated).toList();
    ToDoubleFunction<PromptVariance> prompts = fromPrompts(repeated);
    ToDoubleFunction<PromptVariance> within = p -> p.within() + p.between();
    ToDoubleFunction<PromptVariance> total =
        p -> within.applyAsDouble(p) + prompts.applyAsDouble(p);
    Shares every = new Shares(all, bootstrap);
    Shares some = new Shares(repeated, bootstrap);
    return new ContinuationVarianceEstimates(
        every.of(PromptVariance::plugIn, PromptVariance::prefixes, 1),
        every.of(
            PromptVariance::unbiased,
            PromptVariance::prefixes,
            perPrefix(all, PromptVariance::sensitivity)),
        some.of(
            PromptVariance::between,
            p -> 1,
            Moments.mean(
                repeated.stream()
                    .mapToDouble(p -> PromptVariance.sensitivity(p.prefixes()))
                    .toArray())),
        some.of(PromptVariance::between, within, 1),
        some.of(PromptVariance::within, total, 1),
        some.of(PromptVariance::between, total, 1),
        some.of(prompts, total, 1),
        perPrefix(all, PromptVariance::randomLine),
        prefixes.leftOut());
  }

  /// What each prompt adds to the variance between prompts, around the mean of all.
  private static ToDoubleFunction<PromptVariance> fromPrompts(List<PromptVariance> prompts) {
    double mean = Moments.mean(prompts.stream().mapToDouble(PromptVariance::meanRate).toArray());
    double unbiased = 4 * prompts.size() / (prompts.size() - 1.0);
    return p ->
        unbiased * (p.meanRate() - mean) * (p.meanRate() - mean) - p.spread() / p.prefixes();
  }

  private static double perPrefix(
      List<PromptVariance> prompts, ToDoubleFunction<PromptVariance> amount) {
    return prompts.stream().mapToDouble(amount).sum()
        / prompts.stream().mapToInt(PromptVariance::prefixes).sum();
  }

  /// Ratios of sums over the clusters of the prompts.
  private record Shares(List<PromptVariance> prompts, ClusterBootstrap bootstrap) {
    Estimate of(
        ToDoubleFunction<PromptVariance> part,
        ToDoubleFunction<PromptVariance> whole,
        double scale) {
      Clusters clusters = Clusters.of(prompts.stream().mapToInt(PromptVariance::cluster).toArray());
      double[] parts = clusters.sums(prompts.stream().mapToDouble(part).toArray());
      double[] wholes = clusters.sums(prompts.stream().mapToDouble(whole).toArray());
      int[] telling =
          IntStream.range(0, clusters.count()).filter(i -> wholes[i] > NOTHING).toArray();
      return new Clustered(
              Clustered.pick(parts, telling),
              Clustered.pick(wholes, telling),
              prompts.stream().mapToInt(PromptVariance::answers).sum())
          .share(scale, clusters.count(), bootstrap);
    }
  }
}
