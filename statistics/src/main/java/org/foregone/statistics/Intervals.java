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
}
