package org.foregone.study.separability;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.foregone.statistics.Interval;
import org.foregone.statistics.Quantiles;

/// Does separability fall after the start of the thought, and come back? The trace is cut into ten
/// parts; the lowest inner one is compared with the first and the last, replicate by replicate (the
/// positions of a replicate have the same prompts). The lowest is one of eight, so the level is
/// Bonferroni's .05 / 8.
final class Valley {
  private static final int PARTS = 10;
  private static final double TAIL = .05 / (PARTS - 2) / 2;

  private final int each;
  private final double[] means = new double[PARTS];
  private double[][] replicates = new double[PARTS][0];
  private int added;

  /// @param positions a multiple of ten
  Valley(int positions) {
    this.each = positions / PARTS;
  }

  /// The next position.
  ///
  /// @param replicates bootstrap values of the estimate, the same draws at every position
  void add(double estimate, double[] replicates) {
    int part = added++ / each;
    means[part] += estimate / each;
    if (this.replicates[part].length == 0) {
      this.replicates[part] = new double[replicates.length];
    }
    for (int b = 0; b < replicates.length; b++) {
      this.replicates[part][b] += replicates[b] / each;
    }
  }

  Map<String, Object> answer() {
    Map<String, Object> out = new LinkedHashMap<>();
    int lowest = 1;
    for (int part = 2; part < PARTS - 1; part++) {
      lowest = means[part] < means[lowest] ? part : lowest;
    }
    Interval fall = difference(0, lowest);
    Interval rise = difference(PARTS - 1, lowest);
    if (Double.isNaN(means[lowest]) || Double.isNaN(fall.low()) || Double.isNaN(rise.low())) {
      out.put("falls", Double.NaN);
      out.put("returns", Double.NaN);
      out.put("lowest", Double.NaN);
      out.put("text", "Too few traces of one kind to say.");
      return out;
    }
    boolean falls = fall.low() > 0;
    boolean returns = falls && rise.low() > 0;
    out.put("falls", falls);
    out.put("returns", returns);
    out.put("lowest", lowest * each + each / 2);
    out.put("text", text(lowest, falls, returns, rise));
    return out;
  }

  private String text(int lowest, boolean falls, boolean returns, Interval rise) {
    String where =
        "lowest between %d%% and %d%% of the thought"
            .formatted(100 * lowest / PARTS, 100 * (lowest + 1) / PARTS);
    String numbers =
        String.format(
            Locale.ROOT,
            "debiased J %.3f in the first tenth, %.3f there, %.3f in the last tenth",
            means[0],
            means[lowest],
            means[PARTS - 1]);
    if (!falls) {
      return rise.low() > 0
          ? "Separability does not measurably fall after the start; it grows towards the end (%s, %s)."
              .formatted(where, numbers)
          : "No measurable valley: separability neither falls after the start nor rises to the end (%s)."
              .formatted(numbers);
    }
    return (returns
            ? "Separability falls after the start and comes back (%s; %s)."
            : "Separability falls after the start and does not measurably come back (%s; %s).")
        .formatted(where, numbers);
  }

  private Interval difference(int part, int lowest) {
    double[] differences = new double[replicates[part].length];
    Arrays.setAll(differences, b -> replicates[part][b] - replicates[lowest][b]);
    double[] sorted = Arrays.stream(differences).filter(d -> !Double.isNaN(d)).sorted().toArray();
    return sorted.length == 0
        ? Interval.NONE
        : new Interval(Quantiles.ofSorted(sorted, TAIL), Quantiles.ofSorted(sorted, 1 - TAIL));
  }
}
