package org.foregone.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;

/// The paper's regularised distance of the class means: sqrt(d' (S + I)^-1 d), d = mu+ - mu- of the
/// raw features, S their total covariance (ddof 1, classes not told apart).
public final class Mahalanobis {
  private Mahalanobis() {}

  /// The distance within the training part of each fold; nothing held out is used.
  ///
  /// @param rows `[n][features]`
  /// @param fold of each row; folds in ascending order
  /// @return one a fold, NaN where the training part lacks a class
  public static double[] byFold(float[][] rows, boolean[] refusal, int[] fold) {
    return Arrays.stream(fold)
        .distinct()
        .sorted()
        .mapToDouble(
            held ->
                distance(
                    rows,
                    refusal,
                    IntStream.range(0, fold.length).filter(i -> fold[i] != held).toArray()))
        .toArray();
  }

  private static double distance(float[][] rows, boolean[] refusal, int[] training) {
    int features = rows[0].length;
    double[][] centred = new double[training.length][];
    float[][] kept = Arrays.stream(training).mapToObj(i -> rows[i]).toArray(float[][]::new);
    double[] mean = Standardiser.of(kept).mean();
    double[] difference = new double[features];
    double refusals = Arrays.stream(training).filter(i -> refusal[i]).count();
    for (int k = 0; k < training.length; k++) {
      centred[k] = new double[features];
      for (int j = 0; j < features; j++) {
        centred[k][j] = kept[k][j] - mean[j];
      }
      double weight = refusal[training[k]] ? 1 / refusals : -1 / (training.length - refusals);
      Kernels.add(difference, centred[k], weight, 0, features);
    }
    double[][] covariance = Kernels.gram(centred, features);
    for (int j = 0; j < features; j++) {
      for (int m = 0; m < features; m++) {
        covariance[j][m] /= training.length - 1.0;
      }
      covariance[j][j] += 1;
    }
    double[] solved = Cholesky.solve(covariance, difference);
    return solved == null ? Double.NaN : Math.sqrt(Kernels.dot(difference, solved));
  }
}
