package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.foregone.fixtures.StatsCase;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Every probe case against the oracle: scaler, PCA, logits at the exact optimum.
@Tag("fixtures")
class ProbeFixtureTests {

  @TestFactory
  Stream<DynamicTest> logits() {
    return StatsCase.of("probe").stream()
        .filter(c -> c.input().has("X"))
        .map(c -> DynamicTest.dynamicTest(c.id(), () -> check(c)));
  }

  @TestFactory
  Stream<DynamicTest> metrics() {
    return StatsCase.of("probe").stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.id(), c.input().has("items") ? () -> checkItems(c) : () -> checkMetrics(c)));
  }

  private static void check(StatsCase c) {
    float[][] rows = Cases.floats(c, c.input().path("X"));
    boolean[] y = Cases.labels(c, c.input().path("y"));
    int[] fold = c.ints(c.input().path("fold"));
    JsonNode pipeline = c.input().path("pipeline");
    JsonNode weight = pipeline.path("class_weight");
    ProbeSettings settings =
        new ProbeSettings(
            pipeline.path("pca_components").asInt(0),
            pipeline.path("C").asDouble(),
            weight.isString() && weight.asString().equals("balanced"));
    JsonNode expected = c.expected();
    JsonNode logits = expected.has("sklearn_scaler") ? expected.path("sklearn_scaler") : expected;
    Cases.near(c, "logits", OutOfFold.logits(rows, y, null, fold, settings), logits.path("logits"));
    if (expected.has("authors_definition")) {
      checkSampleDeviation(c, rows, y, fold, settings);
    }
    if (c.input().has("fold_invalid")) {
      Cases.near(
          c,
          "logits",
          OutOfFold.logits(rows, y, null, c.ints(c.input().path("fold_invalid")), settings),
          expected.path("invalid_fold").path("logits"));
    }
    for (int k = 0; k < expected.path("fold_info").size(); k++) {
      JsonNode info = expected.path("fold_info").get(k);
      Probe probe = fold(rows, y, fold, k, settings);
      assertThat(probe.variances()).hasSize(info.path("n_components").asInt());
      for (int j = 0; j < 5; j++) {
        Cases.near(
            c,
            "explained_variance",
            probe.variances()[j],
            info.path("explained_variance_first5").get(j));
      }
      Cases.near(c, "logits", probe.intercept(), info.path("intercept"));
    }
    if (expected.has("fold0")) {
      Probe probe = fold(rows, y, fold, 0, settings);
      Cases.near(c, "scaler", probe.mean(), expected.path("fold0").path("mean"));
      Cases.near(c, "scaler", probe.scale(), expected.path("fold0").path("scale"));
      Cases.near(
          c, "coef", probe.weights(), expected.path("fold0").path("coef_standardised_space"));
    }
    if (expected.has("fold_train_scale")) {
      double[][] scales = Cases.matrix(c, expected.path("fold_train_scale"));
      for (int k = 0; k < scales.length; k++) {
        double[] scale = fold(rows, y, fold, k, settings).scale();
        for (int j = 0; j < scale.length; j++) {
          assertThat(c.close("scaler", scale[j], scales[k][j])).isTrue();
        }
      }
    }
  }

  private static Probe fold(
      float[][] rows, boolean[] y, int[] fold, int held, ProbeSettings settings) {
    int[] training = IntStream.range(0, fold.length).filter(i -> fold[i] != held).toArray();
    return Probe.fit(
        IntStream.of(training).mapToObj(i -> rows[i]).toArray(float[][]::new),
        Targets.labels(y).rows(training),
        settings);
  }

  private static void checkSampleDeviation(
      StatsCase c, float[][] rows, boolean[] y, int[] fold, ProbeSettings settings) {
    JsonNode expected = c.expected().path("authors_definition");
    double[] wanted = c.doubles(expected.path("logits"));
    for (int i = 0; i < rows.length; i++) {
      int held = fold[i];
      int training = (int) IntStream.of(fold).filter(k -> k != held).count();
      Probe probe = fold(rows, y, fold, held, settings.sampleDeviation(training));
      assertThat(c.close("logits", probe.logit(rows[i]), wanted[i])).isTrue();
    }
  }

  /// Metrics, thresholds and bootstraps from the fixture's own logits.
  private static void checkMetrics(StatsCase c) {
    boolean[] y = Cases.labels(c, c.input().path("y"));
    int[] fold = c.ints(c.input().path("fold"));
    JsonNode expected = c.expected();
    JsonNode authors = expected.path("authors_definition");
    ScoredGroup all =
        ScoredGroup.of(
            c.doubles((authors.isMissingNode() ? expected : authors).path("logits")), y, fold);
    if (!authors.isMissingNode()) {
      Cases.near(c, "metrics", all.auroc().value(), authors.path("auroc"));
      int[][] draws = Cases.integers(c, c.input().path("stratified_bootstrap").path("idx"));
      ScoredGroup.checkReplicates(
          c,
          Replicates.of(ScoredGroup.replicates(all.auroc(), draws)),
          authors.path("stratified_boot_auroc"));
    }
    if (expected.has("auroc")) {
      all.check(c, expected);
    }
    expected.forEachEntry(
        (name, group) -> {
          if (name.startsWith("group_")) {
            all.rows(rowsOf(c, name.substring("group_".length()))).check(c, group);
          }
        });
    if (expected.has("pooled")) {
      checkPools(c, all);
    }
  }

  private static void checkPools(StatsCase c, ScoredGroup all) {
    JsonNode bootstrap = c.input().path("bootstrap");
    JsonNode expected = c.expected();
    ScoredGroup harmful = all.rows(rowsOf(c, c.input().path("harmful_source").asString()));
    harmful.check(c, expected.path("harmful"));
    harmful.checkBootstrap(
        c, Cases.integers(c, bootstrap.path("harmful")), expected.path("harmful"));
    all.check(c, expected.path("pooled"));
    all.checkBootstrap(c, Cases.integers(c, bootstrap.path("pooled")), expected.path("pooled"));
    all.clusteredBy(c.ints(c.input().path("group")))
        .checkBootstrap(
            c,
            Cases.integers(c, c.input().path("cluster_bootstrap").path("draws")),
            expected.path("pooled_cluster_boot"));
    checkMacro(c, all, expected.path("benign_macro"));
  }

  private static void checkMacro(StatsCase c, ScoredGroup all, JsonNode expected) {
    List<String> names = new ArrayList<>();
    c.input().path("benign_sources").forEach(name -> names.add(name.asString()));
    int[] source = new int[all.scores().length];
    Arrays.fill(source, -1);
    double[] benign = all.scores().clone();
    Arrays.fill(benign, Double.NaN);
    List<double[]> aurocs = new ArrayList<>();
    List<double[]> accuracies = new ArrayList<>();
    for (int s = 0; s < names.size(); s++) {
      int[] rows = rowsOf(c, names.get(s));
      for (int i : rows) {
        source[i] = s;
        benign[i] = all.scores()[i];
      }
      JsonNode draws = c.input().path("bootstrap").path("benign").path(names.get(s));
      JsonNode per = expected.path("per_source").path(names.get(s));
      if (!per.isMissingNode()) {
        ScoredGroup group = all.rows(rows);
        group.check(c, per);
        int[][] indices = Cases.integers(c, draws);
        aurocs.add(ScoredGroup.replicates(group.auroc(), indices));
        accuracies.add(ScoredGroup.replicates(group.accuracy(), indices));
      }
    }
    ScoredGroup.checkReplicates(
        c,
        Replicates.of(Discrimination.means(aurocs.toArray(double[][]::new))),
        expected.path("boot_auroc"));
    ScoredGroup.checkReplicates(
        c,
        Replicates.of(Discrimination.means(accuracies.toArray(double[][]::new))),
        expected.path("boot_bacc"));
    int least = c.input().path("min_pos").asInt();
    ClusterBootstrap few = new ClusterBootstrap(200, 1);
    boolean[] y = Cases.labels(c, c.input().path("y"));
    int[] group = c.ints(c.input().path("group"));
    Estimate auroc = Discrimination.macroAuroc(benign, y, group, source, least, few);
    Estimate accuracy =
        Discrimination.macroBalancedAccuracy(benign, y, all.fold(), group, source, least, few);
    Cases.near(c, "metrics", auroc.estimate(), expected.path("auroc"));
    Cases.near(c, "metrics", accuracy.estimate(), expected.path("bacc"));
    assertThat(auroc.estimate()).isBetween(auroc.low(), auroc.high());
    assertThat(accuracy.estimate()).isBetween(accuracy.low(), accuracy.high());
  }

  private static int[] rowsOf(StatsCase c, String source) {
    JsonNode sources = c.input().path("source");
    return IntStream.range(0, sources.size())
        .filter(i -> sources.get(i).asString().equals(source))
        .toArray();
  }

  private static void checkItems(StatsCase c) {
    for (int k = 0; k < c.input().path("items").size(); k++) {
      JsonNode item = c.input().path("items").get(k);
      JsonNode expected = c.expected().path("items").get(k);
      double[] scores = c.doubles(item.path("score"));
      Targets targets = Targets.labels(Cases.labels(c, item.path("y")));
      Roc roc = Roc.of(scores, targets);
      Cases.near(c, roc.auroc(), expected.path("auroc"));
      Cases.near(c, roc.youden(), expected.path("youden_exact"));
      boolean[] predicted = new boolean[scores.length];
      for (int i = 0; i < scores.length; i++) {
        predicted[i] = scores[i] >= roc.youden();
      }
      Clusters each = Clusters.of(IntStream.range(0, scores.length).toArray());
      Cases.near(c, Accuracy.of(predicted, targets, each).value(), expected.path("bacc_at_exact"));
    }
  }
}
