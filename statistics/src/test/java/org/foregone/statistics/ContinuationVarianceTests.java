package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Continuation variance on planted truths: nominal 95% intervals over fresh prompts cover at
/// least .92 on average, and no population is a disgrace; degenerate sets of prefixes say what they
/// cannot know.
class ContinuationVarianceTests {
  private static final int STUDIES = 120;
  private static final int PREFIXES = 4;
  private static final int ANSWERS = 8;

  /// Who decides: the refusal rate of each prefix of one prompt.
  private enum Population {
    /// Prompts all over, prefixes around them.
    LIFELIKE,
    /// Three quarters of the prompts are sure whatever is thought.
    LOCKED,
    /// The prefix decides everything.
    DECIDED,
    /// The prefix decides nothing.
    FLAT;

    double[] rates(SplittableRandom random) {
      double mean = random.nextDouble();
      boolean sure = random.nextDouble() < .75;
      double[] rates = new double[PREFIXES];
      for (int m = 0; m < PREFIXES; m++) {
        rates[m] =
            switch (this) {
              case LIFELIKE -> between(random, mean);
              case LOCKED -> sure ? Math.rint(mean) : between(random, mean);
              case DECIDED -> random.nextDouble() < mean ? 1 : 0;
              case FLAT -> mean;
            };
      }
      return rates;
    }

    private static double between(SplittableRandom random, double mean) {
      return (mean + random.nextDouble()) / 2;
    }
  }

  private record Truth(double within, double between, double share) {
    static Truth of(Population population) {
      SplittableRandom random = new SplittableRandom(11);
      double within = 0;
      double between = 0;
      int prompts = 200_000;
      for (int i = 0; i < prompts; i++) {
        double[] rates = population.rates(random);
        within += Arrays.stream(rates).map(q -> 4 * q * (1 - q)).average().orElseThrow();
        between += 4 * Moments.variance(rates);
      }
      return new Truth(within / prompts, between / prompts, between / (within + between));
    }
  }

  @Test
  void intervalsCoverTheTruth() {
    SplittableRandom random = new SplittableRandom(3);
    double covered = 0;
    int cells = 0;
    for (Population population : Population.values()) {
      Truth truth = Truth.of(population);
      for (int prompts : new int[] {12, 40}) {
        double within = 0;
        double between = 0;
        double share = 0;
        for (int study = 0; study < STUDIES; study++) {
          var estimates =
              ContinuationVarianceEstimates.of(
                  study(population, prompts, random), new ClusterBootstrap(400, study));
          within += covers(estimates.unbiased(), truth.within);
          between += covers(estimates.betweenPrefixes(), truth.between);
          share += covers(estimates.prefixShareOfWithinPrompt(), truth.share);
        }
        String cell = population + " " + prompts;
        assertThat(within / STUDIES).as("%s, within", cell).isGreaterThan(.9);
        assertThat(between / STUDIES).as("%s, between", cell).isGreaterThan(.9);
        assertThat(share / STUDIES).as("%s, share", cell).isGreaterThan(.9);
        covered += (within + between + share) / (3 * STUDIES);
        cells++;
      }
    }
    assertThat(covered / cells).isGreaterThan(.92);
  }

  private static double covers(Estimate estimate, double truth) {
    return estimate.low() <= truth + 1e-9 && truth - 1e-9 <= estimate.high() ? 1 : 0;
  }

  private static Prefixes study(Population population, int prompts, SplittableRandom random) {
    int[] prompt = new int[prompts * PREFIXES];
    int[] refusals = new int[prompt.length];
    int[] answers = new int[prompt.length];
    for (int i = 0; i < prompts; i++) {
      double[] rates = population.rates(random);
      for (int m = 0; m < PREFIXES; m++) {
        int row = i * PREFIXES + m;
        prompt[row] = i;
        answers[row] = ANSWERS;
        for (int k = 0; k < ANSWERS; k++) {
          refusals[row] += random.nextDouble() < rates[m] ? 1 : 0;
        }
      }
    }
    return new Prefixes(prompt, prompt, refusals, answers);
  }

  @Test
  void whatAgreesEverywhereStillHasAWidth() {
    var sure =
        ContinuationVarianceEstimates.of(
            Prefixes.of(new int[] {1, 1, 2, 2, 3, 3}, new int[6], filled(6, 8)),
            ClusterBootstrap.DEFAULT);
    assertThat(sure.unbiased().estimate()).isZero();
    assertThat(sure.unbiased().low()).isZero();
    assertThat(sure.unbiased().high()).isGreaterThan(.3).isLessThan(1);
    assertThat(sure.prefixShareOfWithinPrompt().measured())
        .as("nothing wavers, so nothing decides")
        .isFalse();
  }

  @Test
  void onePrefixAPromptSaysNothingOfWhatThinkingDecides() {
    Prefixes prefixes = Prefixes.of(new int[] {1, 2, 3}, new int[] {0, 4, 8}, filled(3, 8));
    ContinuationVariance variance = ContinuationVariance.of(prefixes);
    assertThat(variance.betweenPrefixes()).isNaN();
    assertThat(variance.betweenPrompts()).isNaN();
    var estimates = ContinuationVarianceEstimates.of(prefixes, ClusterBootstrap.DEFAULT);
    assertThat(estimates.unbiased().estimate()).isEqualTo(4 * 16 / 56.0 / 3, within(1e-12));
    assertThat(estimates.betweenPrefixes().measured()).isFalse();
    assertThat(estimates.prefixShareOfWithinPrompt().measured()).isFalse();
  }

  @Test
  void aPrefixWithOneAnswerIsLeftOutAndCounted() {
    Prefixes prefixes = Prefixes.of(new int[] {1, 1, 1}, new int[] {1, 2, 0}, new int[] {1, 4, 0});
    assertThat(prefixes.leftOut()).isEqualTo(2);
    assertThat(ContinuationVariance.of(prefixes).prefixes()).isEqualTo(1);
    assertThat(ContinuationVarianceEstimates.of(prefixes, ClusterBootstrap.DEFAULT).randomLine())
        .isEqualTo(.75);
  }

  @Test
  void nearDuplicatesCountAsOne() {
    Prefixes alone = study(Population.LIFELIKE, 24, new SplittableRandom(5));
    int[] pairs = Arrays.stream(alone.prompt()).map(p -> p / 2).toArray();
    Prefixes paired = new Prefixes(alone.prompt(), pairs, alone.refusals(), alone.answers());
    Function<Prefixes, Estimate> share =
        p -> ContinuationVarianceEstimates.of(p, ClusterBootstrap.DEFAULT).withinShare();
    assertThat(share.apply(paired).clusters()).isEqualTo(12);
    assertThat(share.apply(paired).estimate())
        .isEqualTo(share.apply(alone).estimate(), within(1e-12));
  }

  private static int[] filled(int length, int value) {
    int[] filled = new int[length];
    Arrays.fill(filled, value);
    return filled;
  }
}
