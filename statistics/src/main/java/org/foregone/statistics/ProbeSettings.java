package org.foregone.statistics;

/// How a probe is fitted: standardise, keep the leading principal components, logistic regression.
///
/// @param components principal components kept, as many as there are where fewer exist; 0 = no PCA
/// @param c inverse penalty of the logistic regression, > 0
/// @param balanced whether both classes weigh the same in all, however many rows each has
public record ProbeSettings(int components, double c, boolean balanced) {
  /// The paper's first-token probe: PCA(100), C = .03, balanced.
  public static final ProbeSettings PAPER = new ProbeSettings(100, .03, true);

  /// The paper's prompt-only probe ("State A"): no PCA, C = 1, unweighted.
  public static final ProbeSettings STATE_A = new ProbeSettings(0, 1, false);

  public ProbeSettings {
    if (components < 0) {
      throw new IllegalArgumentException("a probe cannot keep " + components + " components");
    }
    if (!(c > 0) || Double.isInfinite(c)) {
      throw new IllegalArgumentException("C must be positive and finite, but is " + c);
    }
  }

  /// These settings for a scaler with ddof 1, as the paper's State A has: its rows are shorter by
  /// sqrt((n-1)/n), which is the same as a C of (n-1)/n times as much.
  ///
  /// @param n training rows
  public ProbeSettings sampleDeviation(int n) {
    return new ProbeSettings(components, c * (n - 1) / n, balanced);
  }
}
