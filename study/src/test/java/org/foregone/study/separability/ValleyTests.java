package org.foregone.study.separability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

final class ValleyTests {
  /// A curve whose replicates share one error and have one of their own at every position.
  private static Map<String, Object> answer(IntToDoubleFunction curve, double own) {
    Random random = new Random(1);
    double[] shared = new double[500];
    Arrays.setAll(shared, b -> random.nextGaussian());
    Valley valley = new Valley(100);
    for (int i = 0; i < 100; i++) {
      double value = curve.applyAsDouble(i);
      double[] replicates = new double[shared.length];
      Arrays.setAll(replicates, b -> value + shared[b] + own * random.nextGaussian());
      valley.add(value, replicates);
    }
    return valley.answer();
  }

  @Test
  void findsAFallAndAReturnThoughTheLevelIsUncertain() {
    Map<String, Object> answer = answer(i -> Math.abs(i - 35) / 50.0, .1);
    assertThat(answer).containsEntry("falls", true).containsEntry("returns", true);
    assertThat(answer).containsEntry("lowest", 35);
    assertThat(answer.get("text")).asString().contains("comes back").contains("30% and 40%");
  }

  @Test
  void saysWhenItDoesNotComeBack() {
    Map<String, Object> answer = answer(i -> Math.max(0, 1 - i / 20.0), .1);
    assertThat(answer).containsEntry("falls", true).containsEntry("returns", false);
  }

  @Test
  void seesNoValleyInNoiseOrInGrowth() {
    assertThat(answer(i -> .5 + .02 * Math.sin(i), 1)).containsEntry("falls", false);
    Map<String, Object> growth = answer(i -> i / 100.0, .1);
    assertThat(growth).containsEntry("falls", false).containsEntry("returns", false);
    assertThat(growth.get("text")).asString().contains("grows towards the end");
  }

  @Test
  void isUndecidedWithoutNumbers() {
    Valley valley = new Valley(100);
    for (int i = 0; i < 100; i++) {
      valley.add(Double.NaN, new double[0]);
    }
    assertThat(valley.answer().get("text")).asString().contains("Too few traces");
  }
}
