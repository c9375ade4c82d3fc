package org.foregone.statistics;

/// Mean and spread (ddof 0) of every feature. A feature that is constant up to rounding has scale
/// 1,
/// by scikit-learn's rule: var <= n eps var + (n mean eps)^2.
record Standardiser(double[] mean, double[] scale) {
  private static final double EPSILON = Math.ulp(1.0);

  static Standardiser of(float[][] rows) {
    int features = rows[0].length;
    double[] mean = new double[features];
    for (float[] row : rows) {
      for (int j = 0; j < features; j++) {
        mean[j] += row[j];
      }
    }
    int n = rows.length;
    for (int j = 0; j < features; j++) {
      mean[j] /= n;
    }
    double[] variance = new double[features];
    for (float[] row : rows) {
      for (int j = 0; j < features; j++) {
        double away = row[j] - mean[j];
        variance[j] = Math.fma(away, away, variance[j]);
      }
    }
    for (int j = 0; j < features; j++) {
      double v = variance[j] / n;
      double rounding = n * mean[j] * EPSILON;
      variance[j] = v <= n * EPSILON * v + rounding * rounding ? 1 : Math.sqrt(v);
    }
    return new Standardiser(mean, variance);
  }

  double[] apply(float[] row) {
    double[] z = new double[row.length];
    for (int j = 0; j < z.length; j++) {
      z[j] = (row[j] - mean[j]) / scale[j];
    }
    return z;
  }
}
