package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.foregone.fixtures.StatsCase;
import tools.jackson.databind.JsonNode;

/// What the fixture tests here read out of a case.
final class Cases {
  private Cases() {}

  static void near(StatsCase c, double actual, JsonNode expected) {
    near(c, "default", actual, expected);
  }

  /// @param tolerance which of the case's tolerances
  static void near(StatsCase c, String tolerance, double actual, JsonNode expected) {
    assertThat(c.close(tolerance, actual, StatsCase.number(expected)))
        .as("%s: %s should be %s", c.id(), actual, expected)
        .isTrue();
  }

  static void near(StatsCase c, String tolerance, double[] actual, JsonNode expected) {
    double[] wanted = c.doubles(expected);
    assertThat(actual).hasSameSizeAs(wanted);
    for (int i = 0; i < wanted.length; i++) {
      assertThat(c.close(tolerance, actual[i], wanted[i]))
          .as("%s: entry %d is %s, should be %s", c.id(), i, actual[i], wanted[i])
          .isTrue();
    }
  }

  static boolean[] labels(StatsCase c, JsonNode node) {
    double[] values = c.doubles(node);
    boolean[] labels = new boolean[values.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = values[i] > 0;
    }
    return labels;
  }

  static float[][] floats(StatsCase c, JsonNode node) {
    double[][] rows = matrix(c, node);
    float[][] floats = new float[rows.length][rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        floats[i][j] = (float) rows[i][j];
      }
    }
    return floats;
  }

  static double[][] matrix(StatsCase c, JsonNode node) {
    double[] flat = c.doubles(node);
    double[][] rows = new double[c.shape(node)[0]][];
    for (int r = 0; r < rows.length; r++) {
      int columns = flat.length / rows.length;
      rows[r] = Arrays.copyOfRange(flat, r * columns, (r + 1) * columns);
    }
    return rows;
  }

  static int[][] integers(StatsCase c, JsonNode node) {
    return Arrays.stream(matrix(c, node))
        .map(row -> Arrays.stream(row).mapToInt(v -> (int) v).toArray())
        .toArray(int[][]::new);
  }
}
