package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.foregone.fixtures.StatsCase;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Every case of the refusal valley against the oracle: separability at each position, the measures
/// on log-odds, and where the positions are.
@Tag("fixtures")
class ValleyFixtureTests {

  @TestFactory
  Stream<DynamicTest> cases() {
    return StatsCase.of("valley").stream()
        .map(c -> DynamicTest.dynamicTest(c.id(), () -> check(c)));
  }

  private static void check(StatsCase c) {
    if (c.input().has("X")) {
      checkMeasures(c);
    } else if (c.input().has("n_layers")) {
      checkAnchors(c);
    } else {
      checkPositions(c);
    }
  }

  private static void checkMeasures(StatsCase c) {
    int traces = c.input().path("N").asInt();
    int[] each = IntStream.range(0, traces).toArray();
    boolean[] y = Cases.labels(c, c.input().path("y"));
    int positions = c.input().path("T").asInt();
    double[] j = new double[positions];
    double[] between = new double[positions];
    double[] spread = new double[positions];
    double[] debiased = new double[positions];
    for (int t = 0; t < positions; t++) {
      Separability at = Separability.of(at(c, t), y, each);
      j[t] = at.j();
      between[t] = at.between();
      spread[t] = at.within();
      debiased[t] = at.debiased();
      assertThat(at.debiasedByPrompt()).isCloseTo(at.debiased(), within(1e-9));
    }
    Cases.near(c, "J", j, c.expected().path("J"));
    Cases.near(c, "J", between, c.expected().path("between"));
    Cases.near(c, "J", spread, c.expected().path("within"));
    Cases.near(c, "J", debiased, c.expected().path("J_debiased"));
    for (int k = 0; k < c.input().path("degenerate").size(); k++) {
      JsonNode input = c.input().path("degenerate").get(k);
      JsonNode expected = c.expected().path("degenerate").get(k);
      for (int i = 0; i < input.path("positions").size(); i++) {
        Separability at =
            Separability.of(
                at(c, input.path("positions").get(i).asInt()),
                Cases.labels(c, input.path("y")),
                each);
        Cases.near(c, "J", at.j(), expected.path("J").get(i));
        Cases.near(c, "J", at.debiased(), expected.path("J_debiased").get(i));
      }
    }
    for (JsonNode expected : c.expected().path("positions")) {
      checkProbe(c, at(c, expected.path("position").asInt()), y, expected);
    }
  }

  private static float[][] at(StatsCase c, int position) {
    int features = c.input().path("D").asInt();
    int positions = c.input().path("T").asInt();
    double[] flat = c.doubles(c.input().path("X"));
    float[][] rows = new float[c.input().path("N").asInt()][features];
    for (int i = 0; i < rows.length; i++) {
      for (int f = 0; f < features; f++) {
        rows[i][f] = (float) flat[(i * positions + position) * features + f];
      }
    }
    return rows;
  }

  private static void checkProbe(StatsCase c, float[][] rows, boolean[] y, JsonNode expected) {
    int[] fold = c.ints(c.input().path("fold"));
    double[] logits = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      int held = fold[i];
      int[] training = IntStream.range(0, y.length).filter(k -> fold[k] != held).toArray();
      Probe probe =
          Probe.fit(
              Arrays.stream(training).mapToObj(k -> rows[k]).toArray(float[][]::new),
              Targets.labels(y).rows(training),
              ProbeSettings.STATE_A.sampleDeviation(training.length));
      logits[i] = probe.logit(rows[i]);
    }
    Cases.near(c, "logit measures", logits, expected.path("oof_logits"));
    LogitSeparation separation = LogitSeparation.of(logits, y);
    Cases.near(c, "logit measures", separation.fisher(), expected.path("logit_fisher"));
    Cases.near(c, "logit measures", separation.cohenD(), expected.path("cohen_d"));
    Cases.near(c, "logit measures", separation.bhattacharyya(), expected.path("bhattacharyya"));
    double[] distances = Mahalanobis.byFold(rows, y, fold);
    Cases.near(c, "mahalanobis", distances, expected.path("mahalanobis_per_fold"));
    Cases.near(c, "mahalanobis", Moments.mean(distances), expected.path("mahalanobis"));
  }

  private static void checkAnchors(StatsCase c) {
    for (int k = 0; k < c.input().path("items").size(); k++) {
      JsonNode item = c.input().path("items").get(k);
      int[] wanted = c.ints(c.expected().path("anchors").get(k));
      assertThat(
              Positions.anchors(
                  item.path("user_start").asInt(), item.path("last_prompt_pos").asInt(), 20))
          .isEqualTo(Arrays.copyOf(wanted, 20));
      assertThat(wanted[20]).isEqualTo(item.path("thinking_start").asInt());
    }
    for (int k = 0; k < c.input().path("n_layers").size(); k++) {
      assertThat(Positions.layers(c.input().path("n_layers").get(k).asInt()))
          .isEqualTo(c.ints(c.expected().path("layer_indices").get(k)));
    }
  }

  private static void checkPositions(StatsCase c) {
    for (int k = 0; k < c.input().path("items").size(); k++) {
      int tokens = c.input().path("items").get(k).path("L").asInt();
      JsonNode expected = c.expected().path("items").get(k);
      assertThat(Positions.hop(tokens, 100)).isEqualTo(c.ints(expected.path("hop_exact_integer")));
      List<Positions.Range> pool = List.of(Positions.pool(tokens, 100));
      double[] means = pool.stream().mapToDouble(r -> (r.from() + r.to() - 1) / 2.0).toArray();
      // the oracle's means follow numpy's floors; where these are off by one, our edges are checked
      JsonNode numpyIsExact = expected.path(tokens > 100 ? "pool_edges_same" : "hop_same");
      if (numpyIsExact.asBoolean()) {
        Cases.near(c, "pooled", means, expected.path("pool_of_arange"));
      }
      if (!expected.path("pool_edges_exact").isNull()) {
        int[] edges = c.ints(expected.path("pool_edges_exact"));
        for (int i = 0; i < 100; i++) {
          assertThat(pool.get(i)).isEqualTo(new Positions.Range(edges[i], edges[i + 1]));
        }
      }
    }
  }
}
