package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CalibrationTests {
  private static final ClusterBootstrap BOOTSTRAP = new ClusterBootstrap(300, 1);

  @Test
  void findsTheLineThatMadeTheOutcomes() {
    SplittableRandom random = new SplittableRandom(8);
    int n = 20_000;
    double[] logits = new double[n];
    boolean[] refusal = new boolean[n];
    for (int i = 0; i < n; i++) {
      logits[i] = random.nextGaussian();
      refusal[i] = random.nextDouble() < LogisticRegression.sigmoid(2 * logits[i] - 1);
    }
    Targets targets = Targets.labels(refusal);
    Calibration line = Calibration.fit(logits, targets);
    assertThat(line.slope()).isCloseTo(2, within(.1));
    assertThat(line.intercept()).isCloseTo(-1, within(.1));

    double[] chances = Arrays.stream(logits).map(line::chance).toArray();
    int[] prompt = IntStream.range(0, n).toArray();
    List<Calibration.Bin> bins = Calibration.bins(chances, targets, prompt, 10, BOOTSTRAP);
    assertThat(bins).hasSize(10);
    for (Calibration.Bin bin : bins) {
      assertThat(bin.observed().n()).isEqualTo(2_000);
      assertThat(bin.observed().estimate()).isCloseTo(bin.predicted(), within(.04));
    }
    double brier = Calibration.brier(chances, targets, prompt, BOOTSTRAP).estimate();
    double expected = Moments.mean(Arrays.stream(chances).map(p -> p * (1 - p)).toArray());
    assertThat(brier).isCloseTo(expected, within(.005));
  }

  @Test
  void tiedChancesShareABin() {
    double[] chances = {.2, .2, .2, .2, .9, Double.NaN};
    boolean[] refusal = {false, true, false, false, true, true};
    List<Calibration.Bin> bins =
        Calibration.bins(
            chances, Targets.labels(refusal), new int[] {0, 1, 2, 3, 4, 5}, 5, BOOTSTRAP);
    assertThat(bins).hasSize(2);
    assertThat(bins.getFirst().observed().estimate()).isEqualTo(.25);
    assertThat(
            Calibration.brier(
                    chances, Targets.labels(refusal), new int[] {0, 1, 2, 3, 4, 5}, BOOTSTRAP)
                .estimate())
        .isCloseTo((3 * .04 + .64 + .01) / 5, within(1e-12));
  }
}
