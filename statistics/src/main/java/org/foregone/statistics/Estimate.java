package org.foregone.statistics;

/// A number with its uncertainty: what findings, tables and charts are made of.
///
/// @param estimate the point value; NaN when undefined (nothing to measure)
/// @param low lower end of the 95% interval, NaN when there is none
/// @param high upper end
/// @param n observations behind it (rollouts, say)
/// @param clusters independent units behind it (prompts); the interval is over these
/// @param method how the interval was made, in words a paper could quote
public record Estimate(
    double estimate, double low, double high, int n, int clusters, String method) {

  /// Nothing was measured.
  public static Estimate none(String method) {
    return new Estimate(Double.NaN, Double.NaN, Double.NaN, 0, 0, method);
  }

  public boolean measured() {
    return !Double.isNaN(estimate);
  }
}
