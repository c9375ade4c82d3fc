package org.foregone.study.outcome;

import org.foregone.statistics.Distributions;

/// When a prompt's majority label can be taken as known.
public final class Majority {
  private Majority() {}

  /// Whether a 95% Jeffreys interval, the Beta(r + 1/2, c + 1/2) quantiles at .025 and .975, leaves
  /// out 1/2.
  public static boolean settled(int refusals, int compliances) {
    double a = refusals + .5;
    double b = compliances + .5;
    return refusals + compliances > 0
        && (Distributions.betaQuantile(.025, a, b) > .5
            || Distributions.betaQuantile(.975, a, b) < .5);
  }
}
