package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.foregone.fixtures.StatsCase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Every agreement and interval case against the oracle.
@Tag("fixtures")
class AgreementFixtureTests {

  @TestFactory
  Stream<DynamicTest> agreement() {
    return StatsCase.of("agreement").stream()
        .map(c -> DynamicTest.dynamicTest(c.id(), () -> check(c)));
  }

  @TestFactory
  Stream<DynamicTest> intervals() {
    return StatsCase.of("intervals").stream()
        .map(c -> DynamicTest.dynamicTest(c.id(), () -> checkIntervals(c)));
  }

  private static void check(StatsCase c) {
    int[][] rows = Cases.integers(c, c.input().path("rows"));
    JsonNode expected = c.expected();
    Cases.near(c, Agreement.fleiss(rows), expected.path("fleiss").path("kappa"));
    expected
        .path("cohen")
        .forEachEntry(
            (pair, n) -> {
              String[] raters = pair.split("-", -1);
              Cases.near(
                  c,
                  cohen(rows, Integer.parseInt(raters[0]), Integer.parseInt(raters[1])),
                  n.path("kappa"));
            });
    Cases.near(
        c,
        Agreement.krippendorff(nullable(c.input().path("rows"))),
        expected.path("krippendorff").path("complete"));
    Cases.near(
        c,
        Agreement.krippendorff(nullable(c.input().path("rows_missing"))),
        expected.path("krippendorff").path("with_missing"));
    int[][] draws = Cases.integers(c, c.input().path("cluster_draws"));
    double[] trace = c.doubles(c.input().path("trace"));
    double[] traces = Arrays.stream(trace).distinct().sorted().toArray();
    bootstrap(c, draws, rows, trace, traces, Agreement::fleiss, "fleiss");
    bootstrap(c, draws, rows, trace, traces, r -> cohen(r, 0, 1), "cohen_0_1");
    JsonNode edge = expected.path("edge").path("all_same_label");
    int[][] same = Cases.integers(c, edge.path("rows"));
    Cases.near(c, Agreement.fleiss(same), edge.path("fleiss"));
    Cases.near(c, cohen(same, 0, 1), edge.path("cohen"));
    Cases.near(c, Agreement.krippendorff(nullable(edge.path("rows"))), edge.path("krippendorff"));
  }

  private static void bootstrap(
      StatsCase c,
      int[][] draws,
      int[][] rows,
      double[] trace,
      double[] traces,
      ToDoubleFunction<int[][]> statistic,
      String name) {
    JsonNode wanted = c.expected().path("cluster_boot").path(name);
    Replicates replicates =
        ClusterBootstrap.run(
            draws,
            draw ->
                statistic.applyAsDouble(
                    Arrays.stream(draw)
                        .boxed()
                        .flatMap(
                            d ->
                                IntStream.range(0, rows.length)
                                    .filter(i -> trace[i] == traces[d])
                                    .mapToObj(i -> rows[i]))
                        .toArray(int[][]::new)));
    Cases.near(c, replicates.mean(), wanted.path("mean"));
    Cases.near(c, replicates.percentile(.95).low(), wanted.path("lo"));
    Cases.near(c, replicates.percentile(.95).high(), wanted.path("hi"));
    assertThat(replicates.used()).isEqualTo(wanted.path("n_used").asInt());
  }

  private static void checkIntervals(StatsCase c) {
    int[][] counts = Cases.integers(c, c.input().path("x_n"));
    for (int i = 0; i < counts.length; i++) {
      int x = counts[i][0];
      int n = counts[i][1];
      c.expected()
          .path("items")
          .get(i)
          .forEachEntry(
              (level, n2) -> {
                double at = Double.parseDouble(level);
                ends(c, Intervals.wilson(x, n, at), n2.path("wilson"));
                ends(c, Intervals.clopperPearson(x, n, at), n2.path("clopper_pearson"));
              });
    }
    c.expected()
        .path("zero_success_upper_cp")
        .forEachEntry(
            (n, upper) ->
                Cases.near(c, Intervals.clopperPearson(0, Integer.parseInt(n), .95).high(), upper));
  }

  private static void ends(StatsCase c, Interval actual, JsonNode expected) {
    Cases.near(c, actual.low(), expected.get(0));
    Cases.near(c, actual.high(), expected.get(1));
  }

  private static double cohen(int[][] rows, int first, int second) {
    return Agreement.cohen(
        Arrays.stream(rows).mapToInt(r -> r[first]).toArray(),
        Arrays.stream(rows).mapToInt(r -> r[second]).toArray());
  }

  private static @Nullable Integer[][] nullable(JsonNode rows) {
    @Nullable Integer[][] labels = new Integer[rows.size()][];
    for (int i = 0; i < labels.length; i++) {
      @Nullable Integer[] row = new Integer[rows.get(i).size()];
      for (int j = 0; j < row.length; j++) {
        row[j] = rows.get(i).get(j).isNull() ? null : rows.get(i).get(j).asInt();
      }
      labels[i] = row;
    }
    return labels;
  }
}
