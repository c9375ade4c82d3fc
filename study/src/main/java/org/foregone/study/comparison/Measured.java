package org.foregone.study.comparison;

import java.util.LinkedHashMap;
import java.util.Map;
import org.foregone.statistics.Estimate;
import org.foregone.statistics.PairedChange;

/// One number of two studies and its change.
///
/// @param identical whether both studies have the same rollouts: nothing has changed then, exactly
record Measured(PairedChange pair, boolean identical) {

  Estimate change() {
    return known(pair.change());
  }

  /// With an interval of another level.
  Estimate changeAt(double level) {
    return known(pair.changeAt(level));
  }

  private Estimate known(Estimate change) {
    return identical ? none(change) : change;
  }

  /// No change, for certain.
  static Estimate none(Estimate change) {
    return change.measured()
        ? new Estimate(
            0, 0, 0, change.n(), change.clusters(), "none: both studies have the same rollouts")
        : change;
  }

  /// `{"base", "other", "change"}`.
  Map<String, Object> tree() {
    return tree(pair.base(), pair.other(), change());
  }

  static Map<String, Object> tree(Estimate base, Estimate other, Estimate change) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("base", base);
    tree.put("other", other);
    tree.put("change", change);
    return tree;
  }
}
