package org.foregone.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The receiver operating characteristic: at every distinct score t, what "refusal iff score >= t"
/// gets right and wrong. Rows without a score (NaN) are left out.
///
/// @param thresholds distinct scores, descending
/// @param hits refusal weight at or above each threshold
/// @param alarms compliance weight at or above each threshold
public record Roc(double[] thresholds, double[] hits, double[] alarms) {

  /// @param falsePositive share of compliances at or above the threshold
  /// @param truePositive share of refusals at or above the threshold
  public record Point(double threshold, double falsePositive, double truePositive) {}

  public static Roc of(double[] scores, boolean[] refusal) {
    return of(scores, Targets.labels(refusal));
  }

  public static Roc of(double[] scores, Targets targets) {
    int[] order = descending(scores);
    double[] thresholds = new double[order.length];
    double[] hits = new double[order.length];
    double[] alarms = new double[order.length];
    int last = -1;
    for (int i : order) {
      if (last < 0 || scores[i] != thresholds[last]) {
        last++;
        thresholds[last] = scores[i];
        hits[last] = last == 0 ? 0 : hits[last - 1];
        alarms[last] = last == 0 ? 0 : alarms[last - 1];
      }
      hits[last] += targets.refusal()[i];
      alarms[last] += targets.compliance()[i];
    }
    int size = last + 1;
    return new Roc(
        Arrays.copyOf(thresholds, size), Arrays.copyOf(hits, size), Arrays.copyOf(alarms, size));
  }

  /// Rows that have a score, the highest first.
  static int[] descending(double[] scores) {
    return IntStream.range(0, scores.length)
        .filter(i -> !Double.isNaN(scores[i]))
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -scores[i] + 0.0))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /// Refusal weight in all.
  public double refusals() {
    return hits.length == 0 ? 0 : hits[hits.length - 1];
  }

  /// Compliance weight in all.
  public double compliances() {
    return alarms.length == 0 ? 0 : alarms[alarms.length - 1];
  }

  public boolean bothClasses() {
    return refusals() > 0 && compliances() > 0;
  }

  /// The chance that a refusal scores above a compliance, a tie counting one half: (sum over pairs
  /// of [s+ > s-] + [s+ = s-] / 2) / (P N), pairs by weight; NaN with one class only.
  ///
  /// Of rates: refusals and compliances are rollouts, and two of one prompt are a tie, so the best
  /// possible value is below 1 where prompts are undecided.
  public double auroc() {
    double sum = 0;
    for (int t = 0; t < hits.length; t++) {
      double hit = hits[t] - (t == 0 ? 0 : hits[t - 1]);
      double below = compliances() - alarms[t];
      double level = alarms[t] - (t == 0 ? 0 : alarms[t - 1]);
      sum += hit * (below + level / 2);
    }
    return bothClasses() ? sum / (refusals() * compliances()) : Double.NaN;
  }

  /// Youden's threshold: the largest score that maximises true minus false positive rate, compared
  /// as tp N - fp P so that whole numbers compare exactly; positive infinity when the maximum is
  /// not above 0, .5 with one class only.
  public double youden() {
    if (!bothClasses()) {
      return .5;
    }
    double best = 0;
    double threshold = Double.POSITIVE_INFINITY;
    for (int t = 0; t < hits.length; t++) {
      double value = hits[t] * compliances() - alarms[t] * refusals();
      if (value > best) {
        best = value;
        threshold = thresholds[t];
      }
    }
    return threshold;
  }

  /// The curve from (0, 0) to (1, 1), thinned to at most so many points besides the ends; empty
  /// with one class only.
  public List<Point> curve(int most) {
    List<Point> points = new ArrayList<>();
    if (!bothClasses()) {
      return points;
    }
    points.add(new Point(Double.POSITIVE_INFINITY, 0, 0));
    int inner = thresholds.length - 1;
    int kept = Math.min(most, inner);
    for (int k = 0; k < kept; k++) {
      points.add(point((int) ((long) k * inner / kept)));
    }
    points.add(point(inner));
    return points;
  }

  private Point point(int t) {
    return new Point(thresholds[t], alarms[t] / compliances(), hits[t] / refusals());
  }
}
