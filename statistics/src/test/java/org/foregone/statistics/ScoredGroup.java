package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.foregone.fixtures.StatsCase;
import tools.jackson.databind.JsonNode;

/// Some rows with their out-of-fold scores, and what the fixtures say of them.
record ScoredGroup(double[] scores, Targets targets, int[] fold, int[] cluster) {

  /// Each row its own cluster; scores are probabilities, as in the fixtures.
  static ScoredGroup of(double[] logits, boolean[] y, int[] fold) {
    return new ScoredGroup(
        Arrays.stream(logits).map(LogisticRegression::sigmoid).toArray(),
        Targets.labels(y),
        fold,
        IntStream.range(0, y.length).toArray());
  }

  ScoredGroup rows(int[] rows) {
    return new ScoredGroup(
        Clustered.pick(scores, rows),
        targets.rows(rows),
        Arrays.stream(rows).map(i -> fold[i]).toArray(),
        IntStream.range(0, rows.length).toArray());
  }

  ScoredGroup clusteredBy(int[] ids) {
    return new ScoredGroup(scores, targets, fold, ids);
  }

  Resampled auroc() {
    return RankedScores.of(scores, targets, Clusters.of(cluster));
  }

  Resampled accuracy() {
    return Accuracy.of(
        HeldOutDecisions.of(scores, targets, fold).refused(), targets, Clusters.of(cluster));
  }

  /// Point values, thresholds and predictions.
  void check(StatsCase c, JsonNode expected) {
    Cases.near(c, "metrics", Roc.of(scores, targets).auroc(), expected.path("auroc"));
    Cases.near(c, "metrics", auroc().value(), expected.path("auroc"));
    Cases.near(c, "metrics", accuracy().value(), expected.path("bacc"));
    HeldOutDecisions decisions = HeldOutDecisions.of(scores, targets, fold);
    JsonNode thresholds = expected.path("youden_thresholds");
    decisions
        .thresholds()
        .forEach((k, threshold) -> Cases.near(c, "metrics", threshold, thresholds.get(k)));
    JsonNode predictions = expected.path("yhat");
    for (int i = 0; i < predictions.size(); i++) {
      assertThat(decisions.refused()[i]).isEqualTo(predictions.get(i).asInt() == 1);
    }
  }

  void checkBootstrap(StatsCase c, int[][] draws, JsonNode expected) {
    checkReplicates(c, Replicates.of(replicates(auroc(), draws)), expected.path("boot_auroc"));
    checkReplicates(c, Replicates.of(replicates(accuracy(), draws)), expected.path("boot_bacc"));
  }

  static void checkReplicates(StatsCase c, Replicates replicates, JsonNode expected) {
    Cases.near(c, "metrics", replicates.mean(), expected.path("mean"));
    Cases.near(c, "metrics", replicates.percentile(.95).low(), expected.path("lo"));
    Cases.near(c, "metrics", replicates.percentile(.95).high(), expected.path("hi"));
    assertThat(replicates.used()).isEqualTo(expected.path("n_used").asInt());
  }

  static double[] replicates(Resampled measure, int[][] draws) {
    return Arrays.stream(draws)
        .mapToDouble(drawn -> measure.at(measure.clusters().times(drawn)))
        .toArray();
  }
}
