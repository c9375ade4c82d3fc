package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.foregone.statistics.LogisticRegression.Row;
import org.junit.jupiter.api.Test;

class LogisticRegressionTests {
  private final SplittableRandom random = new SplittableRandom(5);

  @Test
  void reachesTheExactOptimum() {
    for (double c : new double[] {.03, 1, 30}) {
      int features = 12;
      Row[] rows = new Row[150];
      boolean[] labels = new boolean[rows.length];
      for (int i = 0; i < rows.length; i++) {
        double[] x = random.doubles(features, -2, 2).toArray();
        rows[i] = Row.dense(x);
        labels[i] = x[0] - x[1] + .5 + random.nextGaussian() > 0;
      }
      double[] weights = LogisticRegression.balanced(labels);
      LogisticRegression fit = LogisticRegression.fit(rows, features, labels, weights, c);
      double[] gradient = new double[features + 1];
      System.arraycopy(fit.weights(), 0, gradient, 0, features);
      for (int i = 0; i < rows.length; i++) {
        double t = labels[i] ? 1 : -1;
        double push = -c * weights[i] * t * LogisticRegression.sigmoid(-t * fit.logit(rows[i]));
        for (int j = 0; j < features; j++) {
          gradient[j] += push * rows[i].values()[j];
        }
        gradient[features] += push;
      }
      assertThat(Arrays.stream(gradient).map(Math::abs).max().orElseThrow()).isLessThan(1e-10);
    }
  }

  @Test
  void biasAloneGivesTheLogOddsOfTheShare() {
    Row[] rows = new Row[40];
    Arrays.fill(rows, new Row(new int[0], new double[0]));
    boolean[] labels = new boolean[40];
    Arrays.fill(labels, 0, 10, true);
    double[] ones = new double[40];
    Arrays.fill(ones, 1);
    LogisticRegression fit = LogisticRegression.fit(rows, 3, labels, ones, 1);
    assertThat(fit.bias()).isCloseTo(Math.log(10.0 / 30), within(1e-10));
    assertThat(fit.weights()).containsOnly(0);
  }

  @Test
  void separableDataStayFinite() {
    Row[] rows = {Row.dense(-1), Row.dense(1)};
    LogisticRegression fit =
        LogisticRegression.fit(rows, 1, new boolean[] {false, true}, new double[] {1, 1}, 1e6);
    assertThat(fit.weights()[0]).isBetween(5.0, 40.0);
    assertThat(fit.bias()).isCloseTo(0, within(1e-9));
  }
}
