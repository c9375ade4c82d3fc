package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;
import org.junit.jupiter.api.Test;

class ProbeTests {
  private final SplittableRandom random = new SplittableRandom(17);

  /// Rows with a planted spectrum, large means and a constant feature; the label follows some
  /// components.
  private float[][] rows(int n, int d, double decay) {
    int components = Math.min(n, d);
    double[][] loadings = new double[components][d];
    for (double[] loading : loadings) {
      Arrays.setAll(loading, j -> random.nextGaussian());
    }
    float[][] rows = new float[n][d];
    for (float[] row : rows) {
      double[] sum = new double[d];
      for (int c = 0; c < components; c++) {
        Kernels.add(sum, loadings[c], random.nextGaussian() * Math.pow(c + 1, -decay), 0, d);
      }
      for (int j = 0; j < d; j++) {
        row[j] = j == 3 ? 7 : (float) (sum[j] + (j % 10 == 0 ? 50 : 0));
      }
    }
    return rows;
  }

  private boolean[] labels(float[][] rows) {
    boolean[] labels = new boolean[rows.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = rows[i][1] + rows[i][2] + random.nextGaussian() > 0;
    }
    return labels;
  }

  private static double[] logits(Probe probe, float[][] rows) {
    return Arrays.stream(rows).mapToDouble(probe::logit).toArray();
  }

  /// Scaling, components by a singular value decomposition, and the scores' logistic regression by
  /// the other solver.
  private static double[] textbook(float[][] rows, boolean[] labels, int kept, double c) {
    Standardiser standardiser = Standardiser.of(rows);
    double[][] z = Arrays.stream(rows).map(standardiser::apply).toArray(double[][]::new);
    RealMatrix components = new SingularValueDecomposition(new Array2DRowRealMatrix(z)).getV();
    LogisticRegression.Row[] scores =
        Arrays.stream(z)
            .map(
                row -> {
                  double[] score = new double[kept];
                  for (int k = 0; k < kept; k++) {
                    score[k] = Kernels.dot(row, components.getColumn(k));
                  }
                  return LogisticRegression.Row.dense(score);
                })
            .toArray(LogisticRegression.Row[]::new);
    LogisticRegression fit =
        LogisticRegression.fit(scores, kept, labels, LogisticRegression.balanced(labels), c);
    return Arrays.stream(scores).mapToDouble(fit::logit).toArray();
  }

  /// Wide and tall rows, steep and flat spectra, all components and few, a side so large that the
  /// steps end before the whole space is spanned.
  @Test
  void agreesWithACompleteDecomposition() {
    int[][] shapes = {{90, 240, 20}, {240, 90, 20}, {60, 150, 100}, {150, 60, 0}, {320, 310, 30}};
    for (int[] shape : shapes) {
      for (double decay : new double[] {0, 1.5}) {
        float[][] rows = rows(shape[0], shape[1], decay);
        boolean[] labels = labels(rows);
        int all = Math.min(shape[0] - 1, shape[1]);
        int kept = shape[2] == 0 ? all : Math.min(shape[2], all);
        Probe probe = Probe.fit(rows, labels, null, new ProbeSettings(shape[2], .03, true));
        assertThat(logits(probe, rows))
            .as(Arrays.toString(shape) + " " + decay)
            .containsExactly(textbook(rows, labels, kept, .03), within(1e-7));
      }
    }
  }

  @Test
  void rawWeightsGiveTheSameLogits() {
    float[][] rows = rows(80, 30, 1);
    Probe probe = Probe.fit(rows, labels(rows), null, ProbeSettings.PAPER);
    double[] raw = probe.rawWeights();
    for (float[] row : rows) {
      double z = probe.rawIntercept();
      for (int j = 0; j < row.length; j++) {
        z += raw[j] * row[j];
      }
      assertThat(z).isCloseTo(probe.logit(row), within(1e-8));
    }
  }

  /// A rate of 3/4 is three refusals and a compliance of the same row, seen once by the scaler.
  @Test
  void ratesWeighBothSides() {
    float[][] rows = rows(60, 12, .5);
    double[] rates = random.doubles(60).map(r -> Math.rint(4 * r) / 4).toArray();
    float[][] repeated = new float[240][];
    boolean[] labels = new boolean[240];
    for (int i = 0; i < 240; i++) {
      repeated[i] = rows[i / 4];
      labels[i] = i % 4 < 4 * rates[i / 4];
    }
    // every row four times: the penalty must count four times as much
    Probe once = Probe.fit(rows, Targets.rates(rates), new ProbeSettings(5, .4, true));
    Probe four = Probe.fit(repeated, labels, null, new ProbeSettings(5, .1, true));
    assertThat(logits(once, rows)).containsExactly(logits(four, rows), within(1e-9));
  }

  @Test
  void resultsDoNotDependOnTheNumberOfThreads() throws Exception {
    float[][] rows = rows(700, 330, .7);
    boolean[] labels = labels(rows);
    Probe here = Probe.fit(rows, labels, null, ProbeSettings.PAPER);
    for (int threads : new int[] {1, 5}) {
      try (ForkJoinPool pool = new ForkJoinPool(threads)) {
        Probe there = pool.submit(() -> Probe.fit(rows, labels, null, ProbeSettings.PAPER)).get();
        assertThat(there.weights()).isEqualTo(here.weights());
        assertThat(there.intercept()).isEqualTo(here.intercept());
      }
    }
  }

  /// Copies of a row in two folds tell the held-out copy's label; kept in one fold they do not.
  @Test
  void copiesAcrossFoldsLeak() {
    int n = 200;
    float[][] rows = new float[n][40];
    boolean[] labels = new boolean[n];
    int[] pair = new int[n];
    for (int i = 0; i < n; i++) {
      pair[i] = i / 2;
      if (i % 2 == 0) {
        for (int j = 0; j < 40; j++) {
          rows[i][j] = (float) random.nextGaussian();
        }
        labels[i] = random.nextBoolean();
      } else {
        rows[i] = rows[i - 1].clone();
        labels[i] = labels[i - 1];
      }
    }
    int[] across = new int[n];
    Arrays.setAll(across, i -> (i + i / 2) % 5);
    int[] within = Folds.stratifiedByGroup(new int[n], pair, 5, 1);
    ProbeSettings settings = new ProbeSettings(0, 1, true);
    ClusterBootstrap bootstrap = new ClusterBootstrap(200, 1);
    Estimate leaked =
        Discrimination.auroc(
            OutOfFold.logits(rows, labels, null, across, settings), labels, pair, bootstrap);
    Estimate honest =
        Discrimination.auroc(
            OutOfFold.logits(rows, labels, null, within, settings), labels, pair, bootstrap);
    assertThat(leaked.low()).isGreaterThan(.6);
    assertThat(honest.low()).isLessThan(.5);
    assertThat(honest.high()).isGreaterThan(.5);
  }

  @Test
  void saysWhatIsWrong() {
    float[][] rows = {{1, 2}, {3, 4}};
    assertThatThrownBy(() -> Probe.fit(rows, new boolean[] {true, true}, null, ProbeSettings.PAPER))
        .hasMessageContaining("both refusals and compliances");
    assertThatThrownBy(() -> Probe.fit(rows, new boolean[] {true}, null, ProbeSettings.PAPER))
        .hasMessageContaining("2 rows, but targets for 1");
    assertThatThrownBy(
            () ->
                Probe.fit(
                    new float[][] {{1}, {1, 2}},
                    new boolean[] {true, false},
                    null,
                    ProbeSettings.PAPER))
        .hasMessageContaining("row 1 has 2 features");
    assertThatThrownBy(
            () ->
                Probe.fit(
                    new float[][] {{1}, {Float.NaN}},
                    new boolean[] {true, false},
                    null,
                    ProbeSettings.PAPER))
        .hasMessageContaining("feature 0 of row 1 is NaN");
    assertThatThrownBy(() -> new ProbeSettings(-1, 1, true)).hasMessageContaining("-1");
    assertThatThrownBy(() -> new ProbeSettings(1, 0, true)).hasMessageContaining("C must be");
  }
}
