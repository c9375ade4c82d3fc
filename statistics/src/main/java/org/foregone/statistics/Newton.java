package org.foregone.statistics;

import java.util.Arrays;
import org.foregone.statistics.LogisticRegression.Row;

/// Truncated Newton for the logistic objective: the last coordinate is the bias, which carries no
/// penalty. Every loop runs in a fixed order and exponentials are StrictMath's, so that the same
/// data give the same bits everywhere.
final class Newton {
  private static final int MOST_STEPS = 200;
  private static final double TOLERANCE = 1e-12;

  private final Row[] rows;
  private final int features;
  private final double[] signs;
  private final double[] scale;
  private double norm = Double.NaN;

  Newton(Row[] rows, int features, boolean[] labels, double[] sampleWeights, double c) {
    this.rows = rows;
    this.features = features;
    signs = new double[rows.length];
    scale = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      signs[i] = labels[i] ? 1 : -1;
      scale[i] = c * sampleWeights[i];
    }
  }

  double gradientNorm() {
    return norm;
  }

  double[] minimise() {
    double[] at = new double[features + 1];
    double value = value(at);
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] logits = times(at);
      double[] gradient = gradient(at, logits);
      norm = largest(gradient);
      if (norm <= TOLERANCE * Math.max(1, Arrays.stream(scale).max().orElse(1))) {
        return at;
      }
      double[] direction = solve(curvature(logits), gradient);
      double slope = dot(gradient, direction);
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
        double[] full = moved(at, direction, 1);
        if (largest(gradient(full, times(full))) >= norm) {
          return at;
        }
        next = full;
        nextValue = value(full);
      }
      at = next;
      value = nextValue;
    }
    norm = largest(gradient(at, times(at)));
    return at;
  }

  private double value(double[] at) {
    double[] logits = times(at);
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      double m = -signs[i] * logits[i];
      sum += scale[i] * (Math.max(m, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(m))));
    }
    double squares = 0;
    for (int j = 0; j < features; j++) {
      squares += at[j] * at[j];
    }
    return sum + squares / 2;
  }

  private double[] gradient(double[] at, double[] logits) {
    double[] residuals = new double[logits.length];
    for (int i = 0; i < residuals.length; i++) {
      residuals[i] = -signs[i] * scale[i] * LogisticRegression.sigmoid(-signs[i] * logits[i]);
    }
    return penalised(transposed(residuals), at);
  }

  private double[] curvature(double[] logits) {
    double[] curvature = new double[logits.length];
    for (int i = 0; i < curvature.length; i++) {
      double p = LogisticRegression.sigmoid(logits[i]);
      curvature[i] = scale[i] * p * (1 - p);
    }
    return curvature;
  }

  /// Solves Hessian x = -gradient by conjugate gradients.
  private double[] solve(double[] curvature, double[] gradient) {
    double[] x = new double[features + 1];
    double[] residual = moved(x, gradient, -1);
    double[] direction = residual.clone();
    double before = dot(residual, residual);
    double enough = before * Math.min(1e-4, before) * 1e-6;
    for (int k = 0; k < 2 * (features + 10) && before > enough && before > 0; k++) {
      double[] inner = times(direction);
      for (int i = 0; i < inner.length; i++) {
        inner[i] *= curvature[i];
      }
      double[] product = penalised(transposed(inner), direction);
      double bend = dot(direction, product);
      if (!(bend > 0)) {
        break;
      }
      double step = before / bend;
      x = moved(x, direction, step);
      residual = moved(residual, product, -step);
      double after = dot(residual, residual);
      direction = moved(residual, direction, after / before);
      before = after;
    }
    return x;
  }

  private double[] times(double[] at) {
    double[] logits = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int[] indices = rows[i].indices();
      double[] values = rows[i].values();
      double z = at[features];
      for (int j = 0; j < indices.length; j++) {
        z += values[j] * at[indices[j]];
      }
      logits[i] = z;
    }
    return logits;
  }

  private double[] transposed(double[] perRow) {
    double[] sums = new double[features + 1];
    for (int i = 0; i < rows.length; i++) {
      int[] indices = rows[i].indices();
      double[] values = rows[i].values();
      for (int j = 0; j < indices.length; j++) {
        sums[indices[j]] += values[j] * perRow[i];
      }
      sums[features] += perRow[i];
    }
    return sums;
  }

  private double[] penalised(double[] sums, double[] at) {
    for (int j = 0; j < features; j++) {
      sums[j] += at[j];
    }
    return sums;
  }

  private static double[] moved(double[] from, double[] direction, double length) {
    double[] to = new double[from.length];
    for (int j = 0; j < to.length; j++) {
      to[j] = from[j] + length * direction[j];
    }
    return to;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }
}
