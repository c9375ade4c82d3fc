package org.foregone.statistics;

import org.hipparchus.special.Beta;

/// Intervals of a rate that hold at all numbers of answers at once (a confidence sequence): the
/// rates q against which a Beta(1/2, 1/2) mixture has not won 1/alpha (Robbins 1970), {q : B(1/2 +
/// x, 1/2 + n - x) / B(1/2, 1/2) < q^x (1-q)^(n-x) / alpha}.
public final class MixtureSequence {
  private MixtureSequence() {}

  public static Interval interval(int complied, int answers, double alpha) {
    double mixture =
        Beta.logBeta(complied + .5, answers - complied + .5)
            - Beta.logBeta(.5, .5)
            + StrictMath.log(alpha);
    double rate = answers == 0 ? .5 : (double) complied / answers;
    return new Interval(
        complied == 0 ? 0 : end(rate, 0, complied, answers, mixture),
        complied == answers ? 1 : end(rate, 1, complied, answers, mixture));
  }

  /// The limit between the observed rate and an end of the scale, by bisection.
  private static double end(double rate, double limit, int x, int n, double mixture) {
    double within = rate;
    double beyond = limit;
    for (int i = 0; i < 60; i++) {
      double q = (within + beyond) / 2;
      double likelihood = term(x, q) + term(n - x, 1 - q);
      if (mixture < likelihood) {
        within = q;
      } else {
        beyond = q;
      }
    }
    return within;
  }

  private static double term(int count, double chance) {
    return count == 0 ? 0 : count * StrictMath.log(chance);
  }
}
