package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.foregone.fixtures.StatsCase;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Every continuation-variance case against the oracle: points, decomposition, bootstrap on given
/// draws, pool averages, exact expectations. (`authors_ci` is information, not acceptance; its
/// half-widths are inputs of the pool average.)
@Tag("fixtures")
class VarianceFixtureTests {

  @TestFactory
  Stream<DynamicTest> cases() {
    return StatsCase.of("variance").stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.id(),
                    () -> {
                      if (c.input().has("items")) {
                        expectations(c);
                      } else {
                        pools(c);
                      }
                    }));
  }

  private static void expectations(StatsCase c) {
    JsonNode items = c.input().path("items");
    assertThat(items.size()).isPositive();
    for (int i = 0; i < items.size(); i++) {
      int n = items.get(i).path("N").asInt();
      double q = items.get(i).path("q").asDouble();
      JsonNode expected = c.expected().path("items").get(i);
      Cases.near(c, expectation(n, q, ContinuationVariance::plugIn), expected.path("E_plugin"));
      Cases.near(c, expectation(n, q, ContinuationVariance::within), expected.path("E_unbiased"));
      Cases.near(c, 4 * q * (1 - q), expected.path("true"));
    }
  }

  private static double expectation(int n, double q, ToDoubleFunction<ContinuationVariance> of) {
    double sum = 0;
    for (int x = 0; x <= n; x++) {
      double chance = Math.pow(q, x) * Math.pow(1 - q, n - x);
      for (int k = 1; k <= x; k++) {
        chance *= (n - x + k) / (double) k;
      }
      Prefixes one = Prefixes.of(new int[1], new int[] {x}, new int[] {n});
      sum += chance * of.applyAsDouble(ContinuationVariance.of(one));
    }
    return sum;
  }

  private static void pools(StatsCase c) {
    JsonNode input = c.input();
    JsonNode expected = c.expected();
    input
        .path("pools")
        .forEachEntry(
            (pool, budgets) -> {
              JsonNode wanted = expected.path("pools").path(pool);
              fullTraces(c, c.ints(budgets.path("B0_counts")), wanted.path("0"));
              input
                  .path("budgets")
                  .forEach(b -> budget(c, budgets.path(b.asString()), wanted.path(b.asString())));
            });
    JsonNode line = expected.path("random_line");
    Cases.near(c, ContinuationVariance.randomLine(line.path("N").asInt()), line.path("value"));
    Cases.near(c, ContinuationVariance.randomLine(input.path("K0").asInt()), line.path("K0_value"));
    expected.path("pool_average").forEachEntry((budget, n) -> average(c, budget, n));
  }

  private static void fullTraces(StatsCase c, int[] counts, JsonNode expected) {
    int[] answers = new int[counts.length];
    Arrays.fill(answers, c.input().path("K0").asInt());
    ContinuationVariance variance =
        ContinuationVariance.of(
            Prefixes.of(IntStream.range(0, counts.length).toArray(), counts, answers));
    Cases.near(c, variance.plugIn(), expected.path("plugin_4q1q"));
    Cases.near(c, variance.within(), expected.path("unbiased_4q1q"));
    assertThat(variance.betweenPrefixes()).isNaN();
    assertThat(variance.betweenPrompts()).isNaN();
  }

  private static void budget(StatsCase c, JsonNode input, JsonNode expected) {
    Prefixes prefixes =
        Prefixes.of(c.ints(input.path("prompt")), c.ints(input.path("x")), c.ints(input.path("n")));
    ContinuationVariance variance = ContinuationVariance.of(prefixes);
    assertThat(variance.prefixes()).isEqualTo(expected.path("n_prefixes").asInt());
    assertThat(variance.prompts()).isEqualTo(expected.path("n_prompts").asInt());
    Cases.near(c, variance.plugIn(), expected.path("plugin_4q1q"));
    Cases.near(c, variance.within(), expected.path("unbiased_4q1q"));
    Cases.near(c, variance.betweenPrefixes(), expected.path("between_prefix_4"));
    Cases.near(c, variance.betweenPrompts(), expected.path("between_prompt_4"));
    Cases.near(c, variance.total(), expected.path("total_4"));
    Cases.near(c, variance.withinShare(), expected.path("share_within"));
    Cases.near(c, variance.prefixShare(), expected.path("share_prefix"));
    Cases.near(c, variance.promptShare(), expected.path("share_prompt"));
    Cases.near(
        c, variance.prefixShareOfWithinPrompt(), expected.path("prefix_share_of_within_prompt"));
    Cases.near(c, variance.refusalOverPrefixes(), expected.path("mean_refusal_over_prefixes"));
    Cases.near(c, variance.refusalOverPrompts(), expected.path("mean_refusal_over_prompts"));
    List<PromptVariance> prompts = PromptVariance.of(prefixes);
    int[][] draws = Cases.integers(c, input.path("cluster_draws"));
    JsonNode boot = expected.path("prompt_cluster_boot");
    replicates(c, draws, prompts, ContinuationVariance::within, boot.path("unbiased_4q1q"));
    replicates(c, draws, prompts, ContinuationVariance::plugIn, boot.path("plugin_4q1q"));
    replicates(
        c, draws, prompts, ContinuationVariance::betweenPrefixes, boot.path("between_prefix_4"));
  }

  private static void replicates(
      StatsCase c,
      int[][] draws,
      List<PromptVariance> prompts,
      ToDoubleFunction<ContinuationVariance> figure,
      JsonNode wanted) {
    Replicates replicates =
        ClusterBootstrap.run(
            draws,
            drawn ->
                figure.applyAsDouble(
                    ContinuationVariance.of(Arrays.stream(drawn).mapToObj(prompts::get).toList())));
    Cases.near(c, replicates.mean(), wanted.path("mean"));
    Cases.near(c, replicates.percentile(.95).low(), wanted.path("lo"));
    Cases.near(c, replicates.percentile(.95).high(), wanted.path("hi"));
    assertThat(replicates.used()).isEqualTo(wanted.path("n_used").asInt());
  }

  private static void average(StatsCase c, String budget, JsonNode expected) {
    List<Estimate> plugIn = new ArrayList<>();
    List<Estimate> unbiased = new ArrayList<>();
    double halves = 0;
    for (JsonNode pool : c.expected().path("pools")) {
      JsonNode at = pool.path(budget);
      double half = at.path("authors_ci").path("half").asDouble();
      halves += half;
      plugIn.add(around(at.path("plugin_4q1q").asDouble(), half));
      unbiased.add(around(at.path("unbiased_4q1q").asDouble(), half));
    }
    Estimate average = Proportions.average(plugIn);
    Cases.near(c, average.estimate(), expected.path("plugin_4q1q"));
    Cases.near(c, Proportions.average(unbiased).estimate(), expected.path("unbiased_4q1q"));
    Cases.near(c, (average.high() - average.low()) / 2, expected.path("independent_half_width"));
    Cases.near(c, halves / plugIn.size(), expected.path("authors_half_width"));
  }

  private static Estimate around(double value, double half) {
    return new Estimate(value, value - half, value + half, 1, 1, "given");
  }
}
