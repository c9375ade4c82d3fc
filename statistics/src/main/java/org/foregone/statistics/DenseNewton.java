package org.foregone.statistics;

import java.util.Arrays;

/// The same optimum as [LogisticRegression] for rows of few, dense features: full Newton steps by
/// Cholesky with backtracking. Minimises C sum_i [p_i log(1 + exp(-z_i)) + q_i log(1 + exp(z_i))] +
/// |w|^2 / 2 with z = x.w + b, b not penalised; p_i and q_i are a row's weights as a refusal and as
/// a compliance.
final class DenseNewton {
  private static final int MOST_STEPS = 200;
  private static final double TOLERANCE = 1e-12;

  private final double[][] rows;
  private final int features;
  private final double[] positive;
  private final double[] negative;

  private DenseNewton(double[][] rows, Targets targets, double c) {
    this.rows = rows;
    features = rows[0].length;
    positive = Arrays.stream(targets.refusal()).map(w -> c * w).toArray();
    negative = Arrays.stream(targets.compliance()).map(w -> c * w).toArray();
  }

  static LogisticRegression fit(double[][] rows, Targets targets, double c) {
    return new DenseNewton(rows, targets, c).minimise();
  }

  private LogisticRegression minimise() {
    double[] at = new double[features + 1];
    double value = value(at);
    double[] gradient = gradient(at);
    double enough =
        TOLERANCE * Math.max(1, Math.max(Kernels.largest(positive), Kernels.largest(negative)));
    for (int step = 0; step < MOST_STEPS && Kernels.largest(gradient) > enough; step++) {
      double[] direction = Cholesky.solve(hessian(at), gradient);
      if (direction == null) {
        break;
      }
      double slope = -Kernels.dot(gradient, direction);
      double length = 1;
      double[] next = moved(at, direction, length);
      double nextValue = value(next);
      while (nextValue > value + 1e-4 * length * slope && length > 1e-10) {
        length /= 2;
        next = moved(at, direction, length);
        nextValue = value(next);
      }
      if (nextValue >= value) {
        // at the floor of the objective's precision the gradient still tells better from worse
        next = moved(at, direction, 1);
        if (Kernels.largest(gradient(next)) >= Kernels.largest(gradient)) {
          break;
        }
        nextValue = value(next);
      }
      at = next;
      value = nextValue;
      gradient = gradient(at);
    }
    return new LogisticRegression(
        Arrays.copyOf(at, features), at[features], Kernels.largest(gradient));
  }

  private double value(double[] at) {
    double[] logits = logits(at);
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      double tail = StrictMath.log1p(StrictMath.exp(-Math.abs(logits[i])));
      sum += positive[i] * (Math.max(-logits[i], 0) + tail);
      sum += negative[i] * (Math.max(logits[i], 0) + tail);
    }
    double squares = 0;
    for (int j = 0; j < features; j++) {
      squares += at[j] * at[j];
    }
    return sum + squares / 2;
  }

  private double[] gradient(double[] at) {
    double[] logits = logits(at);
    double[] residuals = new double[logits.length];
    double bias = 0;
    for (int i = 0; i < residuals.length; i++) {
      residuals[i] =
          negative[i] * LogisticRegression.sigmoid(logits[i])
              - positive[i] * LogisticRegression.sigmoid(-logits[i]);
      bias += residuals[i];
    }
    double[] gradient = Arrays.copyOf(at, features + 1);
    gradient[features] = bias;
    Kernels.combine(gradient, rows, residuals, rows.length, 0, features);
    return gradient;
  }

  /// The upper triangle, the bias last.
  private double[][] hessian(double[] at) {
    double[] logits = logits(at);
    double[] curvature = new double[logits.length];
    double[] root = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      double p = LogisticRegression.sigmoid(logits[i]);
      curvature[i] = (positive[i] + negative[i]) * p * (1 - p);
      root[i] = Math.sqrt(curvature[i]);
    }
    double[][] scaled = new double[rows.length][];
    Arrays.setAll(scaled, i -> Arrays.stream(rows[i]).map(x -> x * root[i]).toArray());
    double[][] gram = Kernels.gram(scaled, features);
    double[] cross = new double[features];
    Kernels.combine(cross, rows, curvature, rows.length, 0, features);
    double[][] hessian = new double[features + 1][features + 1];
    for (int j = 0; j < features; j++) {
      System.arraycopy(gram[j], 0, hessian[j], 0, features);
      hessian[j][j] += 1;
      hessian[j][features] = cross[j];
    }
    hessian[features][features] = Moments.sum(curvature);
    return hessian;
  }

  private double[] logits(double[] at) {
    double[] weights = Arrays.copyOf(at, features);
    double[] logits = Kernels.dots(rows, rows.length, weights);
    for (int i = 0; i < logits.length; i++) {
      logits[i] += at[features];
    }
    return logits;
  }

  private static double[] moved(double[] from, double[] direction, double length) {
    double[] to = new double[from.length];
    for (int j = 0; j < to.length; j++) {
      to[j] = from[j] - length * direction[j];
    }
    return to;
  }
}
