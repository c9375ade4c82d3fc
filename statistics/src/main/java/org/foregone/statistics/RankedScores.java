package org.foregone.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;

/// AUROC of any resample of the clusters in one pass over the rows, which are sorted once. All rows
/// have a score.
record RankedScores(Clusters clusters, Targets sorted, int[] cluster, boolean[] tiedWithNext)
    implements Resampled {

  static RankedScores of(double[] scores, Targets targets, Clusters clusters) {
    int[] order = Roc.descending(scores);
    boolean[] tied = new boolean[order.length];
    IntStream.range(0, order.length - 1)
        .forEach(k -> tied[k] = scores[order[k]] == scores[order[k + 1]]);
    return new RankedScores(
        clusters,
        targets.rows(order),
        Arrays.stream(order).map(i -> clusters.of()[i]).toArray(),
        tied);
  }

  @Override
  public int rows() {
    return cluster.length;
  }

  @Override
  public double at(double[] times) {
    double above = 0;
    double all = 0;
    double sum = 0;
    double refusal = 0;
    double compliance = 0;
    for (int k = 0; k < cluster.length; k++) {
      double weight = times[cluster[k]];
      refusal += weight * sorted.refusal()[k];
      compliance += weight * sorted.compliance()[k];
      if (!tiedWithNext[k]) {
        sum += compliance * (above + refusal / 2);
        above += refusal;
        all += compliance;
        refusal = 0;
        compliance = 0;
      }
    }
    return above > 0 && all > 0 ? sum / (above * all) : Double.NaN;
  }

  /// Newcombe's interval, with as many refusals and compliances as there are prompts of either kind
  /// (a prompt of both counts in part).
  @Override
  public Interval analytic(double level) {
    double value = value();
    if (Double.isNaN(value)) {
      return Interval.NONE;
    }
    double[] refusals = new double[clusters.count()];
    double[] weights = new double[clusters.count()];
    for (int k = 0; k < cluster.length; k++) {
      refusals[cluster[k]] += sorted.refusal()[k];
      weights[cluster[k]] += sorted.refusal()[k] + sorted.compliance()[k];
    }
    double m = 0;
    double counted = 0;
    for (int i = 0; i < refusals.length; i++) {
      if (weights[i] > 0) {
        m += refusals[i] / weights[i];
        counted++;
      }
    }
    return Intervals.auroc(value, m, counted - m, quantile(level));
  }
}
