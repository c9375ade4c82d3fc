package org.foregone.organism.compile;

import java.util.SplittableRandom;

/// A dense matrix; rows are outputs, columns inputs, as in `y = M x`.
record Matrix(double[][] rows) {
  Matrix(int outputs, int inputs) {
    this(new double[outputs][inputs]);
  }

  void set(int output, int input, double value) {
    rows[output][input] = value;
  }

  Matrix times(Matrix right) {
    Matrix out = new Matrix(rows.length, right.rows[0].length);
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < right.rows.length; k++) {
        double left = rows[i][k];
        for (int j = 0; left != 0 && j < out.rows[i].length; j++) {
          out.rows[i][j] += left * right.rows[k][j];
        }
      }
    }
    return out;
  }

  Matrix transposed() {
    Matrix out = new Matrix(rows[0].length, rows.length);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        out.rows[j][i] = rows[i][j];
      }
    }
    return out;
  }

  float[] floats() {
    float[] out = new float[rows.length * rows[0].length];
    int at = 0;
    for (double[] row : rows) {
      for (double value : row) {
        out[at++] = (float) value;
      }
    }
    return out;
  }

  static Matrix identity(int size) {
    Matrix out = new Matrix(size, size);
    for (int i = 0; i < size; i++) {
      out.rows[i][i] = 1;
    }
    return out;
  }

  /// A random orthogonal matrix: random rows made orthonormal by Gram-Schmidt, done twice so that
  /// rounding does not show.
  static Matrix orthogonal(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix out = new Matrix(size, size);
    for (int i = 0; i < size; i++) {
      double[] row = out.rows[i];
      for (int j = 0; j < size; j++) {
        row[j] = random.nextDouble(-1, 1);
      }
      for (int pass = 0; pass < 2; pass++) {
        for (int earlier = 0; earlier < i; earlier++) {
          double share = dot(row, out.rows[earlier]);
          for (int j = 0; j < size; j++) {
            row[j] -= share * out.rows[earlier][j];
          }
        }
        double length = Math.sqrt(dot(row, row));
        for (int j = 0; j < size; j++) {
          row[j] /= length;
        }
      }
    }
    return out;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
