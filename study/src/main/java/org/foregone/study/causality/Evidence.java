package org.foregone.study.causality;

import java.util.List;
import java.util.Locale;
import org.foregone.statistics.CutCounts;
import org.foregone.statistics.CutEffect;
import org.foregone.statistics.FisherExact;
import org.foregone.statistics.Interval;
import org.foregone.statistics.LockLabel;
import org.foregone.statistics.SequentialCut;
import org.foregone.statistics.SequentialCut.Lock;
import org.foregone.statistics.StoppedCut;
import org.foregone.study.config.StudyConfig.CausalityChoice;
import org.jspecify.annotations.Nullable;

/// What one change shows by itself, its intervals knowing how sampling stopped.
///
/// @param p of no effect; the sequential rule's where that was used
/// @param logOdds 95% interval of the effect on the log-odds of compliance
/// @param difference 95% interval of the effect on the compliance rate
/// @param lock of the pre cut, by its 95% interval
/// @param predicted what the rule predicts of the label at the full size; null under fixed sampling
record Evidence(
    TestedChange tested,
    double p,
    Interval logOdds,
    Interval difference,
    LockLabel lock,
    @Nullable LockLabel predicted) {

  /// Whether there is an effect.
  enum Says {
    /// It is not 0.
    MOVES,
    /// It is certainly below the threshold.
    STILL,
    CANNOT_SAY;

    /// As the findings have it.
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Evidence of(TestedChange tested, CausalityChoice choice) {
    return choice.sequential() ? stopped(tested) : fixed(tested);
  }

  private static Evidence stopped(TestedChange tested) {
    SequentialCut rule = SequentialCut.inFamily(tested.change().alpha());
    SequentialCut.State state = tested.state(rule);
    StoppedCut both = new StoppedCut(rule.weights(), tested.looks(rule));
    StoppedCut before = new StoppedCut(rule.weights(), tested.preLooks(rule));
    return new Evidence(
        tested,
        state.p(),
        both.logOdds(),
        both.difference(),
        LockLabel.of(before.preRate()),
        label(state.lock()));
  }

  private static LockLabel label(Lock lock) {
    return switch (lock) {
      case LOCKED -> LockLabel.LOCKED;
      case OPEN -> LockLabel.OPEN;
      case UNDECIDED -> LockLabel.UNDETERMINED;
    };
  }

  private static Evidence fixed(TestedChange tested) {
    CutCounts counts = tested.counts();
    StoppedCut once = new StoppedCut(new double[] {1}, List.of(counts));
    return new Evidence(
        tested,
        FisherExact.twoSided(counts),
        once.logOdds(),
        once.difference(),
        LockLabel.of(once.preRate()),
        null);
  }

  /// The state before the change as tables count it. The sequential rule stops where the label at
  /// the full size is clear, long before an interval of the answers so far is: there it is the
  /// rule's prediction, no certificate.
  LockLabel state() {
    return predicted == null ? lock : predicted;
  }

  double effect() {
    return CutEffect.logOdds(tested.counts());
  }

  Says says(double threshold) {
    if (logOdds.low() > 0 || logOdds.high() < 0) {
      return Says.MOVES;
    }
    return difference.low() > -threshold && difference.high() < threshold
        ? Says.STILL
        : Says.CANNOT_SAY;
  }
}
