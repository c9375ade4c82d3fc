package org.foregone.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// The leading eigenvalues and eigenvectors of a symmetric positive semidefinite matrix, by Lanczos
/// with full reorthogonalisation (Golub and Van Loan, Matrix Computations, chapter 10).
///
/// The steps end when the span of the wanted vectors is known to 1e-7 (residual over the gap to the
/// first unwanted value) or the residuals are at rounding, at the latest when the whole space is
/// spanned: then it is a complete decomposition. So a small gap costs steps, not accuracy. When the
/// last wanted and the first unwanted value agree to about 1e-12, which of their vectors is kept is
/// rounding's choice, with this as with any other method. A leading value that is repeated exactly,
/// which measured data do not have, may be found once only.
///
/// @param values descending
/// @param vectors `[i]` belongs to `values[i]`, length 1
record Eigen(double[] values, double[][] vectors) {
  /// Up to this side the whole space is spanned.
  private static final int SMALL = 300;

  private static final int BETWEEN_CHECKS = 16;
  private static final double SPAN_ERROR = 1e-7;
  private static final double ROUNDING = 1e-14;

  static Eigen leading(double[][] matrix, int wanted) {
    int side = matrix.length;
    double[][] basis = new double[side][];
    double[] diagonal = new double[side];
    double[] beside = new double[side];
    SplittableRandom random = new SplittableRandom(1);
    basis[0] = fresh(basis, 0, side, random);
    int check = Math.max(side > SMALL ? 0 : side, wanted + 50);
    double size = 0;
    for (int m = 1; ; m++) {
      double[] next = Kernels.times(matrix, basis[m - 1]);
      diagonal[m - 1] = Kernels.dot(next, basis[m - 1]);
      Kernels.add(next, basis[m - 1], -diagonal[m - 1], 0, side);
      if (m > 1) {
        Kernels.add(next, basis[m - 2], -beside[m - 2], 0, side);
      }
      orthogonalise(next, basis, m);
      beside[m - 1] = Kernels.length(next);
      size = Math.max(size, Math.abs(diagonal[m - 1]) + beside[m - 1]);
      if (m == side || (m >= check && converged(diagonal, beside, m, wanted))) {
        return ritz(Tridiagonal.of(diagonal, beside, m, m), basis, Math.min(wanted, m));
      }
      if (m >= check) {
        check += BETWEEN_CHECKS;
      }
      if (beside[m - 1] <= ROUNDING * size) {
        // the steps have closed in an invariant subspace: what is left starts afresh
        beside[m - 1] = 0;
        next = fresh(basis, m, side, random);
      }
      basis[m] = scaled(next);
    }
  }

  private static boolean converged(double[] diagonal, double[] beside, int m, int wanted) {
    if (m <= wanted) {
      return false;
    }
    Tridiagonal ritz = Tridiagonal.of(diagonal, beside, m, 1);
    int[] order = descending(ritz.values());
    int unwanted = order[wanted];
    double limit = ROUNDING * ritz.values()[order[0]];
    for (int rank = 0; rank <= wanted; rank++) {
      double residual = beside[m - 1] * Math.abs(ritz.vectors()[order[rank]][0]);
      double gap = ritz.values()[order[Math.min(rank, wanted - 1)]] - ritz.values()[unwanted];
      double allowed = rank < wanted ? SPAN_ERROR * gap : .1 * gap;
      if (residual > Math.max(allowed, limit)) {
        return false;
      }
    }
    return true;
  }

  private static Eigen ritz(Tridiagonal small, double[][] basis, int wanted) {
    int m = small.values().length;
    int side = basis[0].length;
    int[] order = Arrays.copyOf(descending(small.values()), wanted);
    double[][] vectors = new double[wanted][side];
    Kernels.pieces(
        wanted, 1, i -> Kernels.combine(vectors[i], basis, small.vectors()[order[i]], m, 0, side));
    return new Eigen(Clustered.pick(small.values(), order), vectors);
  }

  private static int[] descending(double[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -values[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /// A random direction at right angles to the basis.
  private static double[] fresh(double[][] basis, int m, int side, SplittableRandom random) {
    double[] vector = random.doubles(side, -1, 1).toArray();
    orthogonalise(vector, basis, m);
    return scaled(vector);
  }

  private static double[] scaled(double[] vector) {
    double length = Kernels.length(vector);
    return Arrays.stream(vector).map(v -> v / length).toArray();
  }

  /// Takes the basis out of a vector, again as long as much of it goes ("twice is enough", Daniel,
  /// Gragg, Kaufman and Stewart 1976).
  private static void orthogonalise(double[] vector, double[][] basis, int m) {
    double before;
    int passes = 0;
    do {
      before = Kernels.length(vector);
      double[] along = Kernels.dots(basis, m, vector);
      for (int k = 0; k < m; k++) {
        along[k] = -along[k];
      }
      Kernels.combine(vector, basis, along, m, 0, vector.length);
      passes++;
    } while (passes < 3 && Kernels.length(vector) < .7 * before);
  }
}
