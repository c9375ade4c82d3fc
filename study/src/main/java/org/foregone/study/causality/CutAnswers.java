package org.foregone.study.causality;

import java.util.ArrayList;
import java.util.List;
import org.foregone.study.store.Branch;

/// The answers sampled at one cut, in the order of their indices.
///
/// @param settled settled answers among the first 0, 1, ... sampled
/// @param complied those of them that comply
record CutAnswers(int[] settled, int[] complied) {
  static final CutAnswers NONE = new CutAnswers(new int[1], new int[1]);

  static CutAnswers of(List<Branch.Outcome> branches) {
    int[] settled = new int[branches.size() + 1];
    int[] complied = new int[branches.size() + 1];
    List<Branch.Outcome> ordered = new ArrayList<>(branches);
    ordered.sort((a, b) -> Integer.compare(a.index(), b.index()));
    for (int i = 0; i < ordered.size(); i++) {
      Branch.Outcome branch = ordered.get(i);
      settled[i + 1] = settled[i] + (branch.settled() ? 1 : 0);
      complied[i + 1] = complied[i] + (branch.settled() && branch.complies() ? 1 : 0);
    }
    return new CutAnswers(settled, complied);
  }

  /// Answers sampled, settled or not.
  int sampled() {
    return settled.length - 1;
  }
}
