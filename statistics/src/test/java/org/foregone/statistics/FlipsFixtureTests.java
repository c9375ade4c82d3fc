package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.foregone.fixtures.StatsCase;
import org.foregone.statistics.Flips.Pair;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Every flip case against the oracle, with the bootstrap over prompts and over sources.
@Tag("fixtures")
class FlipsFixtureTests {

  @TestFactory
  Stream<DynamicTest> cases() {
    return StatsCase.of("flips").stream().map(c -> DynamicTest.dynamicTest(c.id(), () -> check(c)));
  }

  private static void check(StatsCase c) {
    c.expected()
        .path("pools")
        .forEachEntry(
            (pool, expected) ->
                pool(c, c.input().path("pools").path(pool), expected, pool.equals("harmful")));
  }

  private static void pool(StatsCase c, JsonNode input, JsonNode expected, boolean harmful) {
    Map<Integer, double[]> before = byPrompt(c, input, "nothink");
    Map<Integer, double[]> after = byPrompt(c, input, "think");
    List<Pair> hard = new ArrayList<>();
    List<Pair> soft = new ArrayList<>();
    before.forEach(
        (prompt, votes) -> {
          double[] other = after.get(prompt);
          if (other != null) {
            hard.add(new Pair(hard(votes), hard(other)));
            soft.add(new Pair(soft(votes), soft(other)));
          }
        });
    Flips flips = Flips.of(hard, harmful);
    Flips softFlips = Flips.of(soft, harmful);
    assertThat(flips.prompts()).isEqualTo(expected.path("n_common").asInt());
    transitions(flips.transitions(), expected.path("hard_transitions").path("counts"));
    transitions(softFlips.transitions(), expected.path("soft_transitions").path("counts"));
    Cases.near(c, 100 * flips.betterShare().estimate(), expected.path("better_pct"));
    Cases.near(c, 100 * flips.worseShare().estimate(), expected.path("worse_pct"));
    Cases.near(c, 100 * flips.flipShare().estimate(), expected.path("flip_pct"));
    assertThat(flips.tiesBefore()).isEqualTo(expected.path("ties").path("nothink").asInt());
    assertThat(flips.tiesAfter()).isEqualTo(expected.path("ties").path("think").asInt());
    JsonNode sign = expected.path("delta_sign");
    assertThat(flips.delta().good()).isEqualTo(sign.path("good").asInt());
    assertThat(flips.delta().bad()).isEqualTo(sign.path("bad").asInt());
    assertThat(flips.delta().unchanged()).isEqualTo(sign.path("unchanged").asInt());
    Cases.near(c, 100 * flips.delta().mean(), sign.path("mean_good_delta_pp"));
    JsonNode change = expected.path("soft_delta_pp");
    Flips.Delta delta = softFlips.delta();
    Cases.near(c, 100 * delta.mean(), change.path("mean"));
    Cases.near(c, 100 * delta.deviation(), change.path("std_ddof1"));
    Cases.near(c, 100 * delta.median(), change.path("median"));
    Cases.near(c, 100 * delta.quarter(), change.path("p25"));
    Cases.near(c, 100 * delta.threeQuarters(), change.path("p75"));
    Cases.near(c, flips.mcNemar(), expected.path("mcnemar_exact_p"));
    JsonNode halves = expected.path("split_half_flip_pct");
    Cases.near(c, 100 * flips.splitHalfBefore(), halves.path("nothink"));
    Cases.near(c, 100 * flips.splitHalfAfter(), halves.path("think"));

    JsonNode boot = input.path("bootstrap");
    bootstrap(
        c, Cases.integers(c, boot.path("prompt_idx")), hard, soft, harmful, expected, "prompt");
    double[] sources = c.doubles(input.path("source_of_common_prompts"));
    double[] values = c.doubles(boot.path("cluster_values"));
    int[][] bySource =
        Arrays.stream(Cases.integers(c, boot.path("cluster_draws")))
            .map(draw -> members(draw, sources, values))
            .toArray(int[][]::new);
    bootstrap(c, bySource, hard, soft, harmful, expected, "source_cluster");
  }

  private static int[] members(int[] draw, double[] sources, double[] values) {
    return Arrays.stream(draw)
        .flatMap(
            drawn -> IntStream.range(0, sources.length).filter(i -> sources[i] == values[drawn]))
        .toArray();
  }

  private static void bootstrap(
      StatsCase c,
      int[][] draws,
      List<Pair> hard,
      List<Pair> soft,
      boolean harmful,
      JsonNode expected,
      String unit) {
    JsonNode wanted = expected.path("boot_" + unit);
    replicates(
        c,
        draws,
        d -> 100 * flips(hard, d, harmful).flipShare().estimate(),
        wanted.path("flip_pct"));
    replicates(
        c,
        draws,
        d -> 100 * flips(hard, d, harmful).betterShare().estimate(),
        wanted.path("better_pct"));
    replicates(
        c,
        draws,
        d -> 100 * flips(hard, d, harmful).worseShare().estimate(),
        wanted.path("worse_pct"));
    replicates(
        c,
        draws,
        d -> 100 * flips(soft, d, harmful).delta().mean(),
        wanted.path("soft_delta_mean_pp"));
  }

  private static void replicates(
      StatsCase c, int[][] draws, ToDoubleFunction<int[]> statistic, JsonNode wanted) {
    Replicates replicates = ClusterBootstrap.run(draws, statistic);
    Cases.near(c, replicates.mean(), wanted.path("mean"));
    Cases.near(c, replicates.percentile(.95).low(), wanted.path("lo"));
    Cases.near(c, replicates.percentile(.95).high(), wanted.path("hi"));
    assertThat(replicates.used()).isEqualTo(wanted.path("n_used").asInt());
  }

  private static Flips flips(List<Pair> pairs, int[] drawn, boolean harmful) {
    return Flips.of(Arrays.stream(drawn).mapToObj(pairs::get).toList(), harmful);
  }

  private static Map<Integer, double[]> byPrompt(StatsCase c, JsonNode input, String mode) {
    double[][] votes = Cases.matrix(c, input.path("votes_" + mode));
    double[] ids = c.doubles(input.path("prompt_ids_" + mode));
    Map<Integer, double[]> map = new TreeMap<>();
    for (int i = 0; i < ids.length; i++) {
      map.put((int) ids[i], votes[i]);
    }
    return map;
  }

  private static double[] hard(double[] votes) {
    return DoubleStream.of(votes).map(v -> v >= 3 ? 1 : 0).toArray();
  }

  private static double[] soft(double[] votes) {
    return DoubleStream.of(votes).map(v -> v / 4).toArray();
  }

  private static void transitions(Flips.Transitions actual, JsonNode expected) {
    assertThat(actual.refuseToRefuse()).isEqualTo(expected.path("refuse_to_refuse").asInt());
    assertThat(actual.refuseToComply()).isEqualTo(expected.path("refuse_to_comply").asInt());
    assertThat(actual.complyToRefuse()).isEqualTo(expected.path("comply_to_refuse").asInt());
    assertThat(actual.complyToComply()).isEqualTo(expected.path("comply_to_comply").asInt());
  }
}
