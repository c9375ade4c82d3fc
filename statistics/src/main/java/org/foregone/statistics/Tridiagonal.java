package org.foregone.statistics;

import java.util.Arrays;

/// Eigenvalues and eigenvectors of a symmetric tridiagonal matrix by QL with implicit shifts
/// (Bowdler, Martin, Reinsch and Wilkinson 1968; EISPACK's tql2).
///
/// @param values in no particular order
/// @param vectors `[i]` belongs to `values[i]`: the tracked entries of the eigenvector
record Tridiagonal(double[] values, double[][] vectors) {

  /// @param diagonal m entries
  /// @param beside m - 1 or more entries, `beside[i]` between i and i + 1
  /// @param tracked entries of the eigenvectors wanted: the last so many, m for all
  static Tridiagonal of(double[] diagonal, double[] beside, int m, int tracked) {
    double[] d = Arrays.copyOf(diagonal, m);
    double[] e = Arrays.copyOf(beside, m);
    e[m - 1] = 0;
    double[][] vectors = new double[m][tracked];
    for (int i = m - tracked; i < m; i++) {
      vectors[i][i - (m - tracked)] = 1;
    }
    double shift = 0;
    double size = 0;
    for (int low = 0; low < m; low++) {
      size = Math.max(size, Math.abs(d[low]) + Math.abs(e[low]));
      int high = low;
      while (Math.abs(e[high]) > Math.ulp(1.0) * size) {
        high++;
      }
      while (high > low && Math.abs(e[low]) > Math.ulp(1.0) * size) {
        shift += step(d, e, vectors, low, high);
      }
      d[low] += shift;
      e[low] = 0;
    }
    return new Tridiagonal(d, vectors);
  }

  /// One implicit QL step on the block from low to high; returns the shift that was taken off.
  private static double step(double[] d, double[] e, double[][] vectors, int low, int high) {
    double g = d[low];
    double p = (d[low + 1] - g) / (2 * e[low]);
    double r = Math.copySign(Math.sqrt(p * p + 1), p);
    d[low] = e[low] / (p + r);
    d[low + 1] = e[low] * (p + r);
    double next = d[low + 1];
    double beyond = e[low + 1];
    double shift = g - d[low];
    for (int i = low + 2; i < d.length; i++) {
      d[i] -= shift;
    }
    p = d[high];
    double c = 1;
    double c2 = 1;
    double c3 = 1;
    double s = 0;
    double s2 = 0;
    for (int i = high - 1; i >= low; i--) {
      c3 = c2;
      c2 = c;
      s2 = s;
      g = c * e[i];
      double h = c * p;
      r = Math.sqrt(p * p + e[i] * e[i]);
      e[i + 1] = s * r;
      s = e[i] / r;
      c = p / r;
      p = c * d[i] - s * g;
      d[i + 1] = h + s * (c * g + s * d[i]);
      rotate(vectors[i], vectors[i + 1], c, s);
    }
    p = -s * s2 * c3 * beyond * e[low] / next;
    e[low] = s * p;
    d[low] = c * p;
    return shift;
  }

  private static void rotate(double[] a, double[] b, double c, double s) {
    for (int k = 0; k < a.length; k++) {
      double x = a[k];
      double y = b[k];
      b[k] = s * x + c * y;
      a[k] = c * x - s * y;
    }
  }
}
