package org.foregone.study.outcome;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.foregone.dialogue.Mode;
import org.foregone.statistics.Estimate;
import org.foregone.statistics.Flips;
import org.foregone.statistics.Proportions;
import org.foregone.study.Intent;

/// What thinking does to the majority labels of one intent's prompts.
///
/// @param estimates by key under `flips`
/// @param transitions counts, the label without thinking first
record FlipFindings(Map<String, Object> estimates, Map<String, Object> transitions) {

  /// @param pairs before: NO_THINK, after: THINK
  static FlipFindings of(List<Flips.Pair> pairs, Intent intent) {
    String name = OutcomeAnalysis.word(intent);
    Flips flips = Flips.of(pairs, intent == Intent.HARMFUL);
    Flips.Transitions moved = flips.transitions();
    Map<String, Object> estimates = new LinkedHashMap<>();
    estimates.put(name, flips.flipShare());
    estimates.put(name + "_to_refusal", share(moved.complyToRefuse(), flips));
    estimates.put(name + "_to_compliance", share(moved.refuseToComply(), flips));
    estimates.put(name + "_unchanged", share(flips.prompts() - flips.flips(), flips));
    Map<String, Object> sampling = new LinkedHashMap<>();
    sampling.put(
        OutcomeAnalysis.word(Mode.THINK), splitHalf(pairs.stream().map(Flips.Pair::after)));
    sampling.put(
        OutcomeAnalysis.word(Mode.NO_THINK), splitHalf(pairs.stream().map(Flips.Pair::before)));
    estimates.put(name + "_expected_by_sampling", sampling);

    Map<String, Object> transitions = new LinkedHashMap<>();
    transitions.put("refusal_refusal", moved.refuseToRefuse());
    transitions.put("refusal_compliance", moved.refuseToComply());
    transitions.put("compliance_refusal", moved.complyToRefuse());
    transitions.put("compliance_compliance", moved.complyToComply());
    transitions.put(
        "ties",
        pairs.stream()
            .filter(p -> Flips.rate(p.before()) == .5 || Flips.rate(p.after()) == .5)
            .count());
    transitions.put("undetermined", pairs.size() - flips.prompts());
    return new FlipFindings(estimates, transitions);
  }

  private static Estimate share(int count, Flips flips) {
    return Proportions.share(count, flips.prompts());
  }

  /// Share of prompts whose even and odd rollouts have different labels.
  private static Estimate splitHalf(Stream<double[]> prompts) {
    double[] differ =
        prompts
            .mapToDouble(rollouts -> Flips.splitHalf(List.of(rollouts)))
            .filter(d -> !Double.isNaN(d))
            .toArray();
    return Proportions.share((int) java.util.Arrays.stream(differ).sum(), differ.length);
  }
}
