package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hipparchus.stat.correlation.SpearmansCorrelation;
import org.junit.jupiter.api.Test;

class DiscriminationTests {
  private static final ClusterBootstrap BOOTSTRAP = new ClusterBootstrap(400, 5);

  private final SplittableRandom random = new SplittableRandom(11);

  @Test
  void rolloutsOfARateCountAsRowsOfTheirOwn() {
    double[] scores = {.1, .4, .4, .9};
    double[] rates = {.25, 0, .75, 1};
    double[] expanded = new double[16];
    boolean[] refusal = new boolean[16];
    for (int i = 0; i < 16; i++) {
      expanded[i] = scores[i / 4];
      refusal[i] = i % 4 < 4 * rates[i / 4];
    }
    assertThat(Roc.of(scores, Targets.rates(rates)).auroc())
        .isCloseTo(Roc.of(expanded, refusal).auroc(), within(1e-12));
  }

  @Test
  void rowsWithoutAScoreLeaveEveryMetric() {
    double[] scores = {.1, Double.NaN, .8, .3, Double.NaN, .9};
    boolean[] refusal = {false, true, true, true, false, true};
    int[] rows = {0, 1, 2, 3, 4, 5};
    Estimate auroc = Discrimination.auroc(scores, refusal, rows, BOOTSTRAP);
    assertThat(auroc.estimate()).isEqualTo(1);
    assertThat(auroc.n()).isEqualTo(4);
    assertThat(auroc.low()).isLessThan(.9);
  }

  @Test
  void oneClassIsUndefined() {
    double[] scores = {1, 2, 3};
    boolean[] refusal = new boolean[3];
    int[] rows = {0, 1, 2};
    assertThat(Discrimination.auroc(scores, refusal, rows, BOOTSTRAP).measured()).isFalse();
    assertThat(Discrimination.balancedAccuracy(scores, refusal, rows, rows, BOOTSTRAP).measured())
        .isFalse();
    assertThat(Discrimination.macroAuroc(scores, refusal, rows, rows, 1, BOOTSTRAP).measured())
        .isFalse();
  }

  @Test
  void spearmanAgreesWithHipparchus() {
    double[] x = random.doubles(60).map(v -> Math.rint(v * 12)).toArray();
    double[] y = Arrays.stream(x).map(v -> v + random.nextInt(9)).toArray();
    int[] rows = IntStream.range(0, 60).toArray();
    Estimate estimate = Discrimination.spearman(x, y, rows, BOOTSTRAP);
    assertThat(estimate.estimate())
        .isCloseTo(new SpearmansCorrelation().correlation(x, y), within(1e-12));
    int[] drawn = BOOTSTRAP.draw(3, 60);
    RankCorrelation measure = RankCorrelation.of(x, y, Clusters.of(rows));
    assertThat(measure.at(measure.clusters().times(drawn)))
        .isCloseTo(
            new SpearmansCorrelation()
                .correlation(Clustered.pick(x, drawn), Clustered.pick(y, drawn)),
            within(1e-12));
  }

  /// Several rollouts a prompt: the interval is over prompts, and covers.
  @Test
  void intervalOfAurocCoversTheTruthWithClusters() {
    int covered = 0;
    int studies = 200;
    for (int study = 0; study < studies; study++) {
      int n = 240;
      double[] scores = new double[n];
      boolean[] refusal = new boolean[n];
      int[] prompt = new int[n];
      for (int i = 0; i < n; i++) {
        prompt[i] = i / 4;
        scores[i] = i % 4 == 0 ? random.nextGaussian() : scores[i - 1];
        refusal[i] = scores[i] + random.nextGaussian() > 0;
      }
      Estimate auroc =
          Discrimination.auroc(scores, refusal, prompt, new ClusterBootstrap(200, study));
      covered += auroc.low() <= TRUTH && TRUTH <= auroc.high() ? 1 : 0;
    }
    assertThat(covered / (double) studies).isBetween(.92, 1.0);
  }

  /// Score and noise standard normal, refusal when their sum is positive: the chance that a
  /// refusal's score is above a compliance's, 2 int int_{s > t} phi(s) Phi(s) phi(t) Phi(-t) /
  /// (1/4) by quadrature.
  private static final double TRUTH = truth();

  private static double truth() {
    double step = .01;
    double below = 0;
    double sum = 0;
    for (double s = -8; s < 8; s += step) {
      double density = Math.exp(-s * s / 2) / Math.sqrt(2 * Math.PI) * step;
      double compliance = density * Distributions.normalCdf(-s);
      sum += density * Distributions.normalCdf(s) * (below + compliance / 2);
      below += compliance;
    }
    return sum / .25;
  }

  @Test
  void curveRunsFromCornerToCorner() {
    double[] scores = random.doubles(500).toArray();
    boolean[] refusal = new boolean[500];
    for (int i = 0; i < 500; i++) {
      refusal[i] = scores[i] > random.nextDouble();
    }
    Roc roc = Roc.of(scores, refusal);
    List<Roc.Point> all = roc.curve(1_000);
    List<Roc.Point> thinned = roc.curve(50);
    assertThat(all).hasSize(501);
    assertThat(thinned).hasSize(52);
    assertThat(all).containsAll(thinned);
    double area = 0;
    for (int k = 1; k < all.size(); k++) {
      area +=
          (all.get(k).falsePositive() - all.get(k - 1).falsePositive())
              * (all.get(k).truePositive() + all.get(k - 1).truePositive())
              / 2;
    }
    assertThat(area).isCloseTo(roc.auroc(), within(1e-12));
    assertThat(thinned.getLast().truePositive()).isEqualTo(1);
    assertThat(thinned.getFirst().falsePositive()).isEqualTo(0);
  }
}
