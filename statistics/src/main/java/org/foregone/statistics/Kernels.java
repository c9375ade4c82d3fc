package org.foregone.statistics;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// The inner loops of dense algebra, written so that the JIT compiler turns them into vector
/// instructions: several streams at the same index, fused multiply-add, no reduction. Work is split
/// so that every number is made by one thread in one order: results do not depend on how many
/// threads there are.
final class Kernels {
  /// Vectors of a Gram matrix taken at a time, so that a tile of them stays in the cache.
  private static final int DEPTH = 64;

  /// Entries of a row worked on at a time.
  private static final int WIDTH = 512;

  /// Rows of a Gram matrix that are one piece of work.
  private static final int PIECE = 32;

  private Kernels() {}

  /// Sum over vectors v of v v^T, both triangles.
  ///
  /// @param vectors `[k][side]`
  /// @return `[side][side]`
  static double[][] gram(double[][] vectors, int side) {
    double[][] gram = new double[side][side];
    pieces(side, PIECE, from -> gramRows(vectors, gram, from, Math.min(side, from + PIECE)));
    for (int i = 0; i < side; i++) {
      for (int j = 0; j < i; j++) {
        gram[i][j] = gram[j][i];
      }
    }
    return gram;
  }

  /// The upper triangle of the rows first (inclusive) to last (exclusive): four rows and two
  /// vectors at a time.
  private static void gramRows(double[][] vectors, double[][] gram, int first, int last) {
    int side = gram.length;
    double[] none = new double[side];
    double[] spare = new double[side];
    for (int k0 = 0; k0 < vectors.length; k0 += DEPTH) {
      int k1 = Math.min(vectors.length, k0 + DEPTH);
      for (int j0 = first; j0 < side; j0 += WIDTH) {
        int j1 = Math.min(side, j0 + WIDTH);
        for (int i = first; i < last; i += 4) {
          int from = Math.max(i, j0);
          for (int k = k0; k < k1; k += 2) {
            double[] u = vectors[k];
            double[] v = k + 1 < k1 ? vectors[k + 1] : none;
            if (i + 4 <= side) {
              outer(
                  gram[i],
                  gram[i + 1],
                  gram[i + 2],
                  gram[i + 3],
                  u,
                  v,
                  u[i],
                  v[i],
                  u[i + 1],
                  v[i + 1],
                  u[i + 2],
                  v[i + 2],
                  u[i + 3],
                  v[i + 3],
                  from,
                  j1);
            } else {
              for (int row = i; row < side; row++) {
                add(gram[row], u, v, none, spare, u[row], v[row], 0, 0, from, j1);
              }
            }
          }
        }
      }
    }
  }

  /// Weights times rows, four weightings and two rows at a time; pairs of rows that none of the
  /// four
  /// weighs are passed over.
  ///
  /// @param weights `[b][n]`
  /// @param rows `[n][r]`
  /// @return `[b][r]`
  static double[][] product(double[][] weights, double[][] rows) {
    int width = rows.length == 0 ? 0 : rows[0].length;
    int padded = (weights.length + 3) / 4 * 4;
    double[][] sums = new double[padded][width];
    double[] none = new double[Math.max(width, rows.length)];
    for (int k0 = 0; k0 < rows.length; k0 += DEPTH) {
      int k1 = Math.min(rows.length, k0 + DEPTH);
      for (int j0 = 0; j0 < width; j0 += WIDTH) {
        int j1 = Math.min(width, j0 + WIDTH);
        for (int b = 0; b < padded; b += 4) {
          double[] w0 = weights[b];
          double[] w1 = b + 1 < weights.length ? weights[b + 1] : none;
          double[] w2 = b + 2 < weights.length ? weights[b + 2] : none;
          double[] w3 = b + 3 < weights.length ? weights[b + 3] : none;
          for (int k = k0; k < k1; k += 2) {
            boolean pair = k + 1 < k1;
            double[] v = pair ? rows[k + 1] : none;
            double v0 = pair ? w0[k + 1] : 0;
            double v1 = pair ? w1[k + 1] : 0;
            double v2 = pair ? w2[k + 1] : 0;
            double v3 = pair ? w3[k + 1] : 0;
            boolean idle =
                w0[k] == 0
                    && w1[k] == 0
                    && w2[k] == 0
                    && w3[k] == 0
                    && v0 == 0
                    && v1 == 0
                    && v2 == 0
                    && v3 == 0;
            if (!idle) {
              outer(
                  sums[b],
                  sums[b + 1],
                  sums[b + 2],
                  sums[b + 3],
                  rows[k],
                  v,
                  w0[k],
                  v0,
                  w1[k],
                  v1,
                  w2[k],
                  v2,
                  w3[k],
                  v3,
                  j0,
                  j1);
            }
          }
        }
      }
    }
    return Arrays.copyOf(sums, weights.length);
  }

  private static void outer(
      double[] g0,
      double[] g1,
      double[] g2,
      double[] g3,
      double[] u,
      double[] v,
      double u0,
      double v0,
      double u1,
      double v1,
      double u2,
      double v2,
      double u3,
      double v3,
      int from,
      int to) {
    for (int j = from; j < to; j++) {
      double x = u[j];
      double y = v[j];
      g0[j] = Math.fma(u0, x, Math.fma(v0, y, g0[j]));
      g1[j] = Math.fma(u1, x, Math.fma(v1, y, g1[j]));
      g2[j] = Math.fma(u2, x, Math.fma(v2, y, g2[j]));
      g3[j] = Math.fma(u3, x, Math.fma(v3, y, g3[j]));
    }
  }

  /// y += sum of coefficient times row over the first so many rows, at the entries from (inclusive)
  /// to (exclusive).
  static void combine(
      double[] y, double[][] rows, double[] coefficients, int count, int from, int to) {
    int k = 0;
    for (; k + 4 <= count; k += 4) {
      add(
          y,
          rows[k],
          rows[k + 1],
          rows[k + 2],
          rows[k + 3],
          coefficients[k],
          coefficients[k + 1],
          coefficients[k + 2],
          coefficients[k + 3],
          from,
          to);
    }
    for (; k < count; k++) {
      add(y, rows[k], coefficients[k], from, to);
    }
  }

  private static void add(
      double[] y,
      double[] r0,
      double[] r1,
      double[] r2,
      double[] r3,
      double a0,
      double a1,
      double a2,
      double a3,
      int from,
      int to) {
    for (int j = from; j < to; j++) {
      y[j] =
          Math.fma(a0, r0[j], Math.fma(a1, r1[j], Math.fma(a2, r2[j], Math.fma(a3, r3[j], y[j]))));
    }
  }

  /// y += a r at the entries from (inclusive) to (exclusive).
  static void add(double[] y, double[] r, double a, int from, int to) {
    for (int j = from; j < to; j++) {
      y[j] = Math.fma(a, r[j], y[j]);
    }
  }

  /// Matrix times vector for a symmetric matrix.
  static double[] times(double[][] symmetric, double[] x) {
    int side = symmetric.length;
    double[] y = new double[side];
    pieces(side, WIDTH, from -> combine(y, symmetric, x, side, from, Math.min(side, from + WIDTH)));
    return y;
  }

  /// Dot products of the first so many rows with x.
  static double[] dots(double[][] rows, int count, double[] x) {
    double[] products = new double[count];
    pieces(
        count,
        PIECE,
        from -> {
          for (int k = from; k < Math.min(count, from + PIECE); k++) {
            products[k] = dot(rows[k], x);
          }
        });
    return products;
  }

  static double dot(double[] a, double[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int j = 0;
    for (; j + 4 <= a.length; j += 4) {
      s0 = Math.fma(a[j], b[j], s0);
      s1 = Math.fma(a[j + 1], b[j + 1], s1);
      s2 = Math.fma(a[j + 2], b[j + 2], s2);
      s3 = Math.fma(a[j + 3], b[j + 3], s3);
    }
    for (; j < a.length; j++) {
      s0 = Math.fma(a[j], b[j], s0);
    }
    return (s0 + s1) + (s2 + s3);
  }

  static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }

  /// Does the work at 0, step, 2 step, .. below size, on all cores.
  static void pieces(int size, int step, IntConsumer work) {
    IntStream.range(0, (size + step - 1) / step).parallel().forEach(i -> work.accept(i * step));
  }
}
