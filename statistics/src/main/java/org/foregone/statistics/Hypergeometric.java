package org.foregone.statistics;

/// Fisher's noncentral hypergeometric distribution: how many of a fixed total of compliances fall
/// on the post side, when the odds there are so many times those on the pre side. Probabilities are
/// built outwards from the mode by their ratios, so none is lost to cancellation.
///
/// @param first the least possible value
/// @param chance of first, first + 1, ...
record Hypergeometric(int first, double[] chance) {

  /// @param odds logarithm of the odds ratio, post to pre; 0: the central distribution
  static Hypergeometric of(CutCounts c, double logOdds) {
    int total = c.pre() + c.post();
    int first = Math.max(0, total - c.nPre());
    double[] chance = new double[Math.min(c.nPost(), total) - first + 1];
    double odds = StrictMath.exp(logOdds);
    int mode = 0;
    while (mode + 1 < chance.length && step(c, first + mode) * odds >= 1) {
      mode++;
    }
    chance[mode] = 1;
    for (int k = mode + 1; k < chance.length; k++) {
      chance[k] = chance[k - 1] * step(c, first + k - 1) * odds;
    }
    for (int k = mode - 1; k >= 0; k--) {
      chance[k] = chance[k + 1] / (step(c, first + k) * odds);
    }
    double sum = Moments.sum(chance);
    for (int k = 0; k < chance.length; k++) {
      chance[k] /= sum;
    }
    return new Hypergeometric(first, chance);
  }

  /// P(y + 1) / P(y) at equal odds.
  private static double step(CutCounts c, int y) {
    double total = c.pre() + c.post();
    return (c.nPost() - y) / (y + 1.0) * ((total - y) / (c.nPre() - total + y + 1));
  }

  double of(int y) {
    return chance[y - first];
  }

  /// P(Y <= y).
  double upTo(int y) {
    double sum = 0;
    for (int k = 0; k <= y - first; k++) {
      sum += chance[k];
    }
    return sum;
  }

  /// P(Y >= y).
  double from(int y) {
    double sum = 0;
    for (int k = chance.length - 1; k >= y - first; k--) {
      sum += chance[k];
    }
    return sum;
  }
}
