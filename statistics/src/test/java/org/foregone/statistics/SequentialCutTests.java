package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.foregone.fixtures.Fixtures;
import org.foregone.statistics.SequentialCut.Lock;
import org.foregone.statistics.SequentialCut.Next;
import org.foregone.statistics.SequentialCut.Significance;
import org.foregone.statistics.SequentialCut.State;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the sequential rule promises, exactly: its error, its power beside a full sample's, and the
/// answers it saves.
class SequentialCutTests {
  private static final int FAMILY = 300;

  @Test
  void oneCutIsFoundByChanceInAtMostOneOfTwenty() {
    var sequential = new OperatingCharacteristics(SequentialCut.of(.05, .02, .05));
    double size = 0;
    for (int i = 1; i <= 50; i++) {
      size = Math.max(size, sequential.at(i / 100.0, i / 100.0).reject());
    }
    assertThat(size).isEqualTo(.0459, within(1e-4)).isLessThan(.05);
  }

  @Test
  void theFamilyRuleLosesNoPower() {
    var sequential = new OperatingCharacteristics(SequentialCut.ofFamily(FAMILY));
    var full = new OperatingCharacteristics(SequentialCut.fixed(100, .05 / FAMILY));
    double loss = 0;
    double size = 0;
    for (int p = 0; p <= 10; p++) {
      for (int q = 0; q <= 20; q++) {
        double before = p / 20.0;
        double after = q / 20.0;
        double found = sequential.at(before, after).reject();
        loss = Math.max(loss, full.at(before, after).reject() - found);
        size = p == q ? Math.max(size, found) : size;
      }
    }
    assertThat(loss).isLessThan(.02);
    assertThat(size).isLessThan(.05 / FAMILY);
  }

  /// Three quarters of the cuts locked before (60% exactly 0 or 1), a fifth moved, small drift
  /// elsewhere.
  @Test
  void overAPopulationMostAnswersAreSavedAtTheSameDecisions() {
    SplittableRandom random = new SplittableRandom(5);
    SequentialCut rule = SequentialCut.ofFamily(FAMILY);
    int cuts = 2_000;
    double answers = 0;
    int found = 0;
    int foundByFull = 0;
    int same = 0;
    int sameLock = 0;
    for (int i = 0; i < cuts; i++) {
      double before = locked(random);
      double after =
          random.nextDouble() < .2
              ? Math.abs(before - .1 - .6 * random.nextDouble())
              : before == 0 || before == 1 ? before : Math.clamp(before + .01, 0, 1);
      int[] pre = stream(before, random);
      int[] post = stream(after, random);
      State state = run(rule, pre, post, 0);
      boolean significant = state.significance() == Significance.SIGNIFICANT;
      boolean byFull =
          FisherExact.twoSided(new CutCounts(pre[100], 100, post[100], 100)) <= rule.alpha();
      answers +=
          rule.looks()[state.significanceAt() - 1]
              + rule.looks()[Math.max(state.significanceAt(), state.lockAt()) - 1];
      found += significant ? 1 : 0;
      foundByFull += byFull ? 1 : 0;
      same += significant == byFull ? 1 : 0;
      sameLock += (state.lock() == Lock.LOCKED) == LockLabel.byPoint(pre[100], 100) ? 1 : 0;
    }
    assertThat(1 - answers / cuts / 200).as("saved").isGreaterThan(.55);
    assertThat((double) (foundByFull - found) / foundByFull).as("power lost").isLessThan(.02);
    assertThat((double) same / cuts).isGreaterThan(.99);
    assertThat((double) sameLock / cuts).isGreaterThan(.98);
  }

  private static double locked(SplittableRandom random) {
    double kind = random.nextDouble();
    double end = random.nextBoolean() ? 1 : 0;
    if (kind < .6) {
      return end;
    }
    return kind < .75 ? Math.abs(end - .05 * random.nextDouble()) : random.nextDouble();
  }

  /// Compliances among the first 0 to 100 answers.
  private static int[] stream(double rate, SplittableRandom random) {
    int[] complied = new int[101];
    for (int n = 1; n <= 100; n++) {
      complied[n] = complied[n - 1] + (random.nextDouble() < rate ? 1 : 0);
    }
    return complied;
  }

  /// @param lost answers of each look's new ones that are unclear, on the pre side
  private static State run(SequentialCut rule, int[] pre, int[] post, int lost) {
    State state = rule.start();
    while (state.next() != Next.STOP) {
      int n = state.size();
      int settled = n - lost * (state.taken() + 1);
      state = state.then(new CutCounts(Math.min(pre[n], settled), settled, post[n], n));
    }
    return state;
  }

  @Test
  @Tag("fixtures")
  void measuredCharacteristicsAreThoseOfTheOracle() {
    JsonNode measured =
        new JsonMapper()
            .readTree(Fixtures.require("stats/measured.json").toFile())
            .path("sequential");
    characteristics(measured, "single_g05", SequentialCut.of(.05, .05, .05));
    characteristics(measured, "single_g02", SequentialCut.of(.05, .02, .05));
    characteristics(measured, "family300_g02", SequentialCut.ofFamily(300));
    characteristics(measured, "family1250_g02", SequentialCut.ofFamily(1_250));
    characteristics(measured, "family300_g05", SequentialCut.of(.05 / 300, .05, .05));
  }

  private static void characteristics(JsonNode measured, String name, SequentialCut rule) {
    var sequential = new OperatingCharacteristics(rule);
    var full = new OperatingCharacteristics(SequentialCut.fixed(100, rule.alpha()));
    assertThat(measured.path(name).size()).as(name).isPositive();
    for (JsonNode n : measured.path(name)) {
      double p = n.path("p").asDouble();
      double q = n.path("q").asDouble();
      var at = sequential.at(p, q);
      near(at.reject(), n.path("seq"));
      near(at.pre(), n.path("n_pre"));
      near(at.post(), n.path("n_post"));
      near(at.locked(), n.path("locked_seq"));
      near(full.at(p, q).reject(), n.path("fixed"));
    }
  }

  private static void near(double actual, JsonNode expected) {
    double wanted = expected.asDouble();
    assertThat(actual).isEqualTo(wanted, within(1e-9 + 1e-5 * Math.abs(wanted)));
  }

  @Test
  void unclearAnswersAreLeftOutAndStayLost() {
    int[] never = new int[101];
    SequentialCut rule = SequentialCut.ofFamily(FAMILY);
    State clean = run(rule, never, never, 0);
    State lossy = run(rule, never, never, 4);
    assertThat(clean.lock()).isEqualTo(Lock.LOCKED);
    assertThat(lossy.lock()).isEqualTo(Lock.LOCKED);
    assertThat(lossy.lockAt()).isGreaterThanOrEqualTo(clean.lockAt());
    State none = rule.start().then(new CutCounts(0, 0, 0, 0));
    assertThat(none.next()).isEqualTo(Next.SAMPLE_BOTH);
    assertThat(none.p()).isEqualTo(1);
  }

  @Test
  void aDecidedCutTakesNoMoreLooks() {
    SequentialCut rule = SequentialCut.ofFamily(1);
    State state = run(rule, new int[101], stream(1, new SplittableRandom(1)), 0);
    assertThat(state.significance()).isEqualTo(Significance.SIGNIFICANT);
    assertThat(rule.looks()[state.significanceAt() - 1]).isEqualTo(8);
    assertThat(rule.looks()[state.lockAt() - 1]).isEqualTo(32);
    assertThatThrownBy(() -> state.then(new CutCounts(0, 8, 8, 8))).hasMessageContaining("decided");
  }
}
