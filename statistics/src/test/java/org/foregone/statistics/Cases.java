package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.foregone.fixtures.StatsCase;
import tools.jackson.databind.JsonNode;

/// What the fixture tests here read out of a case.
final class Cases {
  private Cases() {}

  static void near(StatsCase c, double actual, JsonNode expected) {
    assertThat(c.close("default", actual, StatsCase.number(expected)))
        .as("%s: %s should be %s", c.id(), actual, expected)
        .isTrue();
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
