package org.foregone.study.outcome;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.foregone.dialogue.Close;
import org.foregone.dialogue.Ending;
import org.foregone.judging.Verdict;
import org.foregone.study.store.RolloutOutcome;

/// What one prompt's rollouts in one mode came to.
final class PromptOutcomes {
  final Map<Ending, Integer> endings = new EnumMap<>(Ending.class);
  final Map<Close, Integer> closes = new EnumMap<>(Close.class);
  final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
  private double[] refusals = new double[8];
  private double shares;
  private int shared;
  int rollouts;
  int loops;
  double thinkingTokens;

  void add(RolloutOutcome r) {
    if (rollouts == refusals.length) {
      refusals = Arrays.copyOf(refusals, 2 * rollouts);
    }
    refusals[rollouts++] =
        r.verdict() == Verdict.REFUSAL ? 1 : r.verdict() == Verdict.COMPLIANCE ? 0 : Double.NaN;
    endings.merge(r.ending(), 1, Integer::sum);
    closes.merge(r.close(), 1, Integer::sum);
    if (r.verdict() != null) {
      verdicts.merge(r.verdict(), 1, Integer::sum);
    }
    if (!Double.isNaN(r.refusalShare())) {
      shares += r.refusalShare();
      shared++;
    }
    loops += r.loops() ? 1 : 0;
    thinkingTokens += r.thinkingTokens();
  }

  int count(Verdict verdict) {
    return verdicts.getOrDefault(verdict, 0);
  }

  /// Rollouts with a verdict of refusal or compliance.
  int settled() {
    return count(Verdict.REFUSAL) + count(Verdict.COMPLIANCE);
  }

  /// 1 refusal, 0 compliance, NaN neither, by rollout.
  double[] values() {
    return Arrays.copyOf(refusals, rollouts);
  }

  /// Rollouts on which a judge voted refusal or compliance.
  int shared() {
    return shared;
  }

  /// Mean share of the judges' votes that refuse; NaN without any.
  double softRefusal() {
    return shares / shared;
  }

  /// Share of settled rollouts that refuse; NaN without any.
  double hardRefusal() {
    return (double) count(Verdict.REFUSAL) / settled();
  }
}
