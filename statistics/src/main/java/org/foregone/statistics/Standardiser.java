package org.foregone.statistics;

/// Mean and spread (ddof 0) of every feature. A feature that is constant up to rounding has scale
/// 1, by scikit-learn's rule: var <= n eps var + (n mean eps)^2.
record Standardiser(double[] mean, double[] scale) {
  private static final double EPSILON = Math.ulp(1.0);

  static Standardiser of(float[][] rows) {
    double[] mean = means(rows);
    double[] scale = variances(rows, mean);
    int n = rows.length;
    for (int j = 0; j < scale.length; j++) {
      double rounding = n * mean[j] * EPSILON;
      boolean constant = scale[j] <= n * EPSILON * scale[j] + rounding * rounding;
      scale[j] = constant ? 1 : Math.sqrt(scale[j]);
    }
    return new Standardiser(mean, scale);
  }

  /// The same, but a feature has scale 1 when it spreads no more than `flat`.
  static Standardiser floored(float[][] rows, double flat) {
    double[] mean = means(rows);
    double[] scale = variances(rows, mean);
    for (int j = 0; j < scale.length; j++) {
      double deviation = Math.sqrt(scale[j]);
      scale[j] = deviation <= flat ? 1 : deviation;
    }
    return new Standardiser(mean, scale);
  }

  private static double[] means(float[][] rows) {
    double[] mean = new double[rows[0].length];
    for (float[] row : rows) {
      for (int j = 0; j < mean.length; j++) {
        mean[j] += row[j];
      }
    }
    for (int j = 0; j < mean.length; j++) {
      mean[j] /= rows.length;
    }
    return mean;
  }

  private static double[] variances(float[][] rows, double[] mean) {
    double[] variance = new double[mean.length];
    for (float[] row : rows) {
      for (int j = 0; j < mean.length; j++) {
        double away = row[j] - mean[j];
        variance[j] = Math.fma(away, away, variance[j]);
      }
    }
    for (int j = 0; j < mean.length; j++) {
      variance[j] /= rows.length;
    }
    return variance;
  }

  double apply(float value, int feature) {
    return (value - mean[feature]) / scale[feature];
  }

  double[] apply(float[] row) {
    double[] z = new double[row.length];
    for (int j = 0; j < z.length; j++) {
      z[j] = apply(row[j], j);
    }
    return z;
  }
}
