package org.foregone.statistics;

import java.util.Arrays;

/// Fleiss' kappa of any resample of the clusters, from each cluster's sums.
///
/// @param agreeing by cluster: over its units, the sum of the share of pairs of raters that agree
/// @param ratings by category, then cluster
/// @param units by cluster
record Kappa(Clusters clusters, double[] agreeing, double[][] ratings, double[] units)
    implements Resampled {

  static Kappa of(int[][] rows, Clusters clusters) {
    int[] categories = Arrays.stream(rows).flatMapToInt(Arrays::stream).distinct().toArray();
    double[] agreeing = new double[rows.length];
    double[][] ratings = new double[categories.length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      double same = 0;
      for (int k = 0; k < categories.length; k++) {
        int category = categories[k];
        double given = Arrays.stream(rows[i]).filter(label -> label == category).count();
        ratings[k][i] = given;
        same += given * (given - 1);
      }
      agreeing[i] = same / (rows[i].length * (rows[i].length - 1.0));
    }
    double[] ones = new double[rows.length];
    Arrays.fill(ones, 1);
    return new Kappa(
        clusters,
        clusters.sums(agreeing),
        Arrays.stream(ratings).map(clusters::sums).toArray(double[][]::new),
        clusters.sums(ones));
  }

  @Override
  public int rows() {
    return (int) Moments.sum(units);
  }

  @Override
  public double at(double[] times) {
    double n = weighted(units, times);
    double all = 0;
    double squares = 0;
    int used = 0;
    for (double[] category : ratings) {
      double given = weighted(category, times);
      all += given;
      squares += given * given;
      used += given > 0 ? 1 : 0;
    }
    double chance = squares / (all * all);
    return n == 0 || used == 0
        ? Double.NaN
        : used == 1 ? 1 : (weighted(agreeing, times) / n - chance) / (1 - chance);
  }

  private static double weighted(double[] values, double[] times) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i] * times[i];
    }
    return sum;
  }

  @Override
  public Interval analytic(double level) {
    return Interval.NONE;
  }
}
