package org.foregone.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// From scores to chances, and whether the chances are kept.
///
/// A balanced probe's log-odds assume as many refusals as compliances, and a strong penalty makes
/// them timid: they rank well and are no chances. Platt's line through out-of-fold log-odds (Platt
/// 1999) makes them chances on this kind of prompts.
///
/// @param slope of the line
/// @param intercept of the line
public record Calibration(double slope, double intercept) {
  /// Weak enough not to matter, strong enough to keep a perfect separation finite.
  private static final double C = 1e3;

  /// Rows of one bin.
  ///
  /// @param predicted mean predicted chance
  /// @param observed share of refusals, with its interval over prompts
  public record Bin(double predicted, Estimate observed) {}

  /// Fits the line by logistic regression on held-out log-odds; rows without one (NaN) are left
  /// out.
  ///
  /// @throws IllegalArgumentException when only one class has scores
  public static Calibration fit(double[] logits, Targets targets) {
    int[] rows = scored(logits);
    Targets kept = targets.rows(rows);
    if (!kept.bothClasses()) {
      throw new IllegalArgumentException("calibration needs scored refusals and compliances");
    }
    double[][] features =
        Arrays.stream(rows).mapToObj(i -> new double[] {logits[i]}).toArray(double[][]::new);
    LogisticRegression line = DenseNewton.fit(features, kept, C);
    return new Calibration(line.weights()[0], line.bias());
  }

  /// The chance of refusal.
  public double chance(double logit) {
    return LogisticRegression.sigmoid(slope * logit + intercept);
  }

  /// Bins of about equally many rows, by predicted chance; rows of equal chance share one.
  ///
  /// @param chances 0 to 1, NaN rows are left out
  /// @param cluster prompt of each row
  /// @param most number of bins, fewer where rows are few or tied
  public static List<Bin> bins(
      double[] chances, Targets targets, int[] cluster, int most, ClusterBootstrap bootstrap) {
    int[] order =
        Arrays.stream(scored(chances))
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> chances[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    List<Bin> bins = new ArrayList<>();
    int from = 0;
    for (int b = 1; b <= most; b++) {
      int to = (int) ((long) order.length * b / most);
      while (to > from && to < order.length && chances[order[to]] == chances[order[to - 1]]) {
        to++;
      }
      if (to > from) {
        int[] rows = Arrays.copyOfRange(order, from, to);
        bins.add(bin(chances, targets.rows(rows), cluster, rows, bootstrap));
        from = to;
      }
    }
    return bins;
  }

  private static Bin bin(
      double[] chances, Targets targets, int[] cluster, int[] rows, ClusterBootstrap bootstrap) {
    Clusters clusters = Clusters.of(Arrays.stream(rows).map(i -> cluster[i]).toArray());
    double[] refusals = clusters.sums(targets.refusal());
    double[] all = clusters.sums(targets.compliance());
    Kernels.add(all, refusals, 1, 0, all.length);
    return new Bin(
        Moments.mean(Clustered.pick(chances, rows)), Proportions.rate(refusals, all, bootstrap));
  }

  /// Brier's score: mean squared difference of the chance and what happened, 0 best; a row on both
  /// sides counts in parts. Interval by bootstrap over prompts.
  public static Estimate brier(
      double[] chances, Targets targets, int[] cluster, ClusterBootstrap bootstrap) {
    int[] rows = scored(chances);
    Targets kept = targets.rows(rows);
    double[] errors = new double[rows.length];
    double[] weights = new double[rows.length];
    for (int k = 0; k < rows.length; k++) {
      double p = chances[rows[k]];
      errors[k] = kept.refusal()[k] * (1 - p) * (1 - p) + kept.compliance()[k] * p * p;
      weights[k] = kept.refusal()[k] + kept.compliance()[k];
    }
    Clusters clusters = Clusters.of(Arrays.stream(rows).map(i -> cluster[i]).toArray());
    return Clustered.of(clusters.sums(errors), clusters.sums(weights)).mean(bootstrap);
  }

  private static int[] scored(double[] scores) {
    return IntStream.range(0, scores.length).filter(i -> !Double.isNaN(scores[i])).toArray();
  }
}
