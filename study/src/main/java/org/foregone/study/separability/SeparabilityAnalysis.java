package org.foregone.study.separability;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.statistics.Estimate;
import org.foregone.statistics.MeasuredSeparability;
import org.foregone.statistics.NearDuplicates;
import org.foregone.study.Intent;
import org.foregone.study.config.Experiments;
import org.foregone.study.config.StudyConfig.SeparabilityChoice;
import org.foregone.study.states.StateReader;
import org.foregone.study.store.StateRow;
import org.foregone.study.store.StoredPrompt;
import org.foregone.study.store.StudyFolder;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Trace;

/// Every number of the separability experiment; docs/FINDINGS.md defines them. One position of all
/// traces is in memory at a time.
public final class SeparabilityAnalysis {
  /// Rows of one intent: where their states are, whether they refused, whose they are
  /// (near-duplicate prompts count as one).
  private record Pool(List<StateRow> rows, boolean[] refused, int[] prompt, int leftOut) {
    long prompts(boolean refusing) {
      return IntStream.range(0, refused.length)
          .filter(i -> refused[i] == refusing)
          .map(i -> prompt[i])
          .distinct()
          .count();
    }

    int refusals() {
      int refusals = 0;
      for (boolean r : refused) {
        refusals += r ? 1 : 0;
      }
      return refusals;
    }
  }

  private final StudyStore store;
  private final SeparabilityPlan plan;
  private final SeparabilityChoice choice;
  private final ClusterBootstrap bootstrap;

  private SeparabilityAnalysis(
      StudyStore store,
      SeparabilityPlan plan,
      SeparabilityChoice choice,
      ClusterBootstrap bootstrap) {
    this.store = store;
    this.plan = plan;
    this.choice = choice;
    this.bootstrap = bootstrap;
  }

  /// The tree under `separability`.
  public static Map<String, Object> of(
      StudyStore store,
      StudyFolder folder,
      SeparabilityPlan plan,
      SeparabilityChoice choice,
      ClusterBootstrap bootstrap) {
    try (StateReader states = new StateReader(folder)) {
      return new SeparabilityAnalysis(store, plan, choice, bootstrap).findings(states);
    }
  }

  private Map<String, Object> findings(StateReader states) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("layers", plan.layers());
    settings.put("positions", SeparabilityPlan.POSITIONS);
    settings.put("rollouts", plan.rollouts());
    settings.put("permutations", choice.permutations());
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("settings", settings);
    Map<String, Object> missing = new LinkedHashMap<>();
    for (Intent intent : Intent.values()) {
      String name = intent.word();
      Pool pool = pool(intent);
      int refusals = pool.refusals();
      Map<String, Object> leaf = new LinkedHashMap<>();
      Map<String, Object> counts = new LinkedHashMap<>();
      counts.put("traces", pool.rows().size());
      counts.put("refusals", refusals);
      counts.put("compliances", pool.rows().size() - refusals);
      counts.put("left_out", pool.leftOut());
      leaf.put("counts", counts);
      if (pool.prompts(true) < 2 || pool.prompts(false) < 2) {
        missing.put(
            name,
            "%d refusing and %d complying traces, from %d and %d prompts: two prompts of each are needed"
                .formatted(
                    refusals,
                    pool.rows().size() - refusals,
                    pool.prompts(true),
                    pool.prompts(false)));
      } else {
        for (int layer : plan.layers()) {
          leaf.put("l" + layer, curve(states, pool, layer));
        }
      }
      out.put(name, leaf);
    }
    out.put("not_measured", missing);
    return out;
  }

  private Pool pool(Intent intent) {
    Map<String, List<StateRow>> states = new TreeMap<>();
    store
        .states(Experiments.SEPARABILITY)
        .forEach(row -> states.computeIfAbsent(row.prompt(), p -> new ArrayList<>()).add(row));
    List<StateRow> rows = new ArrayList<>();
    List<Boolean> refused = new ArrayList<>();
    List<Integer> prompts = new ArrayList<>();
    int leftOut = 0;
    List<StoredPrompt> all = store.prompts();
    int[] groups = NearDuplicates.groups(all.stream().map(p -> p.prompt().text()).toList());
    for (int number = 0; number < groups.length; number++) {
      StoredPrompt stored = all.get(number);
      if (stored.prompt().intent() != intent) {
        continue;
      }
      Map<Integer, Trace> traces = new TreeMap<>();
      store.traces(stored.prompt().id(), plan.rollouts()).forEach(t -> traces.put(t.index(), t));
      for (StateRow row : states.getOrDefault(stored.prompt().id(), List.of())) {
        Trace trace = traces.get(row.rollout());
        if (row.rows() == 0 || trace == null || !trace.settled()) {
          leftOut += row.rollout() < plan.rollouts() ? 1 : 0;
        } else {
          rows.add(row);
          refused.add(trace.refuses());
          prompts.add(groups[number]);
        }
      }
    }
    boolean[] labels = new boolean[refused.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = refused.get(i);
    }
    return new Pool(rows, labels, prompts.stream().mapToInt(Integer::intValue).toArray(), leftOut);
  }

  private Map<String, Object> curve(StateReader states, Pool pool, int layer) {
    List<Object> curve = new ArrayList<>();
    Valley valley = new Valley(SeparabilityPlan.POSITIONS);
    for (int i = 0; i < SeparabilityPlan.POSITIONS; i++) {
      MeasuredSeparability at =
          MeasuredSeparability.of(
              states.matrix(pool.rows(), i, layer),
              pool.refused(),
              pool.prompt(),
              bootstrap,
              choice.permutations());
      valley.add(at.debiased().estimate(), at.replicates());
      Map<String, Object> point = new LinkedHashMap<>();
      point.put("position", i);
      point.put("debiased", at.debiased());
      point.put(
          "plain",
          new Estimate(
              at.point().j(),
              Double.NaN,
              Double.NaN,
              at.debiased().n(),
              at.debiased().clusters(),
              "norm-Fisher ratio, not debiased, without an interval"));
      Map<String, Object> chance = new LinkedHashMap<>();
      chance.put("low", at.chance().low());
      chance.put("high", at.chance().high());
      point.put("null", chance);
      curve.add(point);
    }
    Map<String, Object> leaf = new LinkedHashMap<>();
    leaf.put("curve", curve);
    leaf.put("answer", valley.answer());
    return leaf;
  }
}
