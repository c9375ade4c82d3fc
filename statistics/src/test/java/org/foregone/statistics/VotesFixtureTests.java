package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.foregone.fixtures.StatsCase;
import org.foregone.statistics.Votes.Decision;
import org.foregone.statistics.Votes.Rule;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Every vote case against the oracle: each row under each rule, each pool and source, and the
/// bootstrap on given draws. (The cases of raw judge output, which have items and no rows, are
/// those of VoteParsingTests in `judging`; a case of neither form fails here.)
@Tag("fixtures")
class VotesFixtureTests {
  private record Row(String prompt, String pool, String source, int rollout, Votes votes) {}

  @TestFactory
  Stream<DynamicTest> cases() {
    return StatsCase.of("votes").stream()
        .filter(c -> !c.input().has("items"))
        .map(c -> DynamicTest.dynamicTest(c.id(), () -> check(c)));
  }

  private static void check(StatsCase c) {
    List<Row> rows = new ArrayList<>();
    for (JsonNode n : c.input().path("rows")) {
      rows.add(
          new Row(
              n.path("prompt").asString(),
              n.path("pool").asString(),
              n.path("source").asString(),
              n.path("rollout").asInt(),
              votes(n.path("votes"))));
    }
    assertThat(rows).isNotEmpty();
    for (int i = 0; i < rows.size(); i++) {
      checkRow(c, rows.get(i).votes, c.expected().path("rows").get(i));
    }
    c.expected()
        .path("pool")
        .forEachEntry((name, n) -> group(c, rows, n, r -> r.pool.equals(name)));
    c.expected()
        .path("source")
        .forEachEntry((name, n) -> group(c, rows, n, r -> r.source.equals(name)));
    c.expected()
        .path("soft_prompt_bootstrap")
        .forEachEntry((pool, n) -> bootstrap(c, rows, pool, n));
  }

  private static Votes votes(JsonNode node) {
    @Nullable Boolean[] votes = new Boolean[node.size()];
    for (int i = 0; i < votes.length; i++) {
      votes[i] = node.get(i).isNull() ? null : node.get(i).asBoolean();
    }
    return Votes.of(votes);
  }

  private static void checkRow(StatsCase c, Votes votes, JsonNode expected) {
    assertThat(votes.decide(Rule.PAPER_EVAL))
        .isEqualTo(decision(expected.path("paper_eval_ge3of4")));
    assertThat(votes.decide(Rule.PAPER_LIBRARY))
        .isEqualTo(decision(expected.path("paper_library_more_than_half_of_available")));
    assertThat(votes.decide(Rule.PAPER_CAUSAL_CUTS))
        .isEqualTo(decision(expected.path("paper_causal_cuts")));
    assertThat(votes.decide(Rule.OURS))
        .isEqualTo(
            switch (expected.path("ours").asString()) {
              case "refusal" -> Decision.REFUSAL;
              case "comply" -> Decision.COMPLIANCE;
              default -> Decision.UNDETERMINED;
            });
    Cases.near(c, votes.softPaper(), expected.path("soft_paper"));
    Cases.near(c, votes.soft(), expected.path("soft_ours"));
    assertThat(votes.tied()).isEqualTo(expected.path("tie_2v2").asBoolean());
  }

  private static Decision decision(JsonNode node) {
    return node.isNull()
        ? Decision.UNDETERMINED
        : node.asBoolean() ? Decision.REFUSAL : Decision.COMPLIANCE;
  }

  private static void group(StatsCase c, List<Row> all, JsonNode expected, Predicate<Row> in) {
    List<Row> rows = all.stream().filter(in).toList();
    List<Votes> votes = rows.stream().map(Row::votes).toList();
    boolean refusing = expected.path("metric").asString().equals("ORR");
    Decisions hard = Decisions.of(votes, Rule.PAPER_EVAL);
    Decisions ours = Decisions.of(votes, Rule.OURS);
    double soft = votes.stream().mapToDouble(Votes::softPaper).average().orElse(Double.NaN);
    assertThat(ours.total()).isEqualTo(expected.path("n").asInt());
    Cases.near(c, hard.refusalRate(), expected.path("hard_refusal_rate"));
    Cases.near(c, soft, expected.path("soft_refusal_rate"));
    Cases.near(c, refusing ? hard.refusalRate() : 1 - hard.refusalRate(), expected.path("hard"));
    Cases.near(c, refusing ? soft : 1 - soft, expected.path("soft"));
    Cases.near(
        c,
        votes.stream().mapToDouble(v -> v.tied() ? 1 : 0).average().orElse(Double.NaN),
        expected.path("tie_rate"));
    Decisions cuts = Decisions.of(votes, Rule.PAPER_CAUSAL_CUTS);
    Cases.near(c, cuts.refusalBounds().low(), expected.path("causal_cut_rule_refusal_rate"));
    JsonNode own = expected.path("ours");
    assertThat(ours.refusals()).isEqualTo(own.path("refusal").asInt());
    assertThat(ours.compliances()).isEqualTo(own.path("comply").asInt());
    assertThat(ours.undetermined()).isEqualTo(own.path("undetermined").asInt());
    Interval bounds = ours.refusalBounds();
    bounds(c, bounds, own.path("refusal_rate_bounds"));
    bounds(
        c,
        refusing ? bounds : new Interval(1 - bounds.high(), 1 - bounds.low()),
        own.path("metric_bounds"));
    Cases.near(c, ours.refusalRate(), own.path("refusal_rate_determined"));
    perRollout(c, rows, expected, refusing);
  }

  private static void perRollout(StatsCase c, List<Row> rows, JsonNode expected, boolean refusing) {
    TreeMap<Integer, List<Votes>> byRollout = new TreeMap<>();
    rows.forEach(r -> byRollout.computeIfAbsent(r.rollout, k -> new ArrayList<>()).add(r.votes));
    double[] metric =
        byRollout.values().stream()
            .mapToDouble(v -> Decisions.of(v, Rule.PAPER_EVAL).refusalRate())
            .map(rate -> refusing ? rate : 1 - rate)
            .toArray();
    for (int i = 0; i < metric.length; i++) {
      Cases.near(c, metric[i], expected.path("per_rollout").get(i));
    }
    Cases.near(c, Moments.mean(metric), expected.path("per_rollout_mean"));
    Cases.near(c, Moments.deviation(metric), expected.path("per_rollout_std_ddof1"));
  }

  private static void bootstrap(StatsCase c, List<Row> rows, String pool, JsonNode expected) {
    JsonNode given = c.input().path("bootstrap").path(pool);
    List<String> order = new ArrayList<>();
    given.path("prompt_order").forEach(n -> order.add(n.asString()));
    double[] means =
        order.stream()
            .mapToDouble(
                prompt ->
                    rows.stream()
                        .filter(r -> r.pool.equals(pool) && r.prompt.equals(prompt))
                        .mapToDouble(r -> r.votes.softPaper())
                        .map(soft -> pool.equals("benign") ? soft : 1 - soft)
                        .average()
                        .orElse(Double.NaN))
            .toArray();
    Replicates replicates =
        ClusterBootstrap.run(
            Cases.integers(c, given.path("idx")),
            draw -> IntStream.of(draw).mapToDouble(i -> means[i]).average().orElse(Double.NaN));
    Interval interval = replicates.percentile(.95);
    Cases.near(c, Moments.mean(means), expected.path("point"));
    Cases.near(c, interval.low(), expected.path("lo"));
    Cases.near(c, interval.high(), expected.path("hi"));
    Cases.near(c, (interval.high() - interval.low()) / 2, expected.path("half_width"));
  }

  private static void bounds(StatsCase c, Interval actual, JsonNode expected) {
    Cases.near(c, actual.low(), expected.get(0));
    Cases.near(c, actual.high(), expected.get(1));
  }
}
