package org.foregone.study.causality;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.foregone.statistics.EffectShare;
import org.foregone.statistics.OperatingCharacteristics;
import org.foregone.statistics.SequentialCut;

/// How likely the sampling rule finds effects of given sizes.
final class Power {
  /// Beyond this many answers a side the exact recursion takes too long.
  private static final int MOST = 500;

  private final OperatingCharacteristics exact;
  private final Map<Double, Map<Double, Double>> known = new TreeMap<>();
  private final boolean feasible;

  /// @param rule at the level of Holm's first step
  Power(SequentialCut rule) {
    feasible = rule.full() <= MOST;
    exact = new OperatingCharacteristics(feasible ? rule : SequentialCut.fixed(1, rule.alpha()));
  }

  /// By effect on the compliance rate, averaged over the estimated pre rates; both directions
  /// alike where both are possible. NaN where there are no cuts, or too many answers.
  Map<String, Object> of(EffectShare share) {
    Map<String, Object> out = new LinkedHashMap<>();
    for (String size : new String[] {"0.1", "0.2", "0.3"}) {
      double power = 0;
      for (int a = 0; a < share.rates().length; a++) {
        power += share.preShares()[a] * of(share.rates()[a], Double.parseDouble(size));
      }
      out.put(size, feasible ? power : Double.NaN);
    }
    return out;
  }

  private double of(double pre, double effect) {
    return known
        .computeIfAbsent(effect, e -> new TreeMap<>())
        .computeIfAbsent(
            pre,
            p -> {
              boolean up = p + effect <= 1 + 1e-9;
              boolean down = p - effect >= -1e-9;
              double sum = up ? exact.at(p, Math.min(1, p + effect)).reject() : 0;
              sum += down ? exact.at(p, Math.max(0, p - effect)).reject() : 0;
              return sum / (up && down ? 2 : 1);
            });
  }
}
