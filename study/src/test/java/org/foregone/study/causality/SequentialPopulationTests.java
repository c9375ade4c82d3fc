package org.foregone.study.causality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.foregone.fixtures.Fixtures;
import org.foregone.statistics.OperatingCharacteristics;
import org.foregone.statistics.SequentialCut;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the sequential rule promises, on the distribution of cuts of `stats/measured.json`: error
/// at or below .05, power within .02 of 100 answers a side, 55% of the answers saved.
///
/// The file's README says of it: 75% of the cuts are locked, 60% exactly; a share is moved, the
/// others drift a little. The rest (where the open quarter lies, how far cuts move, the drift) is
/// chosen here so that what the file measured of full samples comes out: shares locked and
/// significant, power at 100 and at 32 answers. That is compared too, or the rule would be tried on
/// some other population.
@Tag("fixtures")
class SequentialPopulationTests {
  private static final int CUTS = 4_500;

  /// A smaller change is none in the file's power.
  private static final double MOVED = .05;

  /// The rule of studies, in their families.
  @Test
  void inFamiliesTheRuleKeepsItsPromises() {
    int rows = 0;
    for (JsonNode row : measured().path("population")) {
      if (row.path("mode").asString().equals("family")
          && row.path("gamma").asDouble() == .02
          && (row.path("m").asInt() == 300 || row.path("target").asDouble() == .13)) {
        CoupledCuts cuts = compared(row, row.path("m").asInt());
        assertThat(cuts.saved()).as("saved, %s", row).isGreaterThan(.55);
        rows++;
      }
    }
    assertThat(rows).isEqualTo(5);
  }

  /// A cut tested by itself at .05 saves less, by the file as by us: 55% is promised in families.
  @Test
  void aloneTheRuleKeepsItsPowerAndSavesWhatWasMeasured() {
    int rows = 0;
    for (JsonNode row : measured().path("population")) {
      if (row.path("mode").asString().equals("single") && row.path("target").asDouble() == .13) {
        CoupledCuts cuts = compared(row, 1);
        assertThat(cuts.found(1, 0, MOVED).sequential()).as("moved little").isLessThan(.05);
        SequentialCut rule = SequentialCut.of(.05, row.path("gamma").asDouble(), .05);
        assertThat(chance(rule, 0, 1)).as("not moved, open before, exactly").isLessThan(.05);
        rows++;
      }
    }
    assertThat(rows).isEqualTo(2);
  }

  private static CoupledCuts compared(JsonNode row, int family) {
    SequentialCut rule =
        SequentialCut.of(.05 / family, row.path("gamma").asDouble(), row.path("delta").asDouble());
    Drawn drawn = drawn(rule, .6, .15, row.path("eff").asDouble(), CUTS / family * family);
    CoupledCuts cuts = drawn.cuts;
    CoupledCuts.Found moved = cuts.found(family, MOVED, 2);
    CoupledCuts.Found all = cuts.found(family, 0, 2);
    near(cuts.fullLocked(), row, "locked_K100", .025);
    near(all.full(), row, "causal_K100", .025);
    near(moved.full(), row, "power_K100", .04);
    near(drawn.powerOf32, row, "power_K32", .05);
    near(all.sequential(), row, "causal_seq", .025);
    near(moved.sequential(), row, "power_seq", .04);
    near(cuts.saved(), row, "saving", .02);
    near(cuts.sameLock(), row, "lock_agree", .006);
    assertThat(Math.abs(moved.lost())).as("power lost, %s", row).isLessThan(.02);
    return cuts;
  }

  /// Nothing is certain before a cut: the least that was measured, short of 55%.
  @Test
  void whereNothingIsCertainSomewhatLessIsSaved() {
    JsonNode row = measured().path("no_deterministic").path(0);
    assertThat(row.path("gamma").asDouble()).isEqualTo(.02);
    CoupledCuts cuts = drawn(SequentialCut.ofFamily(300), 0, .78, .3, CUTS).cuts;
    CoupledCuts.Found moved = cuts.found(300, MOVED, 2);
    near(cuts.fullLocked(), row, "locked_K100", .025);
    near(cuts.saved(), row, "saving", .02);
    near(cuts.sameLock(), row, "lock_agree", .01);
    assertThat(Math.abs(moved.lost())).isLessThan(.02);
  }

  /// Chance that anything is found in a family without effects, exactly: with rates drawn
  /// independently, 1 - (1 - r)^m, r the mean chance of one cut.
  @Test
  void familiesWithoutEffectsHoldTheirLevel() {
    assertThat(measured().path("null_families").size()).isEqualTo(4);
    for (JsonNode row : measured().path("null_families")) {
      int m = row.path("m").asInt();
      double near = row.path("pnear").asDouble();
      double open = 1 - row.path("pdet").asDouble() - near;
      double sequential = chance(SequentialCut.ofFamily(m), near, open);
      double full = chance(SequentialCut.fixed(100, .05 / m), near, open);
      double error = 1 - Math.pow(1 - sequential, m);
      near(error, row, "fwer_seq", .012);
      near(1 - Math.pow(1 - full, m), row, "fwer_K100", .012);
      assertThat(error).as("error, %s", row).isLessThan(.05);
    }
  }

  private static double chance(SequentialCut rule, double near, double open) {
    OperatingCharacteristics exact = new OperatingCharacteristics(rule);
    DoubleUnaryOperator at = p -> exact.at(p, p).reject();
    return near * mean(u -> at.applyAsDouble(.05 * u))
        + open
            * mean(u -> (at.applyAsDouble(open(u, false)) + at.applyAsDouble(open(u, true))) / 2);
  }

  private static double mean(DoubleUnaryOperator f) {
    int steps = 24;
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      sum += f.applyAsDouble((i + .5) / steps);
    }
    return sum / steps;
  }

  /// @param powerOf32 power of 32 answers a side at the level the rule stops at
  private record Drawn(CoupledCuts cuts, double powerOf32) {}

  private static Drawn drawn(SequentialCut rule, double fixed, double near, double moved, int n) {
    SplittableRandom random = new SplittableRandom(12);
    List<CoupledCuts.Cut> cuts = new ArrayList<>();
    int found = 0;
    int all = 0;
    for (int i = 0; i < n; i++) {
      double before = before(fixed, near, random);
      double after = after(before, moved, random);
      int[] pre = CoupledCuts.answers(before, random);
      int[] post = CoupledCuts.answers(after, random);
      cuts.add(CoupledCuts.Cut.of(rule, after - before, pre, post));
      if (Math.abs(after - before) >= MOVED) {
        found += CoupledCuts.fisher(pre, post, 32) <= rule.alpha() ? 1 : 0;
        all++;
      }
    }
    return new Drawn(new CoupledCuts(cuts), (double) found / all);
  }

  private static double before(double fixed, double near, SplittableRandom random) {
    double kind = random.nextDouble();
    if (kind < fixed + near) {
      double off = kind < fixed ? 0 : .05 * random.nextDouble();
      return random.nextBoolean() ? off : 1 - off;
    }
    return open(random.nextDouble(), random.nextBoolean());
  }

  /// An open rate by its quantile, half of them uniform, half with more weight towards the ends.
  private static double open(double u, boolean spread) {
    double sine = StrictMath.sin(Math.PI / 2 * u);
    return .05 + .9 * (spread ? sine * sine : u);
  }

  /// A moved rate goes part of the way to an end, often all of it; at that end already, it stays.
  private static double after(double before, double moved, SplittableRandom random) {
    if (random.nextDouble() < moved) {
      double end = random.nextBoolean() ? 1 : 0;
      double part = random.nextDouble() < .4 ? 1 : .1 + .8 * random.nextDouble();
      return before + part * (end - before);
    }
    return before == 0 || before == 1
        ? before
        : Math.clamp(before + .02 * random.nextGaussian(), 0, 1);
  }

  private static void near(double actual, JsonNode row, String name, double tolerance) {
    assertThat(actual)
        .as("%s, %s", name, row)
        .isEqualTo(row.path(name).asDouble(), within(tolerance));
  }

  private static JsonNode measured() {
    return new JsonMapper()
        .readTree(Fixtures.require("stats/measured.json").toFile())
        .path("sequential");
  }
}
