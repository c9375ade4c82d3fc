package org.foregone.statistics;

/// Fisher's exact test that both sides of a cut comply alike (Fisher 1935), two-sided: the chance,
/// given the margins, of a table no likelier than the one seen.
public final class FisherExact {
  /// Tables of equal probability must count as equal in spite of rounding.
  private static final double SLACK = 1 + 1e-7;

  private FisherExact() {}

  /// 1 where a side has no answers.
  public static double twoSided(CutCounts c) {
    Hypergeometric tables = Hypergeometric.of(c, 0);
    double seen = tables.of(c.post()) * SLACK;
    double sum = 0;
    for (double chance : tables.chance()) {
      sum += chance <= seen ? chance : 0;
    }
    return Math.min(1, sum);
  }
}
