package org.foregone.statistics;

import org.hipparchus.distribution.continuous.BetaDistribution;
import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.distribution.discrete.BinomialDistribution;

/// The distributions the other classes need, by hipparchus.
public final class Distributions {
  private static final NormalDistribution NORMAL = new NormalDistribution();

  private Distributions() {}

  public static double normalCdf(double x) {
    return NORMAL.cumulativeProbability(x);
  }

  public static double normalQuantile(double p) {
    return NORMAL.inverseCumulativeProbability(p);
  }

  public static double studentQuantile(double p, double degrees) {
    return new TDistribution(degrees).inverseCumulativeProbability(p);
  }

  public static double betaQuantile(double p, double a, double b) {
    return new BetaDistribution(a, b, 1e-14).inverseCumulativeProbability(p);
  }

  /// P(chi-square with so many degrees of freedom >= x).
  public static double chiSquareUpperTail(double x, double degrees) {
    return 1 - new ChiSquaredDistribution(degrees).cumulativeProbability(x);
  }

  /// P(Binomial(trials, p) <= x).
  public static double binomialCdf(int x, int trials, double p) {
    return new BinomialDistribution(trials, p).cumulativeProbability(x);
  }

  /// Two-sided exact binomial test of p = 1/2: twice the smaller tail, at most 1. With no trials 1.
  public static double signTest(int successes, int trials) {
    int fewer = Math.min(successes, trials - successes);
    return trials == 0 ? 1 : Math.min(1, 2 * binomialCdf(fewer, trials, .5));
  }
}
