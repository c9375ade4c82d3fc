package org.foregone.statistics;

/// Intervals of a binomial proportion. Successes and trials may be fractional (effective sample
/// sizes).
public final class Intervals {
  public static final double LEVEL = .95;

  private Intervals() {}

  /// Wilson 1927: (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n), clipped to [0, 1].
  public static Interval wilson(double successes, double trials, double level) {
    double z = Distributions.normalQuantile(1 - (1 - level) / 2);
    return wilsonAt(successes / trials, trials, z);
  }

  /// @param p the rate
  /// @param n trials, more than 0, else there is no interval
  /// @param z quantile of the normal or Student distribution
  static Interval wilsonAt(double p, double n, double z) {
    if (!(n > 0)) {
      return Interval.NONE;
    }
    double centre = p + z * z / (2 * n);
    double half = z * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    double scale = 1 + z * z / n;
    return new Interval(
        p == 0 ? 0 : Math.max(0, (centre - half) / scale),
        p == 1 ? 1 : Math.min(1, (centre + half) / scale));
  }

  /// Clopper and Pearson 1934 (exact, conservative): Beta quantiles.
  public static Interval clopperPearson(double successes, double trials, double level) {
    if (!(trials > 0)) {
      return Interval.NONE;
    }
    double tail = (1 - level) / 2;
    double failures = trials - successes;
    return new Interval(
        successes == 0 ? 0 : Distributions.betaQuantile(tail, successes, failures + 1),
        failures == 0 ? 1 : Distributions.betaQuantile(1 - tail, successes + 1, failures));
  }

  /// Newcombe 2006 (Statistics in Medicine 25:559), method 5: the values a that lie within z
  /// standard errors of the estimate, by Hanley and McNeil's variance at a, a (1-a) [1 + (N-1)
  /// ((1-a)/(2-a) + a/(1+a))] / (m n) with N = (m+n)/2. Unlike a bootstrap it has a width where
  /// every pair is in order.
  ///
  /// @param m independent units of one class, may be fractional
  /// @param n of the other
  static Interval auroc(double estimate, double m, double n, double z) {
    if (!(m > 0 && n > 0)) {
      return Interval.NONE;
    }
    return new Interval(aurocEnd(estimate, 0, m, n, z), aurocEnd(estimate, 1, m, n, z));
  }

  /// The limit between the estimate and an end of the scale, by bisection.
  private static double aurocEnd(double estimate, double end, double m, double n, double z) {
    double within = estimate;
    double beyond = end;
    for (int i = 0; i < 60; i++) {
      double a = (within + beyond) / 2;
      double more = Math.max(0, (m + n) / 2 - 1) * ((1 - a) / (2 - a) + a / (1 + a));
      double variance = a * (1 - a) * (1 + more) / (m * n);
      if ((estimate - a) * (estimate - a) <= z * z * variance) {
        within = a;
      } else {
        beyond = a;
      }
    }
    return within;
  }
}
