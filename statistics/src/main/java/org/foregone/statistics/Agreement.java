package org.foregone.statistics;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How far raters agree beyond chance, on nominal labels. Rows are units, columns raters.
public final class Agreement {
  private Agreement() {}

  /// Fleiss 1971: (P - Pe)/(1 - Pe), every unit rated by the same number (at least 2) of raters. 1
  /// when only one category is ever used (as the paper has it; some libraries say NaN).
  public static double fleiss(int[][] rows) {
    Map<Integer, Double> totals = new TreeMap<>();
    double agreeing = 0;
    for (int[] row : rows) {
      Map<Integer, Double> counts = counts(row);
      counts.forEach((label, count) -> totals.merge(label, count, Double::sum));
      agreeing += (squares(counts) - row.length) / (row.length * (row.length - 1.0));
    }
    if (rows.length == 0) {
      return Double.NaN;
    }
    double ratings = (double) rows.length * rows[0].length;
    return beyond(agreeing / rows.length, squares(totals) / (ratings * ratings), totals.size());
  }

  /// The same with a 95% interval over clusters.
  ///
  /// @param cluster the prompt of each unit
  public static Estimate fleiss(int[][] rows, int[] cluster, ClusterBootstrap bootstrap) {
    return Kappa.of(rows, Clusters.of(cluster)).estimate(bootstrap);
  }

  /// Cohen 1960: (po - pe)/(1 - pe); 1 when only one category is ever used.
  public static double cohen(int[] first, int[] second) {
    if (first.length == 0) {
      return Double.NaN;
    }
    Map<Integer, Double> one = counts(first);
    Map<Integer, Double> two = counts(second);
    double same = 0;
    for (int i = 0; i < first.length; i++) {
      same += first[i] == second[i] ? 1 : 0;
    }
    double chance = 0;
    for (var entry : one.entrySet()) {
      chance += entry.getValue() * two.getOrDefault(entry.getKey(), 0.0);
    }
    double n = first.length;
    return beyond(same / n, chance / (n * n), one.equals(two) ? one.size() : 2);
  }

  /// Krippendorff's alpha for nominal labels, null = not rated; units with fewer than two labels do
  /// not count. NaN when only one category is ever used.
  public static double krippendorff(@Nullable Integer[][] rows) {
    Map<Integer, Double> totals = new TreeMap<>();
    double labels = 0;
    double disagreeing = 0;
    for (Integer[] row : rows) {
      int[] given = Arrays.stream(row).filter(v -> v != null).mapToInt(v -> v).toArray();
      double m = given.length;
      if (m >= 2) {
        Map<Integer, Double> counts = counts(given);
        counts.forEach((label, count) -> totals.merge(label, count, Double::sum));
        labels += m;
        disagreeing += (m * m - squares(counts)) / (m - 1);
      }
    }
    double expected = (labels * labels - squares(totals)) / (labels - 1);
    return expected > 0 ? 1 - disagreeing / expected : Double.NaN;
  }

  private static double beyond(double observed, double chance, int categories) {
    return categories == 1 ? 1 : (observed - chance) / (1 - chance);
  }

  private static Map<Integer, Double> counts(int[] labels) {
    Map<Integer, Double> counts = new TreeMap<>();
    for (int label : labels) {
      counts.merge(label, 1.0, Double::sum);
    }
    return counts;
  }

  private static double squares(Map<Integer, Double> counts) {
    return counts.values().stream().mapToDouble(c -> c * c).sum();
  }
}
