package org.foregone.statistics;

/// A test of two sides that may be looked at after every pair of answers: the wealth of someone who
/// bets that the sides differ (an e-process; Turner, Ly and Grünwald 2024, blocks of one and one).
/// It finds a large effect from a locked start sooner than [SequentialCut] and a moderate one far
/// less often, so it is here to compare with.
public final class BettingTest {
  /// Added to successes and failures before the first answer.
  private static final double PRIOR = .18;

  private BettingTest() {}

  /// Log wealth after each pair.
  ///
  /// @param pre whether each answer complies, in order
  /// @param post likewise; as many
  public static double[] logWealth(boolean[] pre, boolean[] post) {
    double[] wealth = new double[pre.length];
    double x = 0;
    double y = 0;
    double log = 0;
    for (int n = 0; n < wealth.length; n++) {
      double p = (x + PRIOR) / (n + 2 * PRIOR);
      double q = (y + PRIOR) / (n + 2 * PRIOR);
      double both = (p + q) / 2;
      log += chance(p, pre[n]) + chance(q, post[n]) - chance(both, pre[n]) - chance(both, post[n]);
      wealth[n] = log;
      x += pre[n] ? 1 : 0;
      y += post[n] ? 1 : 0;
    }
    return wealth;
  }

  private static double chance(double rate, boolean complied) {
    return StrictMath.log(complied ? rate : 1 - rate);
  }

  /// p-value valid at any time: 1 over the largest wealth so far, at most 1.
  public static double anytime(double[] logWealth) {
    double most = 0;
    for (double log : logWealth) {
      most = Math.max(most, log);
    }
    return StrictMath.exp(-most);
  }
}
