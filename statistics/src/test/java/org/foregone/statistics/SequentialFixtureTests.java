package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.foregone.fixtures.StatsCase;
import org.foregone.statistics.SequentialCut.Lock;
import org.foregone.statistics.SequentialCut.Next;
import org.foregone.statistics.SequentialCut.Significance;
import org.foregone.statistics.SequentialCut.State;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Every sequential case against the oracle: each decision at each count, predictions, streams of
/// answers taken look by look, exact operating characteristics; the alternatives to compare with.
@Tag("fixtures")
class SequentialFixtureTests {
  private static final List<Significance> CODES =
      List.of(Significance.UNDECIDED, Significance.SIGNIFICANT, Significance.NOT_SIGNIFICANT);
  private static final List<Lock> LOCKS = List.of(Lock.UNDECIDED, Lock.LOCKED, Lock.OPEN);

  @TestFactory
  Stream<DynamicTest> cases() {
    return StatsCase.of("sequential").stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.id(),
                    () -> {
                      if (c.input().has("cs")) {
                        alternatives(c);
                      } else {
                        rule(c);
                      }
                    }));
  }

  private static void rule(StatsCase c) {
    JsonNode input = c.input();
    assertThat(input.path("alpha_fut").asDouble()).isEqualTo(input.path("alpha_eff").asDouble());
    assertThat(input.path("prior_beta").asDouble()).isEqualTo(.5);
    SequentialCut rule =
        new SequentialCut(
            c.ints(input.path("looks")),
            c.doubles(input.path("weights")),
            input.path("alpha_eff").asDouble(),
            input.path("gamma").asDouble(),
            input.path("delta").asDouble());
    assertThat(rule.full()).isEqualTo(input.path("K").asInt());
    for (int x = 0; x <= rule.full(); x++) {
      assertThat(LockLabel.byPoint(x, rule.full()))
          .isEqualTo(
              x <= input.path("lock_count_low").asInt()
                  || x >= input.path("lock_count_high").asInt());
    }
    decisions(c, rule);
    predictions(c, rule);
    JsonNode streams = input.path("streams");
    for (int i = 0; i < streams.size(); i++) {
      stream(c, rule, streams.get(i), c.expected().path("streams").get(i));
    }
    characteristics(c, rule);
  }

  private static void decisions(StatsCase c, SequentialCut rule) {
    for (int j = 0; j < rule.looks().length; j++) {
      int n = rule.looks()[j];
      int[][] codes = Cases.integers(c, c.expected().path("significance_code").get(j));
      int[] locks = c.ints(c.expected().path("lock_code").path(Integer.toString(n)));
      for (int x = 0; x <= n; x++) {
        assertThat(rule.lock(x, n, j)).as("lock %d of %d", x, n).isEqualTo(LOCKS.get(locks[x]));
        for (int y = 0; y <= n; y++) {
          assertThat(rule.significance(new CutCounts(x, n, y, n), j))
              .as("%d and %d of %d", x, y, n)
              .isEqualTo(CODES.get(codes[x][y]));
        }
      }
    }
  }

  private static void predictions(StatsCase c, SequentialCut rule) {
    for (JsonNode n : c.expected().path("predictive_examples")) {
      int size = n.path("n").asInt();
      int x = n.path("x").asInt();
      int look = look(rule, size);
      Cases.near(
          c,
          "predictive",
          rule.predictSignificant(new CutCounts(x, size, n.path("y").asInt(), size), look),
          n.path("predictive_significant"));
      Cases.near(c, "predictive", rule.predictLocked(x, size, look), n.path("predictive_locked"));
    }
  }

  private static int look(SequentialCut rule, int size) {
    int look = 0;
    while (rule.looks()[look] != size) {
      look++;
    }
    return look;
  }

  private static void stream(StatsCase c, SequentialCut rule, JsonNode input, JsonNode expected) {
    String pre = input.path("pre").asString();
    String post = input.path("post").asString();
    JsonNode path = expected.path("p_seq_path");
    List<Integer> sizes = new ArrayList<>();
    State state = rule.start();
    int before = 0;
    int after = 0;
    while (state.next() != Next.STOP) {
      boolean both = state.next() == Next.SAMPLE_BOTH;
      int size = state.size();
      before = size;
      after = both ? size : after;
      CutCounts counts = new CutCounts(complied(pre, size), size, complied(post, after), after);
      state = state.then(counts);
      if (both) {
        JsonNode step = path.get(sizes.size());
        assertThat(size).isEqualTo(step.get(0).asInt());
        assertThat(counts.pre()).isEqualTo(step.get(1).asInt());
        assertThat(counts.post()).isEqualTo(step.get(2).asInt());
        Cases.near(c, "p", FisherExact.twoSided(counts), step.get(3));
        Cases.near(c, "p", state.p(), step.get(4));
        Cases.near(c, "predictive", rule.predictSignificant(counts, sizes.size()), step.get(5));
        sizes.add(size);
      }
    }
    assertThat(sizes).hasSize(path.size());
    assertThat(state.significance().name().toLowerCase(Locale.ROOT))
        .isEqualTo(expected.path("significance").asString());
    assertThat(rule.looks()[state.significanceAt() - 1]).isEqualTo(expected.path("sig_n").asInt());
    assertThat(state.lock() == Lock.LOCKED ? "locked" : "not_locked")
        .isEqualTo(expected.path("lock").asString());
    assertThat(rule.looks()[state.lockAt() - 1]).isEqualTo(expected.path("lock_n").asInt());
    assertThat(before).isEqualTo(expected.path("n_pre").asInt());
    assertThat(after).isEqualTo(expected.path("n_post").asInt());
    Cases.near(c, "p", state.p(), expected.path("p_seq"));
  }

  private static int complied(String answers, int size) {
    return (int) answers.substring(0, size).chars().filter(a -> a == '1').count();
  }

  private static void characteristics(StatsCase c, SequentialCut rule) {
    OperatingCharacteristics exact = new OperatingCharacteristics(rule);
    String tolerance = "operating_characteristics";
    for (JsonNode n : c.expected().path(tolerance)) {
      var at = exact.at(n.path("p").asDouble(), n.path("q").asDouble());
      Cases.near(c, tolerance, at.reject(), n.path("reject"));
      Cases.near(c, tolerance, at.locked(), n.path("locked"));
      Cases.near(c, tolerance, at.pre(), n.path("n_pre"));
      Cases.near(c, tolerance, at.post(), n.path("n_post"));
      Cases.near(c, tolerance, at.post(), n.path("n_sig"));
      Cases.near(c, tolerance, at.total(), n.path("total"));
    }
  }

  private static void alternatives(StatsCase c) {
    double alpha = c.input().path("alpha").asDouble();
    JsonNode streams = c.input().path("streams");
    for (int i = 0; i < streams.size(); i++) {
      JsonNode expected = c.expected().path("streams").get(i);
      double[] wealth =
          BettingTest.logWealth(
              bits(streams.get(i).path("pre").asString()),
              bits(streams.get(i).path("post").asString()));
      Cases.near(c, "log_e", wealth, expected.path("log_e"));
      int first = 0;
      while (first < wealth.length && wealth[first] < Math.log(1 / alpha)) {
        first++;
      }
      JsonNode rejects = expected.path("first_n_reject_05");
      assertThat(first + 1).isEqualTo(rejects.isNull() ? wealth.length + 1 : rejects.asInt());
      Cases.near(c, "log_e", BettingTest.anytime(wealth), expected.path("p_anytime"));
    }
    int[][] counts = Cases.integers(c, c.input().path("cs"));
    for (int i = 0; i < counts.length; i++) {
      JsonNode expected = c.expected().path("cs").get(i);
      Interval interval = MixtureSequence.interval(counts[i][0], counts[i][1], alpha);
      Cases.near(c, "cs", interval.low(), expected.path("lo"));
      Cases.near(c, "cs", interval.high(), expected.path("hi"));
    }
  }

  private static boolean[] bits(String answers) {
    boolean[] bits = new boolean[answers.length()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = answers.charAt(i) == '1';
    }
    return bits;
  }
}
