package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.foregone.statistics.SequentialCut.Next;
import org.foregone.statistics.SequentialCut.State;
import org.junit.jupiter.api.Test;

/// Intervals of one cut's effect: exact by enumeration where sizes are fixed, by simulation where
/// sampling stops early.
class CutEffectTests {
  private static final double[][] RATES = {
    {.02, .02}, {.02, .3}, {.02, .97}, {.3, .3}, {.3, .6}, {.5, .9}, {.9, .95}
  };

  @Test
  void fixedSizesAreCovered() {
    for (int n : new int[] {8, 30}) {
      for (double[] r : RATES) {
        double odds = 0;
        double difference = 0;
        double trueOdds = logit(r[1]) - logit(r[0]);
        double[] pre = binomial(n, r[0]);
        double[] post = binomial(n, r[1]);
        for (int x = 0; x <= n; x++) {
          for (int y = 0; y <= n; y++) {
            CutCounts c = new CutCounts(x, n, y, n);
            double chance = pre[x] * post[y];
            odds += CutEffect.logOddsInterval(c, .95).contains(trueOdds) ? chance : 0;
            difference += CutEffect.differenceInterval(c, .95).contains(r[1] - r[0]) ? chance : 0;
          }
        }
        assertThat(odds).as("log odds, %d of %s to %s", n, r[0], r[1]).isGreaterThan(.95);
        assertThat(difference).as("change, %d of %s to %s", n, r[0], r[1]).isGreaterThan(.95);
      }
    }
  }

  @Test
  void stoppedSamplingIsCovered() {
    SplittableRandom random = new SplittableRandom(2);
    SequentialCut rule = SequentialCut.of(.05, .05, .05);
    int studies = 300;
    for (double[] r : RATES) {
      int odds = 0;
      int difference = 0;
      int rate = 0;
      for (int study = 0; study < studies; study++) {
        StoppedCut cut = sampled(rule, r[0], r[1], random);
        odds += cut.logOdds().contains(logit(r[1]) - logit(r[0])) ? 1 : 0;
        difference += cut.difference().contains(r[1] - r[0]) ? 1 : 0;
        rate += cut.preRate().contains(r[0]) ? 1 : 0;
      }
      assertThat(Math.min(odds, Math.min(difference, rate)))
          .as("%s to %s", r[0], r[1])
          .isGreaterThan((int) (.94 * studies));
    }
  }

  private static StoppedCut sampled(
      SequentialCut rule, double p, double q, SplittableRandom random) {
    List<CutCounts> looks = new ArrayList<>();
    State state = rule.start();
    int x = 0;
    int y = 0;
    int n = 0;
    while (state.next() == Next.SAMPLE_BOTH) {
      for (; n < state.size(); n++) {
        x += random.nextDouble() < p ? 1 : 0;
        y += random.nextDouble() < q ? 1 : 0;
      }
      looks.add(new CutCounts(x, n, y, n));
      state = state.then(looks.getLast());
    }
    return new StoppedCut(rule.weights(), looks);
  }

  @Test
  void anIntervalAtTheLastLookAloneWouldMiss() {
    StoppedCut cut =
        new StoppedCut(
            SequentialCut.ofFamily(1).weights(),
            List.of(new CutCounts(0, 8, 5, 8), new CutCounts(1, 16, 10, 16)));
    Interval last = CutEffect.logOddsInterval(new CutCounts(1, 16, 10, 16), .95);
    assertThat(cut.logOdds().low()).isLessThan(last.low());
    assertThat(cut.logOdds().high()).isGreaterThan(last.high());
  }

  @Test
  void whatTheCountsCannotBoundIsInfinite() {
    CutCounts apart = new CutCounts(0, 32, 32, 32);
    assertThat(CutEffect.logOdds(apart)).isEqualTo(2 * Math.log(65), within(1e-12));
    assertThat(CutEffect.logOddsInterval(apart, .95).low()).isPositive();
    assertThat(CutEffect.logOddsInterval(apart, .95).high()).isEqualTo(Double.POSITIVE_INFINITY);
    Interval nothing = CutEffect.logOddsInterval(new CutCounts(0, 32, 0, 32), .95);
    assertThat(nothing).isEqualTo(new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
    Interval change = CutEffect.differenceInterval(new CutCounts(0, 100, 0, 100), .95);
    assertThat(change.high()).as("yet the change is surely small").isLessThan(.1);
    assertThat(new StoppedCut(new double[] {1}, List.of()).difference()).isEqualTo(Interval.NONE);
  }

  private static double logit(double rate) {
    return Math.log(rate / (1 - rate));
  }

  private static double[] binomial(int n, double p) {
    double[] chance = new double[n + 1];
    chance[0] = Math.pow(1 - p, n);
    for (int k = 0; k < n; k++) {
      chance[k + 1] = chance[k] * (n - k) / (k + 1) * p / (1 - p);
    }
    return chance;
  }
}
