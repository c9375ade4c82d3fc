package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Nominal 95% intervals on planted truths: prompts with beta-distributed rates near 0, in the
/// middle and near 1, eight rollouts each, the same prompts in both modes. Overall coverage must
/// lie in .92 to .98; no cell may be a disgrace.
class CoverageTests {
  private static final int ROLLOUTS = 8;
  private static final int STUDIES = 60;
  private static final int[] PROMPTS = {12, 30, 60};
  private static final double[] RATES = {.03, .15, .5, .85, .97};
  private static final double[] CONCENTRATIONS = {.5, 3, 20};

  /// How far thinking moves a prompt's rate towards refusal, as a share of the way.
  private static final double SHIFT = .15;

  private final SplittableRandom random = new SplittableRandom(20261124);
  private int cells;
  private double worst = 1;
  private double total;

  @Test
  void ratesCover() {
    eachCell(
        (prompts, mean, concentration) -> {
          Study study = study(prompts, mean, concentration);
          return covers(
              Proportions.rate(study.before, study.rollouts, new ClusterBootstrap(400, 1)), mean);
        });
    assertThat(total / cells).isBetween(.92, .98);
    assertThat(worst).isGreaterThan(.82);
  }

  @Test
  void pairedDifferencesCover() {
    eachCell(
        (prompts, mean, concentration) -> {
          Study study = study(prompts, mean, concentration);
          return covers(
              Proportions.difference(
                  study.after,
                  study.rollouts,
                  study.before,
                  study.rollouts,
                  new ClusterBootstrap(400, 1)),
              SHIFT * (1 - mean));
        });
    assertThat(total / cells).isBetween(.92, .98);
    assertThat(worst).isGreaterThan(.82);
  }

  @Test
  void majorityFlipSharesCover() {
    eachCell(
        (prompts, mean, concentration) -> {
          double truth = expectedFlips(mean, concentration);
          return covers(study(prompts, mean, concentration).flips().flipShare(), truth);
        });
    assertThat(total / cells).isBetween(.92, .98);
  }

  /// By enumeration: every pair of counts with its probability.
  @Test
  void differencesOfIndependentSharesCover() {
    int units = 40;
    Estimate[] shares = new Estimate[units + 1];
    Arrays.setAll(shares, count -> Proportions.share(count, units));
    for (double first : RATES) {
      for (double second : RATES) {
        double[] one = binomial(units, first);
        double[] two = binomial(units, second);
        double covered = 0;
        for (int i = 0; i <= units; i++) {
          for (int j = 0; j <= units; j++) {
            Estimate difference = Proportions.independentDifference(shares[i], shares[j]);
            covered += covers(difference, first - second) ? one[i] * two[j] : 0;
          }
        }
        assertThat(covered).as(first + " less " + second).isGreaterThan(.93);
      }
    }
  }

  private static double[] binomial(int n, double p) {
    double[] chances = new double[n + 1];
    for (int k = 0; k <= n; k++) {
      chances[k] =
          Distributions.binomialCdf(k, n, p)
              - (k == 0 ? 0 : Distributions.binomialCdf(k - 1, n, p));
    }
    return chances;
  }

  @Test
  void twoPromptsThatChangeAlikeDoNotGiveCertainty() {
    double[] before = {.5, 1};
    double[] after = {0, .5};
    double[] trials = {2, 2};
    for (Estimate change :
        List.of(
            Proportions.meanDifference(after, trials, before, trials, ClusterBootstrap.DEFAULT),
            PairedChange.ofRates(before, trials, after, trials, ClusterBootstrap.DEFAULT)
                .change())) {
      assertThat(change.estimate()).isEqualTo(-.5);
      assertThat(change.low()).isLessThan(-.8);
      assertThat(change.high()).isGreaterThan(0);
    }
  }

  @Test
  void twoPromptsThatChangeOppositelyAreAsWideAsBothRates() {
    double[] before = {.2, .8};
    double[] after = {.8, .2};
    double[] trials = {5, 5};
    ClusterBootstrap bootstrap = ClusterBootstrap.DEFAULT;
    Estimate rate = Proportions.meanRate(before, trials, bootstrap);
    Estimate change = Proportions.meanDifference(after, trials, before, trials, bootstrap);
    assertThat(change.high() - change.low())
        .isCloseTo(2 * (rate.high() - rate.low()), within(1e-9));
  }

  @Test
  void agreeingRolloutsDoNotGiveCertainty() {
    double[] none = new double[12];
    double[] eight = none.clone();
    Arrays.fill(eight, 8);
    Estimate zero = Proportions.rate(none, eight);
    assertThat(zero.low()).isZero();
    assertThat(zero.high()).isBetween(.2, .35);
    Estimate one = Proportions.rate(eight, eight);
    assertThat(one.low()).isCloseTo(1 - zero.high(), within(1e-12));
    assertThat(one.high()).isEqualTo(1);
    Estimate same = Proportions.difference(none, eight, none, eight);
    assertThat(same.estimate()).isZero();
    assertThat(same.low()).isNegative();
    assertThat(same.high()).isPositive();
  }

  private interface Cell {
    boolean covered(int prompts, double mean, double concentration);
  }

  private void eachCell(Cell cell) {
    for (int prompts : PROMPTS) {
      for (double mean : RATES) {
        for (double concentration : CONCENTRATIONS) {
          int covered = 0;
          for (int study = 0; study < STUDIES; study++) {
            covered += cell.covered(prompts, mean, concentration) ? 1 : 0;
          }
          cells++;
          total += (double) covered / STUDIES;
          worst = Math.min(worst, (double) covered / STUDIES);
        }
      }
    }
  }

  private static boolean covers(Estimate estimate, double truth) {
    return estimate.low() <= truth && truth <= estimate.high();
  }

  private record Study(double[] before, double[] after, double[] rollouts, List<Flips.Pair> pairs) {
    Flips flips() {
      return Flips.of(pairs, true);
    }
  }

  private Study study(int prompts, double mean, double concentration) {
    Study study =
        new Study(new double[prompts], new double[prompts], new double[prompts], new ArrayList<>());
    for (int i = 0; i < prompts; i++) {
      double q = beta(mean * concentration, (1 - mean) * concentration);
      double[] before = rollouts(q);
      double[] after = rollouts(shifted(q));
      study.before[i] = Moments.sum(before);
      study.after[i] = Moments.sum(after);
      study.rollouts[i] = ROLLOUTS;
      study.pairs.add(new Flips.Pair(before, after));
    }
    return study;
  }

  private static double shifted(double q) {
    return q + SHIFT * (1 - q);
  }

  private double expectedFlips(double mean, double concentration) {
    double[] before = new double[4_000];
    double[] after = before.clone();
    SplittableRandom fixed = new SplittableRandom(7);
    for (int i = 0; i < before.length; i++) {
      before[i] = beta(mean * concentration, (1 - mean) * concentration, fixed);
      after[i] = shifted(before[i]);
    }
    return Flips.expected(before, ROLLOUTS, after, ROLLOUTS);
  }

  private double[] rollouts(double q) {
    double[] values = new double[ROLLOUTS];
    for (int k = 0; k < ROLLOUTS; k++) {
      values[k] = random.nextDouble() < q ? 1 : 0;
    }
    return values;
  }

  private double beta(double a, double b) {
    return beta(a, b, random);
  }

  private static double beta(double a, double b, SplittableRandom random) {
    double x = gamma(a, random);
    double y = gamma(b, random);
    return x + y == 0 ? (random.nextDouble() < a / (a + b) ? 1 : 0) : x / (x + y);
  }

  /// Marsaglia and Tsang 2000.
  private static double gamma(double shape, SplittableRandom random) {
    if (shape < 1) {
      return gamma(shape + 1, random) * Math.pow(random.nextDouble(), 1 / shape);
    }
    double d = shape - 1 / 3.0;
    while (true) {
      double x = random.nextGaussian();
      double v = Math.pow(1 + x / Math.sqrt(9 * d), 3);
      if (v > 0 && Math.log(random.nextDouble()) < x * x / 2 + d - d * v + d * Math.log(v)) {
        return d * v;
      }
    }
  }
}
