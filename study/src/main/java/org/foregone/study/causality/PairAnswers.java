package org.foregone.study.causality;

import java.util.List;
import org.foregone.statistics.CutCounts;
import org.foregone.study.store.Branch;

/// The branches at the two cuts of a pair, by index; unsettled ones are there and do not count.
record PairAnswers(List<Branch.Outcome> pre, List<Branch.Outcome> post) {

  /// Settled answers among the first so many of each.
  CutCounts counts(int sampled) {
    return new CutCounts(
        complied(pre, sampled),
        settled(pre, sampled),
        complied(post, sampled),
        settled(post, sampled));
  }

  private static int settled(List<Branch.Outcome> of, int sampled) {
    return (int) of.stream().limit(sampled).filter(Branch.Outcome::settled).count();
  }

  private static int complied(List<Branch.Outcome> of, int sampled) {
    return (int) of.stream().limit(sampled).filter(Branch.Outcome::complies).count();
  }
}
