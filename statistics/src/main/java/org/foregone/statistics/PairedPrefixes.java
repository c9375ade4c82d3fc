package org.foregone.statistics;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The variances of the prompts that have prefixes in both studies, prompt by prompt.
record PairedPrefixes(
    List<PromptVariance> first, List<PromptVariance> second, ClusterBootstrap bootstrap) {

  /// Below this a variance is 0 but for rounding.
  private static final double NOTHING = 1e-12;

  static PairedPrefixes of(Prefixes first, Prefixes second, ClusterBootstrap bootstrap) {
    Map<Integer, PromptVariance> others =
        PromptVariance.of(second).stream()
            .collect(Collectors.toMap(PromptVariance::prompt, Function.identity()));
    List<PromptVariance> mine =
        PromptVariance.of(first).stream().filter(p -> others.containsKey(p.prompt())).toList();
    return new PairedPrefixes(
        mine, mine.stream().map(p -> others.get(p.prompt())).toList(), bootstrap);
  }

  PairedChange within() {
    return change(
        p -> true, PromptVariance::unbiased, PromptVariance::prefixes, PairedPrefixes::sensitivity);
  }

  PairedChange share() {
    return change(
        PromptVariance::repeated,
        PromptVariance::between,
        p -> p.within() + p.between(),
        prompts -> 1.0);
  }

  /// The chance to see two answers differ where they are a coin's, averaged over prefixes.
  private static double sensitivity(List<PromptVariance> prompts) {
    return prompts.stream().mapToDouble(PromptVariance::sensitivity).sum()
        / prompts.stream().mapToInt(PromptVariance::prefixes).sum();
  }

  private PairedChange change(
      Predicate<PromptVariance> which,
      ToDoubleFunction<PromptVariance> part,
      ToDoubleFunction<PromptVariance> whole,
      ToDoubleFunction<List<PromptVariance>> scale) {
    int[] rows =
        PairedChange.where(
            first.size(), i -> which.test(first.get(i)) && which.test(second.get(i)));
    Clusters clusters = Clusters.of(IntStream.of(rows).map(i -> first.get(i).cluster()).toArray());
    double[][] sums = new double[4][];
    List<List<PromptVariance>> sides = List.of(first, second);
    for (int side = 0; side < 2; side++) {
      List<PromptVariance> of = sides.get(side);
      sums[2 * side] =
          clusters.sums(
              IntStream.of(rows).mapToDouble(i -> part.applyAsDouble(of.get(i))).toArray());
      sums[2 * side + 1] =
          clusters.sums(
              IntStream.of(rows).mapToDouble(i -> whole.applyAsDouble(of.get(i))).toArray());
    }
    int[] telling =
        PairedChange.where(clusters.count(), c -> sums[1][c] > NOTHING || sums[3][c] > NOTHING);
    return new PairedChange(
        side(sums[0], sums[1], telling, picked(first, rows), scale),
        side(sums[2], sums[3], telling, picked(second, rows), scale),
        bootstrap);
  }

  private static List<PromptVariance> picked(List<PromptVariance> from, int[] rows) {
    return IntStream.of(rows).mapToObj(from::get).toList();
  }

  private static Resampled side(
      double[] parts,
      double[] wholes,
      int[] telling,
      List<PromptVariance> prompts,
      ToDoubleFunction<List<PromptVariance>> scale) {
    return new RatioOfSums(
        Clustered.pick(parts, telling),
        Clustered.pick(wholes, telling),
        prompts.stream().mapToInt(PromptVariance::answers).sum(),
        RatioOfSums.Kind.SHARE,
        prompts.isEmpty() ? 1 : scale.applyAsDouble(prompts));
  }
}
