package org.foregone.statistics;

import java.util.Arrays;

/// Logistic regression with an L2 penalty, at the exact optimum.
///
/// Minimises C sum_i s_i log(1 + exp(-t_i z_i)) + |w|^2 / 2 with z = x.w + b, t = +-1, b not
/// penalised (scikit-learn's objective). Newton steps, each solved by conjugate gradients over the
/// rows (so sparse rows stay sparse), with backtracking; stops at |gradient|_inf <= 1e-12 times the
/// scale of the problem, or where double precision allows no further descent.
///
/// @param weights one a feature
/// @param bias the intercept
/// @param gradient |gradient|_inf that was reached
public record LogisticRegression(double[] weights, double bias, double gradient) {

  /// A row by its non-zero features: ascending indices and their values.
  public record Row(int[] indices, double[] values) {
    public static Row dense(double... values) {
      int[] indices = new int[values.length];
      Arrays.setAll(indices, i -> i);
      return new Row(indices, values);
    }
  }

  /// @param features length of the weight vector
  /// @param labels true = positive
  /// @param sampleWeights s_i
  /// @param c inverse penalty, > 0
  public static LogisticRegression fit(
      Row[] rows, int features, boolean[] labels, double[] sampleWeights, double c) {
    Newton newton = new Newton(rows, features, labels, sampleWeights, c);
    double[] optimum = newton.minimise();
    return new LogisticRegression(
        Arrays.copyOf(optimum, features), optimum[features], newton.gradientNorm());
  }

  /// Weights that give both classes the same total: n / (2 n_class).
  public static double[] balanced(boolean[] labels) {
    double positives = 0;
    for (boolean label : labels) {
      positives += label ? 1 : 0;
    }
    double[] weights = new double[labels.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = labels.length / (2 * (labels[i] ? positives : labels.length - positives));
    }
    return weights;
  }

  /// The log-odds z of a row.
  public double logit(Row row) {
    double z = bias;
    for (int j = 0; j < row.indices.length; j++) {
      z += row.values[j] * weights[row.indices[j]];
    }
    return z;
  }

  /// 1 / (1 + exp(-z)).
  public static double sigmoid(double z) {
    return 1 / (1 + StrictMath.exp(-z));
  }
}
