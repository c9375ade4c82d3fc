package org.foregone.statistics;

/// The norm-Fisher ratio J = |mu+ - mu-|^2 / (v+ + v-) of many weightings of the same rows, where v
/// is the mean squared distance from the class mean. Only sums of rows are needed, which are made
/// for many weightings at once.
///
/// @param rows `[n][r]`, only their inner products matter
/// @param squares squared length of each row
record FisherRatio(double[][] rows, double[] squares) {
  /// Below this the rows of a class are all alike, and J is 0.
  static final double NOTHING = 1e-12;

  /// @param between |mu+ - mu-|^2
  /// @param refusal v+, mean squared distance of refusals from their mean (ddof 0)
  /// @param compliance v-
  record Parts(double between, double refusal, double compliance) {
    double ratio() {
      double within = refusal + compliance;
      return within <= NOTHING ? 0 : between / within;
    }
  }

  static FisherRatio of(double[][] rows) {
    double[] squares = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      squares[i] = Kernels.dot(rows[i], rows[i]);
    }
    return new FisherRatio(rows, squares);
  }

  /// @param refusal `[weighting][n]`, how much each row counts as a refusal
  /// @param compliance the same as a compliance
  /// @return parts a weighting, NaN where a class has no weight
  Parts[] of(double[][] refusal, double[][] compliance) {
    double[][] one = Kernels.product(refusal, rows);
    double[][] two = Kernels.product(compliance, rows);
    Parts[] parts = new Parts[refusal.length];
    for (int b = 0; b < parts.length; b++) {
      double p = Moments.sum(refusal[b]);
      double q = Moments.sum(compliance[b]);
      double between = 0;
      double ones = 0;
      double twos = 0;
      for (int j = 0; j < one[b].length; j++) {
        double mean = one[b][j] / p;
        double other = two[b][j] / q;
        between += (mean - other) * (mean - other);
        ones += mean * mean;
        twos += other * other;
      }
      parts[b] =
          new Parts(
              between,
              Kernels.dot(refusal[b], squares) / p - ones,
              Kernels.dot(compliance[b], squares) / q - twos);
    }
    return parts;
  }
}
