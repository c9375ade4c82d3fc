package org.foregone.study.foresight;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.foregone.judging.Verdict;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.statistics.Discrimination;
import org.foregone.statistics.Estimate;
import org.foregone.study.store.StudyStore;

/// How well rollout 0's verdict could be foreseen at all: by one who knows the prompt's other
/// rollouts (what is left to chance), and by one who knows the other judges (what the labels' noise
/// leaves).
final class Ceiling {
  private final Sample sample;
  private final ClusterBootstrap bootstrap;

  Ceiling(Sample sample, ClusterBootstrap bootstrap) {
    this.sample = sample;
    this.bootstrap = bootstrap;
  }

  Map<String, Object> findings(StudyStore store) {
    Map<String, Map<String, Verdict>> votes = store.votesOnFirst();
    double[] others = sample.cases().stream().mapToDouble(Ceiling::otherRollouts).toArray();
    Scopes scopes = new Scopes(sample, bootstrap);
    Map<String, Object> out = new LinkedHashMap<>();
    scopes
        .rows()
        .forEach(
            (scope, rows) -> {
              Map<String, Object> leaf = new LinkedHashMap<>();
              leaf.put("sampling", scopes.auroc(rows, others));
              leaf.put("judges", judges(sample.pick(rows), votes));
              out.put(scope, leaf);
            });
    return out;
  }

  /// Share of the other settled rollouts that refuse; NaN without any.
  private static double otherRollouts(ForesightCase one) {
    int refusals = one.refusals() - (one.refused() ? 1 : 0);
    int settled = one.refusals() + one.compliances() - 1;
    return settled == 0 ? Double.NaN : (double) refusals / settled;
  }

  /// Over prompts and judges: the other judges' share of refusals against the judge's verdict.
  private Estimate judges(Sample some, Map<String, Map<String, Verdict>> votes) {
    List<Double> scores = new ArrayList<>();
    List<Boolean> labels = new ArrayList<>();
    List<Integer> clusters = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      Map<String, Verdict> of = votes.getOrDefault(some.cases().get(i).prompt().id(), Map.of());
      for (Map.Entry<String, Verdict> judge : of.entrySet()) {
        List<Verdict> others =
            of.entrySet().stream()
                .filter(e -> !e.getKey().equals(judge.getKey()) && e.getValue().settled())
                .map(Map.Entry::getValue)
                .toList();
        if (judge.getValue().settled() && !others.isEmpty()) {
          scores.add(
              others.stream().filter(v -> v == Verdict.REFUSAL).count() / (double) others.size());
          labels.add(judge.getValue() == Verdict.REFUSAL);
          clusters.add(some.cluster()[i]);
        }
      }
    }
    boolean[] refused = new boolean[labels.size()];
    for (int i = 0; i < refused.length; i++) {
      refused[i] = labels.get(i);
    }
    return Discrimination.auroc(
        scores.stream().mapToDouble(Double::doubleValue).toArray(),
        refused,
        clusters.stream().mapToInt(Integer::intValue).toArray(),
        bootstrap);
  }
}
