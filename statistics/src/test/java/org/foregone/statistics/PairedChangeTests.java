package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Changes between two studies of the same prompts, on planted truths.
class PairedChangeTests {
  private static final int STUDIES = 200;
  private static final int ANSWERS = 8;

  /// Prompts whose rates are all over, a third of them sure; the second study moves each in
  /// log-odds.
  private static RefusalCounts[] studies(int prompts, double shift, SplittableRandom random) {
    boolean[] harmful = new boolean[prompts];
    int[] first = new int[prompts];
    int[] second = new int[prompts];
    int[] answers = new int[prompts];
    int[] cluster = new int[prompts];
    for (int i = 0; i < prompts; i++) {
      harmful[i] = i % 2 == 0;
      double rate = rate(harmful[i], random);
      first[i] = refusals(rate, random);
      second[i] = refusals(moved(rate, shift), random);
      answers[i] = ANSWERS;
      cluster[i] = i;
    }
    return new RefusalCounts[] {
      new RefusalCounts(harmful, cluster, first, answers),
      new RefusalCounts(harmful, cluster, second, answers)
    };
  }

  private static double rate(boolean harmful, SplittableRandom random) {
    double rate = random.nextInt(3) == 0 ? .98 : random.nextDouble();
    return harmful ? rate : rate / 2;
  }

  private static double moved(double rate, double shift) {
    double odds = rate / (1 - rate) * Math.exp(shift);
    return odds / (1 + odds);
  }

  private static int refusals(double rate, SplittableRandom random) {
    int refusals = 0;
    for (int i = 0; i < ANSWERS; i++) {
      refusals += random.nextDouble() < rate ? 1 : 0;
    }
    return refusals;
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 120})
  void changesOfRatesAndTheExcessAreCovered(int prompts) {
    SplittableRandom random = new SplittableRandom(prompts);
    double shift = 1;
    double asr = 0;
    double orr = 0;
    int many = 100_000;
    for (int i = 0; i < many; i++) {
      double bad = rate(true, random);
      double good = rate(false, random);
      asr += (bad - moved(bad, shift)) / many;
      orr += (moved(good, shift) - good) / many;
    }
    int[] covered = new int[3];
    for (int study = 0; study < STUDIES; study++) {
      RefusalCounts[] both = studies(prompts, shift, random);
      ClusterBootstrap bootstrap = new ClusterBootstrap(200, study);
      Estimate[] found = {
        PairedChange.ofBadRate(both[0], both[1], true, bootstrap).change(),
        PairedChange.ofBadRate(both[0], both[1], false, bootstrap).change(),
        TradeOff.of(both[0], both[1], bootstrap).excess()
      };
      double[] truths = {asr, orr, 0};
      for (int i = 0; i < found.length; i++) {
        covered[i] += found[i].low() <= truths[i] && truths[i] <= found[i].high() ? 1 : 0;
      }
    }
    for (int each : covered) {
      assertThat((double) each / STUDIES).isGreaterThanOrEqualTo(.93);
    }
  }

  @Test
  void aStudyHasNotChangedFromItself() {
    RefusalCounts study = studies(30, 0, new SplittableRandom(1))[0];
    for (Estimate change :
        new Estimate[] {
          PairedChange.ofBadRate(study, study, true, ClusterBootstrap.DEFAULT).change(),
          PairedChange.ofAuroc(study, study, 8, ClusterBootstrap.DEFAULT).change(),
          PairedChange.ofDPrime(study, study, ClusterBootstrap.DEFAULT).changeAt(.975),
          TradeOff.of(study, study, ClusterBootstrap.DEFAULT).excess()
        }) {
      assertThat(change.estimate()).isCloseTo(0, within(1e-12));
      assertThat(change.low()).isCloseTo(0, within(1e-12));
      assertThat(change.high()).isCloseTo(0, within(1e-12));
    }
  }

  @Test
  void agreeingRolloutsOfTwoStudiesDoNotGiveCertainty() {
    double[] none = new double[20];
    double[] eight = none.clone();
    Arrays.fill(eight, 8);
    Estimate change =
        PairedChange.ofRates(none, eight, none, eight, ClusterBootstrap.DEFAULT).change();
    assertThat(change.estimate()).isZero();
    assertThat(change.low()).isNegative();
    assertThat(change.high()).isPositive();
    assertThat(change.method()).startsWith("95% bootstrap of the paired difference");
  }

  @Test
  void rowsThatOneStudyLacksAreLeftOut() {
    Estimate change =
        PairedChange.ofMeans(
                new double[] {4, 6, 100},
                new double[] {2, 2, 1},
                new double[] {6, 10, 0},
                new double[] {2, 2, 0},
                ClusterBootstrap.DEFAULT)
            .change();
    assertThat(change.estimate()).isCloseTo(1.5, within(1e-12));
    assertThat(change.clusters()).isEqualTo(2);
  }

  /// Of a prompt with more answers every subset counts: its expectation is that of few answers.
  @Test
  void aurocOfRatesIsOfAsManyAnswersAsIsSaid() {
    SplittableRandom random = new SplittableRandom(5);
    double few = 0;
    double thinned = 0;
    int studies = 400;
    for (int study = 0; study < studies; study++) {
      RefusalCounts eight = studies(40, 0, random)[0];
      int[] two = new int[40];
      int[] answers = new int[40];
      for (int i = 0; i < 40; i++) {
        int k = eight.refusals()[i];
        boolean first = random.nextInt(8) < k;
        two[i] = (first ? 1 : 0) + (random.nextInt(7) < k - (first ? 1 : 0) ? 1 : 0);
        answers[i] = 2;
      }
      RefusalCounts less = new RefusalCounts(eight.harmful(), eight.cluster(), two, answers);
      few += RateAuroc.of(less, 2).value() / studies;
      thinned += RateAuroc.of(eight, 2).value() / studies;
    }
    assertThat(thinned).isCloseTo(few, within(.01));
    assertThat(thinned).isLessThan(.85);
  }

  /// The trade-off line of a population is that of its true rates, though 8 answers show them
  /// badly.
  @Test
  void theLineIsThatOfTheTrueRates() {
    SplittableRandom random = new SplittableRandom(9);
    RefusalCounts[] both = studies(20_000, 1.5, random);
    TradeOff plane = TradeOff.of(both[0], both[1], new ClusterBootstrap(1, 0));
    assertThat(plane.at().shift()).isCloseTo(1.5, within(.1));
    assertThat(plane.excess().estimate()).isCloseTo(0, within(.01));
    assertThat(plane.line()).hasSize(49);
  }

  /// Between and within are unbiased for every number of traces and of answers: each has its
  /// expectation over all outcomes, enumerated, of two possible traces drawn at random.
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void theScoresPartsAreUnbiased(int traces) {
    double[] p = {.9, .3};
    for (int answers = 2; answers <= 3; answers++) {
      double within = 0;
      double between = 0;
      int states = (int) Math.pow(2.0 * (answers + 1), traces);
      for (int state = 0; state < states; state++) {
        int left = state;
        double chance = 1;
        int[] refusals = new int[traces];
        int[] each = new int[traces];
        for (int t = 0; t < traces; t++) {
          int which = left % 2;
          refusals[t] = left / 2 % (answers + 1);
          each[t] = answers;
          left /= 2 * (answers + 1);
          chance *= .5 * binomial(refusals[t], answers, p[which]);
        }
        PromptVariance of =
            PromptVariance.of(Prefixes.of(new int[traces], refusals, each)).getFirst();
        within += chance * of.within();
        between += chance * of.between();
      }
      assertThat(within).isCloseTo(4 * (.9 * .1 + .3 * .7) / 2, within(1e-9));
      assertThat(between).isCloseTo(4 * .09, within(1e-9));
    }
  }

  private static double binomial(int x, int n, double p) {
    double chance = 1;
    for (int i = 0; i < x; i++) {
      chance *= (double) (n - i) / (i + 1);
    }
    return chance * Math.pow(p, x) * Math.pow(1 - p, n - x);
  }
}
