package org.foregone.statistics;

/// Answers sampled on the two sides of a cut, before (pre) and after (post) a piece of thinking.
/// Only settled answers count, so the sides may differ in size.
///
/// @param pre answers before it that comply, 0 to nPre
/// @param nPre answers before it
/// @param post answers after it that comply, 0 to nPost
/// @param nPost answers after it
public record CutCounts(int pre, int nPre, int post, int nPost) {

  public CutCounts {
    if (pre < 0 || pre > nPre || post < 0 || post > nPost) {
      throw new IllegalArgumentException(
          "%d of %d answers before and %d of %d after cannot be".formatted(pre, nPre, post, nPost));
    }
  }

  /// Change of the compliance rate, post minus pre; NaN where a side has no answers.
  public double difference() {
    return (double) post / nPost - (double) pre / nPre;
  }

  /// Direction of that change: 1, 0 or -1; 0 where a side has no answers.
  public int direction() {
    return Long.signum((long) post * nPre - (long) pre * nPost);
  }
}
