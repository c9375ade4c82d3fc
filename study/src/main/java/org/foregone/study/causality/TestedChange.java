package org.foregone.study.causality;

import java.util.ArrayList;
import java.util.List;
import org.foregone.statistics.CutCounts;
import org.foregone.statistics.SequentialCut;
import org.foregone.study.Intent;
import org.foregone.study.config.StudyConfig.CausalityChoice;
import org.foregone.study.store.Change;

/// A change with the answers sampled before and after it.
///
/// @param cluster number of its prompt, near-duplicates together
record TestedChange(Change change, Intent intent, int cluster, CutAnswers pre, CutAnswers post) {

  /// All settled answers. A cut that two changes share may have more than this change asked for.
  CutCounts counts() {
    return counts(pre.sampled(), post.sampled());
  }

  /// The same in the direction that the text states: compliance where it turns to comply, refusal
  /// where it turns to refuse.
  CutCounts asStated() {
    return asStated(counts());
  }

  private CutCounts asStated(CutCounts c) {
    return change.stated() < 0
        ? new CutCounts(c.nPre() - c.pre(), c.nPre(), c.nPost() - c.post(), c.nPost())
        : c;
  }

  /// Of the answers up to a rule's first look, which every cut has. Those behind it hang on what
  /// the first ones said, so that a product of both sides' rates is too small where the cut was
  /// soon decided. In the stated direction of a change of stance, else towards compliance.
  CutCounts atFirstLook(SequentialCut rule) {
    int first = rule.looks()[0];
    CutCounts counts = counts(Math.min(first, pre.sampled()), Math.min(first, post.sampled()));
    return change.kind() == Change.Kind.CHANGES ? asStated(counts) : counts;
  }

  /// Settled answers among the first sampled on each side.
  private CutCounts counts(int before, int after) {
    return new CutCounts(
        pre.complied()[before],
        pre.settled()[before],
        post.complied()[after],
        post.settled()[after]);
  }

  /// Whether all its answers are there, and some are settled on both sides: a pair that a stopped
  /// run or a failed prompt left half sampled says nothing yet.
  boolean decided(CausalityChoice choice) {
    CutCounts counts = counts();
    boolean whole =
        choice.sequential()
            ? state(SequentialCut.inFamily(change.alpha())).next() == SequentialCut.Next.STOP
            : pre.sampled() >= choice.k() && post.sampled() >= choice.k();
    return whole && counts.nPre() > 0 && counts.nPost() > 0;
  }

  /// Counts at the looks of a rule that both sides reach.
  List<CutCounts> looks(SequentialCut rule) {
    List<CutCounts> looks = new ArrayList<>();
    for (int size : rule.looks()) {
      if (size <= pre.sampled() && size <= post.sampled()) {
        looks.add(counts(size, size));
      }
    }
    return looks;
  }

  /// Counts at the looks that the pre side reaches, the post side as far as it goes.
  List<CutCounts> preLooks(SequentialCut rule) {
    List<CutCounts> looks = new ArrayList<>();
    for (int size : rule.looks()) {
      if (size <= pre.sampled()) {
        looks.add(counts(size, Math.min(size, post.sampled())));
      }
    }
    return looks;
  }

  /// How far a rule has come by what is sampled.
  SequentialCut.State state(SequentialCut rule) {
    SequentialCut.State state = rule.start();
    while (state.next() != SequentialCut.Next.STOP && state.size() <= pre.sampled()) {
      boolean both = state.next() == SequentialCut.Next.SAMPLE_BOTH;
      if (both && state.size() > post.sampled()) {
        return state;
      }
      state = state.then(counts(state.size(), Math.min(state.size(), post.sampled())));
    }
    return state;
  }
}
