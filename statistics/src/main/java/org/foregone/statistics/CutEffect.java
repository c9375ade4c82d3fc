package org.foregone.statistics;

import java.util.function.DoublePredicate;

/// The effect of what lies between the two sides of a cut, with intervals for counts whose sizes
/// were fixed beforehand; [StoppedCut] is for sampling that stopped early.
public final class CutEffect {
  /// Log odds ratios beyond this are as good as infinite.
  private static final double FAR = 60;

  private CutEffect() {}

  /// Log of the odds ratio of compliance, post to pre, with half an answer added to each of the
  /// four counts (Haldane 1956), so that it is finite.
  public static double logOdds(CutCounts c) {
    return StrictMath.log((c.post() + .5) / (c.nPost() - c.post() + .5))
        - StrictMath.log((c.pre() + .5) / (c.nPre() - c.pre() + .5));
  }

  /// Exact conditional interval of the log odds ratio (Cornfield 1956): the odds at which neither
  /// tail of Fisher's noncentral hypergeometric distribution is below (1 - level)/2. Conservative;
  /// an end is infinite where the counts cannot bound it.
  public static Interval logOddsInterval(CutCounts c, double level) {
    double tail = (1 - level) / 2;
    Hypergeometric tables = Hypergeometric.of(c, 0);
    int last = tables.first() + tables.chance().length - 1;
    return new Interval(
        c.post() == tables.first()
            ? Double.NEGATIVE_INFINITY
            : turn(odds -> Hypergeometric.of(c, odds).from(c.post()) < tail),
        c.post() == last
            ? Double.POSITIVE_INFINITY
            : turn(odds -> Hypergeometric.of(c, odds).upTo(c.post()) >= tail));
  }

  /// Where a predicate turns from true to false, by bisection.
  private static double turn(DoublePredicate below) {
    double low = -FAR;
    double high = FAR;
    while (high - low > 1e-10) {
      double middle = (low + high) / 2;
      if (below.test(middle)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /// Interval of the change of the compliance rate, post minus pre: from the ends of Clopper and
  /// Pearson's intervals of the two rates, each allowed half of the misses. Conservative, and valid
  /// at every level and size by the union bound; combining distances as squares is not (at the
  /// levels early looks need it misses up to 38 times too often).
  public static Interval differenceInterval(CutCounts c, double level) {
    double each = (1 + level) / 2;
    Interval pre = Intervals.clopperPearson(c.pre(), c.nPre(), each);
    Interval post = Intervals.clopperPearson(c.post(), c.nPost(), each);
    return new Interval(post.low() - pre.high(), post.high() - pre.low());
  }
}
