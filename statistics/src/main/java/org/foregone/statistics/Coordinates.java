package org.foregone.statistics;

import java.util.Arrays;
import java.util.function.UnaryOperator;

/// Standardised rows in few coordinates: the leading principal components, or all there are.
///
/// A penalised linear model sees rows only through their inner products, so the work is done on the
/// smaller side: with fewer rows than features on the n x n Gram matrix Z Z^T, whose eigenvectors
/// times the roots of its eigenvalues are the principal scores, otherwise on Z^T Z. Without PCA, or
/// with as many components as there are, the components would only rotate the rows: then the rows
/// themselves serve, or a Cholesky factor of Z Z^T, which has the same inner products.
///
/// @param rows `[n][r]`
/// @param variances of the principal components (ddof 1); empty where no PCA was needed
/// @param features turns weights of the coordinates into weights of the standardised features
record Coordinates(double[][] rows, double[] variances, UnaryOperator<double[]> features) {
  /// Components below this share of the first are rounding.
  private static final double NOTHING = 1e-12;

  private static final int BLOCK = 64;

  /// @param components 0 = no PCA
  static Coordinates of(float[][] rows, Standardiser standardiser, int components) {
    int n = rows.length;
    int d = rows[0].length;
    boolean all = components == 0 || components >= Math.min(n - 1, d);
    if (d > n) {
      double[][] columns = columns(rows, standardiser);
      double[][] gram = Kernels.gram(columns, n);
      return all ? factor(gram, columns) : scores(Eigen.leading(gram, components), columns);
    }
    double[][] z = new double[n][];
    Arrays.setAll(z, i -> standardiser.apply(rows[i]));
    return all
        ? new Coordinates(z, new double[0], UnaryOperator.identity())
        : projected(z, Eigen.leading(Kernels.gram(z, d), components));
  }

  private static Coordinates projected(double[][] z, Eigen eigen) {
    int kept = kept(eigen.values());
    double[][] rows = new double[z.length][];
    Kernels.pieces(z.length, 1, i -> rows[i] = Kernels.dots(eigen.vectors(), kept, z[i]));
    return new Coordinates(
        rows,
        variances(eigen, kept, z.length),
        v -> combined(eigen.vectors(), v, eigen.vectors()[0].length));
  }

  /// The principal scores of row i are the i-th entries of the eigenvectors u times the roots of
  /// the eigenvalues; the components themselves, Z^T u over the root, are never made.
  private static Coordinates scores(Eigen eigen, double[][] columns) {
    int kept = kept(eigen.values());
    int n = columns[0].length;
    double[] roots = new double[kept];
    Arrays.setAll(roots, k -> Math.sqrt(eigen.values()[k]));
    double[][] rows = new double[n][kept];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < kept; k++) {
        rows[i][k] = roots[k] * eigen.vectors()[k][i];
      }
    }
    return new Coordinates(
        rows,
        variances(eigen, kept, n),
        v -> {
          double[] shares = new double[kept];
          Arrays.setAll(shares, k -> v[k] / roots[k]);
          return Kernels.dots(columns, columns.length, combined(eigen.vectors(), shares, n));
        });
  }

  private static Coordinates factor(double[][] gram, double[][] columns) {
    Cholesky.Pivoted factor = Cholesky.Pivoted.of(gram);
    int rank = factor.columns().length;
    double[][] rows = new double[gram.length][rank];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < rank; k++) {
        rows[i][k] = factor.columns()[k][i];
      }
    }
    return new Coordinates(
        rows,
        new double[0],
        v ->
            rank == 0
                ? new double[columns.length]
                : Kernels.dots(columns, columns.length, factor.dual(v)));
  }

  /// Z^T, `[d][n]`.
  private static double[][] columns(float[][] rows, Standardiser standardiser) {
    int d = rows[0].length;
    double[][] columns = new double[d][rows.length];
    Kernels.pieces(
        d,
        BLOCK,
        from -> {
          for (int i = 0; i < rows.length; i++) {
            for (int j = from; j < Math.min(d, from + BLOCK); j++) {
              columns[j][i] = standardiser.apply(rows[i][j], j);
            }
          }
        });
    return columns;
  }

  private static double[] combined(double[][] vectors, double[] shares, int length) {
    double[] sum = new double[length];
    Kernels.combine(sum, vectors, shares, shares.length, 0, length);
    return sum;
  }

  private static int kept(double[] values) {
    int kept = 0;
    while (kept < values.length && values[kept] > NOTHING * values[0]) {
      kept++;
    }
    return kept;
  }

  private static double[] variances(Eigen eigen, int kept, int n) {
    return Arrays.stream(eigen.values()).limit(kept).map(v -> v / (n - 1)).toArray();
  }
}
