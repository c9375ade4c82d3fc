package org.foregone.study.causality;

import java.util.List;
import java.util.SplittableRandom;
import org.foregone.statistics.CutCounts;
import org.foregone.statistics.FisherExact;
import org.foregone.statistics.LockLabel;
import org.foregone.statistics.Multiplicity;
import org.foregone.statistics.SequentialCut;
import org.foregone.statistics.SequentialCut.Lock;
import org.foregone.statistics.SequentialCut.Next;
import org.foregone.statistics.SequentialCut.State;

/// Cuts of known rates decided twice on the same answers: by a sequential rule and by all 100 a
/// side. What differs is then the rule's doing and not the draw's.
record CoupledCuts(List<Cut> cuts) {
  static final int FULL = 100;
  private static final double ALPHA = .05;

  CoupledCuts {
    cuts = List.copyOf(cuts);
  }

  /// One cut decided twice.
  ///
  /// @param effect true change of the compliance rate
  /// @param state where the sequential rule stopped
  /// @param pre answers it took before the cut
  /// @param post and after it
  /// @param fullP Fisher's p-value of the full sample
  /// @param fullLocked the full sample's label
  record Cut(double effect, State state, int pre, int post, double fullP, boolean fullLocked) {

    /// @param before compliances among the first 0 to 100 answers before the cut
    /// @param after the same after it
    static Cut of(SequentialCut rule, double effect, int[] before, int[] after) {
      State state = rule.start();
      int pre = 0;
      int post = 0;
      while (state.next() != Next.STOP) {
        pre = state.size();
        post = state.next() == Next.SAMPLE_BOTH ? pre : post;
        state = state.then(new CutCounts(before[pre], pre, after[post], post));
      }
      return new Cut(
          effect,
          state,
          pre,
          post,
          fisher(before, after, FULL),
          LockLabel.byPoint(before[FULL], FULL));
    }
  }

  static double fisher(int[] before, int[] after, int answers) {
    return FisherExact.twoSided(new CutCounts(before[answers], answers, after[answers], answers));
  }

  /// Compliances among the first 0 to 100 answers.
  static int[] answers(double rate, SplittableRandom random) {
    int[] complied = new int[FULL + 1];
    for (int n = 1; n <= FULL; n++) {
      complied[n] = complied[n - 1] + (random.nextDouble() < rate ? 1 : 0);
    }
    return complied;
  }

  /// How often a rule finds a difference.
  ///
  /// @param sequential shares found by the sequential rule
  /// @param full by the full sample
  /// @param cuts looked at
  record Found(double sequential, double full, int cuts) {
    double lost() {
      return full - sequential;
    }
  }

  /// Among cuts whose true effect is from `least` to below `most`.
  ///
  /// @param family cuts tested together by Holm, in their order; 1: each by itself at .05
  Found found(int family, double least, double most) {
    int sequential = 0;
    int full = 0;
    int all = 0;
    for (int from = 0; from < cuts.size(); from += family) {
      List<Cut> tested = cuts.subList(from, Math.min(cuts.size(), from + family));
      boolean[] stopped =
          Multiplicity.holmRejects(tested.stream().mapToDouble(c -> c.state.p()).toArray(), ALPHA);
      boolean[] whole =
          Multiplicity.holmRejects(tested.stream().mapToDouble(Cut::fullP).toArray(), ALPHA);
      for (int i = 0; i < tested.size(); i++) {
        double effect = Math.abs(tested.get(i).effect);
        if (effect >= least && effect < most) {
          sequential += stopped[i] ? 1 : 0;
          full += whole[i] ? 1 : 0;
          all++;
        }
      }
    }
    return new Found((double) sequential / all, (double) full / all, all);
  }

  private static double share(List<Cut> of, long n) {
    return (double) n / of.size();
  }

  /// Share of the answers of full samples that the rule did not take, cuts sampled apart.
  double saved() {
    return 1 - cuts.stream().mapToInt(c -> c.pre + c.post).average().orElseThrow() / (2 * FULL);
  }

  /// Share of cuts that get the full sample's label.
  double sameLock() {
    return share(
        cuts, cuts.stream().filter(c -> (c.state.lock() == Lock.LOCKED) == c.fullLocked).count());
  }

  double fullLocked() {
    return share(cuts, cuts.stream().filter(Cut::fullLocked).count());
  }
}
