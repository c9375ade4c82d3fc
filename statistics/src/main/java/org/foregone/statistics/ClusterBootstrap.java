package org.foregone.statistics;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/// Resamples whole clusters (prompts with all their rollouts) with replacement. Draws come from a
/// counter-based generator (the SplitMix64 finaliser applied to seed, replicate and position), so
/// replicate 7 is the same on every machine and JDK, whatever else was drawn before it.
///
/// Efron and Tibshirani 1993, An Introduction to the Bootstrap; clusters: Davison and Hinkley 1997,
/// section 3.8.
///
/// @param replicates how many resamples, at least 1
/// @param seed same seed, same draws
public record ClusterBootstrap(int replicates, long seed) {
  /// 2,000 replicates, seed 0.
  public static final ClusterBootstrap DEFAULT = new ClusterBootstrap(2_000, 0);

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  public ClusterBootstrap {
    if (replicates < 1) {
      throw new IllegalArgumentException("a bootstrap needs at least 1 replicate: " + replicates);
    }
  }

  /// The first so many of its replicates, where each is dear.
  ClusterBootstrap atMost(int most) {
    return replicates <= most ? this : new ClusterBootstrap(most, seed);
  }

  /// Cluster positions of one replicate.
  ///
  /// @param clusters how many clusters there are; as many are drawn
  /// @return positions 0 to clusters - 1, repeats included
  public int[] draw(int replicate, int clusters) {
    long stream = mix(mix(seed + GOLDEN) + GOLDEN * (replicate + 1L));
    int[] drawn = new int[clusters];
    for (int i = 0; i < clusters; i++) {
      long bits = mix(stream + GOLDEN * (i + 1L));
      drawn[i] = (int) Math.unsignedMultiplyHigh(bits, clusters);
    }
    return drawn;
  }

  /// Evaluates a statistic on every replicate.
  ///
  /// @param statistic takes drawn cluster positions, returns the value or NaN where undefined
  public Replicates run(int clusters, ToDoubleFunction<int[]> statistic) {
    return Replicates.of(values(clusters, statistic));
  }

  /// The statistic of every replicate, in their order, NaN where undefined.
  double[] values(int clusters, ToDoubleFunction<int[]> statistic) {
    double[] values = new double[clusters == 0 ? 0 : replicates];
    for (int b = 0; b < values.length; b++) {
      values[b] = statistic.applyAsDouble(draw(b, clusters));
    }
    return values;
  }

  /// Words for an estimate's method.
  String described(String method) {
    return described(Intervals.LEVEL, method);
  }

  /// @param level of the interval, .975, say
  String described(double level, String method) {
    return "%s%% %s (B=%d, seed %d)"
        .formatted(
            BigDecimal.valueOf(100 * level)
                .setScale(2, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString(),
            method,
            replicates,
            seed);
  }

  /// The same with draws made elsewhere.
  ///
  /// @param draws `[replicate][position]`, cluster positions
  public static Replicates run(int[][] draws, ToDoubleFunction<int[]> statistic) {
    return Replicates.of(Arrays.stream(draws).mapToDouble(statistic).toArray());
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
