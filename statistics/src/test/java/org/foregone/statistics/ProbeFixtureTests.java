package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;

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
}
