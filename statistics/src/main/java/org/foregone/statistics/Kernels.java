package org.foregone.statistics;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// The inner loops of dense algebra, written so that the JIT compiler turns them into vector
/// instructions: one stream out, four in, all at the same index, fused multiply-add, no reduction.
/// Work is split so that every number is made by one thread in one order: results do not depend on
/// how many threads there are.
final class Kernels {
  /// Rows taken together and entries of them worked on at a time: a tile of 24 KiB, which stays in
  /// the first cache.
  private static final int DEPTH = 8;

  private static final int WIDTH = 384;

  /// Rows of a result that are one piece of work.
  private static final int PIECE = 64;

  private Kernels() {}

  /// Sum over vectors v of v v^T, both triangles.
  ///
  /// @param vectors `[k][side]`
  /// @return `[side][side]`
  static double[][] gram(double[][] vectors, int side) {
    double[][] gram = new double[side][side];
    pieces(
        side,
        PIECE,
        first -> {
          int last = Math.min(side, first + PIECE);
          double[] factors = new double[DEPTH];
          for (int k0 = 0; k0 < vectors.length; k0 += DEPTH) {
            double[][] tile = Arrays.copyOfRange(vectors, k0, Math.min(vectors.length, k0 + DEPTH));
            for (int j0 = first; j0 < side; j0 += WIDTH) {
              int j1 = Math.min(side, j0 + WIDTH);
              for (int i = first; i < Math.min(last, j1); i++) {
                for (int k = 0; k < tile.length; k++) {
                  factors[k] = tile[k][i];
                }
                combine(gram[i], tile, factors, tile.length, Math.max(i, j0), j1);
              }
            }
          }
        });
    pieces(side, PIECE, first -> mirror(gram, first, Math.min(side, first + PIECE)));
    return gram;
  }

  /// Fills the lower triangle of some rows from the upper, by blocks that fit the cache.
  private static void mirror(double[][] gram, int first, int last) {
    for (int j0 = 0; j0 < last; j0 += PIECE) {
      for (int i = first; i < last; i++) {
        for (int j = j0; j < Math.min(i, j0 + PIECE); j++) {
          gram[i][j] = gram[j][i];
        }
      }
    }
  }

  /// Weights times rows; rows without weight cost nothing.
  ///
  /// @param weights `[b][n]`
  /// @param rows `[n][r]`
  /// @return `[b][r]`
  static double[][] product(double[][] weights, double[][] rows) {
    int width = rows.length == 0 ? 0 : rows[0].length;
    double[][] sums = new double[weights.length][width];
    double[][] weighed = new double[PIECE][];
    double[] factors = new double[PIECE];
    for (int first = 0; first < rows.length; first += PIECE) {
      for (int j0 = 0; j0 < width; j0 += WIDTH) {
        for (int b = 0; b < weights.length; b++) {
          int count = 0;
          for (int i = first; i < Math.min(rows.length, first + PIECE); i++) {
            if (weights[b][i] != 0) {
              weighed[count] = rows[i];
              factors[count++] = weights[b][i];
            }
          }
          combine(sums[b], weighed, factors, count, j0, Math.min(width, j0 + WIDTH));
        }
      }
    }
    return sums;
  }

  /// y += sum of factor times row over the first so many rows, at the entries from (inclusive) to
  /// (exclusive).
  static void combine(double[] y, double[][] rows, double[] factors, int count, int from, int to) {
    int k = 0;
    for (; k + 4 <= count; k += 4) {
      add(
          y,
          rows[k],
          rows[k + 1],
          rows[k + 2],
          rows[k + 3],
          factors[k],
          factors[k + 1],
          factors[k + 2],
          factors[k + 3],
          from,
          to);
    }
    for (; k < count; k++) {
      add(y, rows[k], factors[k], from, to);
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

  /// Matrix times vector for a symmetric matrix, a stretch of columns a core.
  static double[] times(double[][] symmetric, double[] x) {
    int side = symmetric.length;
    int width = Math.max(WIDTH, Math.ceilDiv(side, Runtime.getRuntime().availableProcessors()));
    double[] y = new double[side];
    pieces(side, width, from -> combine(y, symmetric, x, side, from, Math.min(side, from + width)));
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

  static double length(double[] vector) {
    return Math.sqrt(dot(vector, vector));
  }

  static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }

  /// Does the work at 0, step, 2 step, .. below size, on all cores.
  static void pieces(int size, int step, IntConsumer work) {
    IntStream.range(0, (size + step - 1) / step).parallel().forEach(i -> work.accept(i * step));
  }
}
