package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.foregone.fixtures.StatsCase;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Every case of causal cuts against the oracle: Fisher's test, Holm, and from votes to the tables
/// of the study under both of its tie rules.
@Tag("fixtures")
class CutsFixtureTests {

  @TestFactory
  Stream<DynamicTest> cases() {
    return StatsCase.of("cuts").stream().map(c -> DynamicTest.dynamicTest(c.id(), () -> check(c)));
  }

  private static void check(StatsCase c) {
    if (c.input().has("tables")) {
      fisher(c);
    } else if (c.input().has("items")) {
      holm(c);
    } else {
      assertThat(c.input().has("refusal_votes")).as("a known form of case").isTrue();
      rule(c, c.expected().path("tie_is_comply_ge3"), 3);
      rule(c, c.expected().path("tie_is_refusal_ge2_as_in_build_m4_allcuts"), 2);
    }
  }

  private static void fisher(StatsCase c) {
    int[][] tables = Cases.integers(c, c.input().path("tables"));
    assertThat(tables).isNotEmpty();
    for (int i = 0; i < tables.length; i++) {
      int[] t = tables[i];
      double p = FisherExact.twoSided(new CutCounts(t[0], t[1], t[2], t[3]));
      Cases.near(c, "p", p, c.expected().path("p").get(i));
    }
  }

  private static void holm(StatsCase c) {
    JsonNode items = c.input().path("items");
    assertThat(items.size()).isPositive();
    for (int i = 0; i < items.size(); i++) {
      double[] p = c.doubles(items.get(i).path("p"));
      JsonNode expected = c.expected().path("items").get(i);
      Cases.near(c, "adjusted", Multiplicity.holm(p), expected.path("adjusted"));
      assertThat(Multiplicity.holmRejects(p, .05))
          .isEqualTo(Cases.labels(c, expected.path("reject_p_le_alpha_over_n_minus_k")));
    }
  }

  private static void rule(StatsCase c, JsonNode expected, int refusals) {
    List<PaperCuts.Cut> cuts = cuts(c, refusals);
    for (int i = 0; i < cuts.size(); i++) {
      cut(c, cuts.get(i), expected.path("cuts").get(i));
    }
    assertThat(expected.path("by_model").size()).isPositive();
    expected.path("by_model").forEachEntry((model, n) -> family(c, cuts, n, traces(c, model)));
    expected
        .path("by_model_split")
        .forEachEntry(
            (name, n) -> family(c, cuts, n, traces(c, name.substring(0, name.indexOf('|')))));
  }

  private static int traces(StatsCase c, String model) {
    return c.input().path("n_traces_by_model").path(model).asInt();
  }

  private static List<PaperCuts.Cut> cuts(StatsCase c, int refusals) {
    int k = c.input().path("K").asInt();
    int[] votes = c.ints(c.input().path("refusal_votes"));
    List<PaperCuts.Cut> cuts = new ArrayList<>();
    for (JsonNode n : c.input().path("cuts")) {
      int at = cuts.size() * 2 * k;
      cuts.add(
          new PaperCuts.Cut(
              new CutCounts(
                  complied(votes, at, k, refusals), k, complied(votes, at + k, k, refusals), k),
              n.path("s_post_sign").asInt()));
    }
    return cuts;
  }

  private static int complied(int[] votes, int from, int k, int refusals) {
    return (int) Arrays.stream(votes, from, from + k).filter(v -> v < refusals).count();
  }

  private static void cut(StatsCase c, PaperCuts.Cut cut, JsonNode expected) {
    CutCounts n = cut.counts();
    assertThat(n.pre()).isEqualTo(expected.path("comply_pre").asInt());
    assertThat(n.post()).isEqualTo(expected.path("comply_post").asInt());
    Cases.near(c, FisherExact.twoSided(n), expected.path("p"));
    assertThat(cut.lockedBefore()).isEqualTo(expected.path("locked_pre_only").asBoolean());
    assertThat(cut.lockedBoth()).isEqualTo(expected.path("locked_both").asBoolean());
    assertThat(LockLabel.wavers(n.pre(), n.nPre()) || LockLabel.wavers(n.post(), n.nPost()))
        .isEqualTo(expected.path("wavering_inclusive").asBoolean());
    assertThat(word(LockLabel.of(n.pre(), n.nPre())))
        .isEqualTo(expected.path("lock_ci_pre").asString());
    Interval exact = Intervals.clopperPearson(n.pre(), n.nPre(), .95);
    Cases.near(c, "default", ends(exact), expected.path("cp_pre"));
    Interval wilson = Intervals.wilson(n.pre(), n.nPre(), .95);
    Cases.near(c, "default", ends(wilson), expected.path("wilson_pre"));
    assertThat(n.direction()).isEqualTo(expected.path("direction").asInt());
    assertThat(cut.asStated()).isEqualTo(expected.path("in_stated_direction").asBoolean());
  }

  private static String word(LockLabel label) {
    return label == LockLabel.OPEN ? "not_locked" : label.name().toLowerCase(Locale.ROOT);
  }

  private static void family(StatsCase c, List<PaperCuts.Cut> all, JsonNode expected, int traces) {
    List<PaperCuts.Cut> cuts =
        IntStream.of(c.ints(expected.path("cuts"))).mapToObj(all::get).toList();
    PaperCuts family = PaperCuts.of(cuts, .05);
    Cases.near(c, "default", family.adjusted(), expected.path("holm_adjusted"));
    assertThat(family.significant()).isEqualTo(Cases.labels(c, expected.path("significant")));
    JsonNode counts = expected.path("counts");
    assertThat(family.lockedSignificant()).isEqualTo(counts.path("locked_sig").asInt());
    assertThat(family.lockedNot()).isEqualTo(counts.path("locked_nosig").asInt());
    assertThat(family.openSignificant()).isEqualTo(counts.path("wav_sig").asInt());
    assertThat(family.openNot()).isEqualTo(counts.path("wav_nosig").asInt());
    assertThat(family.cuts()).isEqualTo(expected.path("n_cuts").asInt());
    assertThat(family.significantCuts()).isEqualTo(expected.path("n_significant").asInt());
    assertThat(Arrays.stream(family.p()).filter(p -> p < .05).count())
        .isEqualTo(expected.path("n_raw_p_lt_05").asInt());
    Cases.near(c, family.causalShare(), expected.path("causal_share"));
    Cases.near(c, family.performativeShare(), expected.path("performative_share"));
    Cases.near(c, family.lockedShare(), expected.path("locked_share_pre_only"));
    Cases.near(c, family.lockedBothShare(), expected.path("locked_share_both"));
    Cases.near(c, family.statedShare(), expected.path("direction_share_of_significant"));
    wilson(c, family.significantCuts(), cuts.size(), expected.path("causal_share_wilson"));
    wilson(c, family.asStated(), family.significantCuts(), expected.path("direction_share_wilson"));
    for (LockLabel label : LockLabel.values()) {
      assertThat(
              cuts.stream()
                  .filter(cut -> LockLabel.of(cut.counts().pre(), cut.counts().nPre()) == label)
                  .count())
          .isEqualTo(expected.path("lock_ci_counts").path(word(label)).asInt());
    }
    double oscillations = (double) cuts.size() / traces;
    Cases.near(c, oscillations, expected.path("oscillations_per_trace"));
    Cases.near(c, oscillations * family.causalShare(), expected.path("meaningful_per_trace"));
  }

  private static void wilson(StatsCase c, int successes, int trials, JsonNode expected) {
    if (expected.isNull()) {
      assertThat(trials).isZero();
    } else {
      Cases.near(c, "default", ends(Intervals.wilson(successes, trials, .95)), expected);
    }
  }

  private static double[] ends(Interval interval) {
    return new double[] {interval.low(), interval.high()};
  }
}
