package org.foregone.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Folds for cross-validation that keep groups (prompts, near-duplicates) whole.
public final class Folds {
  private Folds() {}

  /// Every group in one fold, and each stratum spread over the folds as evenly as groups allow, by
  /// the greedy rule of scikit-learn's StratifiedGroupKFold: groups in random order, those with the
  /// most uneven strata first, each go where the spread of the strata's shares over the folds
  /// becomes least; of equals, to the fold with the fewest rows. With fewer groups than folds some
  /// folds stay empty.
  ///
  /// @param stratum of each row, any numbers (class and benchmark, say)
  /// @param group of each row, any numbers
  /// @param folds at least 2
  /// @return fold of each row, 0 to folds - 1
  public static int[] stratifiedByGroup(int[] stratum, int[] group, int folds, long seed) {
    if (folds < 2) {
      throw new IllegalArgumentException("cross-validation needs 2 folds or more: " + folds);
    }
    Clusters strata = Clusters.of(stratum);
    Clusters groups = Clusters.of(group);
    double[][] counts = new double[groups.count()][strata.count()];
    double[] sizes = new double[strata.count()];
    for (int i = 0; i < group.length; i++) {
      counts[groups.of()[i]][strata.of()[i]]++;
      sizes[strata.of()[i]]++;
    }
    double[][] filled = new double[folds][strata.count()];
    int[] foldOf = new int[groups.count()];
    for (int g : order(counts, seed)) {
      foldOf[g] = best(filled, counts[g], sizes);
      Kernels.add(filled[foldOf[g]], counts[g], 1, 0, sizes.length);
    }
    return Arrays.stream(groups.of()).map(g -> foldOf[g]).toArray();
  }

  private static int[] order(double[][] counts, long seed) {
    int[] order = IntStream.range(0, counts.length).toArray();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return Arrays.stream(order)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer g) -> -spread(counts[g])))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static int best(double[][] filled, double[] added, double[] sizes) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int fold = 0; fold < filled.length; fold++) {
      double sum = 0;
      for (int s = 0; s < sizes.length; s++) {
        double[] shares = new double[filled.length];
        for (int f = 0; f < shares.length; f++) {
          shares[f] = (filled[f][s] + (f == fold ? added[s] : 0)) / sizes[s];
        }
        sum += spread(shares);
      }
      boolean equal = Math.abs(sum - least) <= 1e-12;
      boolean fewer = Moments.sum(filled[fold]) < Moments.sum(filled[best]);
      if (equal ? fewer : sum < least) {
        best = fold;
        least = sum;
      }
    }
    return best;
  }

  private static double spread(double[] values) {
    double mean = Moments.mean(values);
    return Math.sqrt(
        Moments.mean(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).toArray()));
  }
}
