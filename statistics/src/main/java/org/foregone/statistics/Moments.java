package org.foregone.statistics;

/// Mean and spread, summed with Neumaier's compensation so that order hardly matters.
public final class Moments {
  private Moments() {}

  /// Compensated sum; 0 of nothing.
  public static double sum(double... values) {
    double sum = 0;
    double lost = 0;
    for (double value : values) {
      double next = sum + value;
      lost += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
      sum = next;
    }
    return sum + lost;
  }

  /// NaN of nothing.
  public static double mean(double... values) {
    return sum(values) / values.length;
  }

  /// Unbiased variance (ddof 1); NaN below two values.
  public static double variance(double... values) {
    if (values.length < 2) {
      return Double.NaN;
    }
    double mean = mean(values);
    double[] squares = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      squares[i] = (values[i] - mean) * (values[i] - mean);
    }
    return sum(squares) / (values.length - 1);
  }

  /// Standard deviation (ddof 1).
  public static double deviation(double... values) {
    return Math.sqrt(variance(values));
  }
}
