package org.foregone.statistics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Cholesky factors of symmetric positive definite matrices.
final class Cholesky {
  private Cholesky() {}

  /// Solves matrix x = right in place of the matrix, of which the upper triangle is read.
  ///
  /// @return x, or null when the matrix is not positive definite to working precision
  static double @Nullable [] solve(double[][] matrix, double[] right) {
    int side = right.length;
    double[] above = new double[side];
    for (int i = 0; i < side; i++) {
      for (int k = 0; k < i; k++) {
        above[k] = -matrix[k][i];
      }
      Kernels.combine(matrix[i], matrix, above, i, i, side);
      if (!(matrix[i][i] > 0)) {
        return null;
      }
      double root = Math.sqrt(matrix[i][i]);
      for (int j = i; j < side; j++) {
        matrix[i][j] /= root;
      }
    }
    double[] x = right.clone();
    for (int i = 0; i < side; i++) {
      x[i] /= matrix[i][i];
      Kernels.add(x, matrix[i], -x[i], i + 1, side);
    }
    for (int i = side - 1; i >= 0; i--) {
      double sum = x[i];
      for (int j = i + 1; j < side; j++) {
        sum -= matrix[i][j] * x[j];
      }
      x[i] = sum / matrix[i][i];
    }
    return x;
  }

  /// A semidefinite matrix as L L^T with as many columns as its rank: pivoted, ending when what is
  /// left of the diagonal is rounding.
  ///
  /// @param columns `[rank][side]`, the columns of L
  /// @param pivots the row that column k was made from; column k is zero at the pivots before it
  record Pivoted(double[][] columns, int[] pivots) {
    private static final double ROUNDING = 1e-13;

    static Pivoted of(double[][] matrix) {
      int side = matrix.length;
      double[] left = new double[side];
      Arrays.setAll(left, i -> matrix[i][i]);
      double enough = ROUNDING * Arrays.stream(left).max().orElse(0);
      double[][] columns = new double[side][];
      int[] pivots = new int[side];
      double[] above = new double[side];
      for (int k = 0; k < side; k++) {
        int pivot = 0;
        for (int i = 1; i < side; i++) {
          pivot = left[i] > left[pivot] ? i : pivot;
        }
        if (!(left[pivot] > enough)) {
          return new Pivoted(Arrays.copyOf(columns, k), Arrays.copyOf(pivots, k));
        }
        for (int m = 0; m < k; m++) {
          above[m] = -columns[m][pivot];
        }
        double[] column = matrix[pivot].clone();
        Kernels.combine(column, columns, above, k, 0, side);
        double root = Math.sqrt(left[pivot]);
        for (int i = 0; i < side; i++) {
          column[i] /= root;
          left[i] -= column[i] * column[i];
        }
        left[pivot] = 0;
        columns[k] = column;
        pivots[k] = pivot;
      }
      return new Pivoted(columns, pivots);
    }

    /// The vector a, zero outside the pivots, with L^T a = v.
    double[] dual(double[] v) {
      double[] a = new double[columns.length == 0 ? 0 : columns[0].length];
      for (int k = v.length - 1; k >= 0; k--) {
        double sum = v[k];
        for (int m = k + 1; m < v.length; m++) {
          sum -= columns[k][pivots[m]] * a[pivots[m]];
        }
        a[pivots[k]] = sum / columns[k][pivots[k]];
      }
      return a;
    }
  }
}
