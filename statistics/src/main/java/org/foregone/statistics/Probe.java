package org.foregone.statistics;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A fitted linear probe: from a hidden state to the log-odds of refusal.
///
/// Fitted as StandardScaler, PCA, LogisticRegression of scikit-learn, at the exact optimum, and
/// folded to one weight a feature: logit = sum_j weights_j (x_j - mean_j) / scale_j + intercept.
///
/// @param mean of each feature over the training rows
/// @param scale standard deviation (ddof 0), 1 for a constant feature
/// @param weights in the standardised space: a component's weights times its loadings, summed
/// @param intercept log-odds at the mean
/// @param variances of the principal components kept (ddof 1), descending; empty without PCA, or
///     where as many were asked for as there are
public record Probe(
    double[] mean, double[] scale, double[] weights, double intercept, double[] variances) {

  /// @param rows `[n][features]`
  /// @param refusal true = refusal; both must occur
  /// @param weights one a row, null = all 1; scaling and PCA do not see them
  public static Probe fit(
      float[][] rows, boolean[] refusal, double @Nullable [] weights, ProbeSettings settings) {
    return fit(rows, Targets.labels(refusal, weights), settings);
  }

  /// The same for rows that are a share of both, refusal rates for instance.
  ///
  /// @throws IllegalArgumentException when only one class occurs, or the rows are not of one length
  ///     and finite
  public static Probe fit(float[][] rows, Targets targets, ProbeSettings settings) {
    check(rows, targets);
    if (!targets.bothClasses()) {
      throw new IllegalArgumentException(
          "a probe needs both refusals and compliances among its " + rows.length + " rows");
    }
    Standardiser standardiser = Standardiser.of(rows);
    Coordinates coordinates = Coordinates.of(rows, standardiser, settings.components());
    LogisticRegression fit =
        DenseNewton.fit(
            coordinates.rows(), settings.balanced() ? targets.balanced() : targets, settings.c());
    return new Probe(
        standardiser.mean(),
        standardiser.scale(),
        coordinates.features().apply(fit.weights()),
        fit.bias(),
        coordinates.variances());
  }

  static void check(float[][] rows, Targets targets) {
    if (rows.length != targets.size()) {
      throw new IllegalArgumentException(
          "%d rows, but targets for %d".formatted(rows.length, targets.size()));
    }
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != rows[0].length) {
        throw new IllegalArgumentException(
            "row %d has %d features, row 0 has %d".formatted(i, rows[i].length, rows[0].length));
      }
      for (int j = 0; j < rows[i].length; j++) {
        if (!Float.isFinite(rows[i][j])) {
          throw new IllegalArgumentException(
              "feature %d of row %d is %s; a probe needs finite numbers"
                  .formatted(j, i, rows[i][j]));
        }
      }
    }
  }

  /// Log-odds of refusal.
  public double logit(float[] row) {
    double z = intercept;
    for (int j = 0; j < weights.length; j++) {
      z += weights[j] * ((row[j] - mean[j]) / scale[j]);
    }
    return z;
  }

  /// Weights of the unscaled features, the direction in the model's own space.
  public double[] rawWeights() {
    return IntStream.range(0, weights.length).mapToDouble(j -> weights[j] / scale[j]).toArray();
  }

  /// The intercept that goes with the raw weights.
  public double rawIntercept() {
    double[] raw = rawWeights();
    return intercept
        - Moments.sum(IntStream.range(0, raw.length).mapToDouble(j -> raw[j] * mean[j]).toArray());
  }
}
