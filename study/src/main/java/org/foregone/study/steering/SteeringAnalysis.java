package org.foregone.study.steering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.foregone.judging.Verdict;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.statistics.Estimate;
import org.foregone.statistics.Proportions;
import org.foregone.study.Intent;
import org.foregone.study.store.StoredPrompt;
import org.foregone.study.store.StudyFolder;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Trace;
import org.jspecify.annotations.Nullable;

/// Every number of the steering experiment; docs/FINDINGS.md defines them.
public final class SteeringAnalysis {
  private static final List<String> KINDS = List.of("probe", "random");

  private final StudyStore store;
  private final SteeringPlan plan;
  private final ClusterBootstrap bootstrap;

  /// Settled rollouts, `{compliances, all}`, by prompt, method, kind of direction and dose.
  private final Map<String, Map<String, int[]>> counts = new TreeMap<>();

  private SteeringAnalysis(StudyStore store, SteeringPlan plan, ClusterBootstrap bootstrap) {
    this.store = store;
    this.plan = plan;
    this.bootstrap = bootstrap;
    store.steered(
        row ->
            count(
                row.prompt(),
                cell(row.method(), row.direction().replaceFirst("_.*", ""), row.dose()),
                row.verdict()));
    for (String prompt : List.copyOf(counts.keySet())) {
      for (Trace trace : store.traces(prompt, plan.rollouts())) {
        for (Method method : Method.values()) {
          if (method == Method.CONTROL_VECTOR || !trace.thinking().isEmpty()) {
            KINDS.forEach(kind -> count(prompt, cell(method.word(), kind, 0), trace.verdict()));
          }
        }
      }
    }
  }

  private void count(String prompt, String cell, @Nullable Verdict verdict) {
    if (verdict == Verdict.REFUSAL || verdict == Verdict.COMPLIANCE) {
      int[] of =
          counts
              .computeIfAbsent(prompt, p -> new TreeMap<>())
              .computeIfAbsent(cell, c -> new int[2]);
      of[0] += verdict == Verdict.COMPLIANCE ? 1 : 0;
      of[1]++;
    }
  }

  private static String cell(String method, String kind, double dose) {
    return method + " " + kind + " " + dose;
  }

  /// The tree under `steering`.
  public static Map<String, Object> of(
      StudyStore store, StudyFolder folder, SteeringPlan plan, ClusterBootstrap bootstrap) {
    return new SteeringAnalysis(store, plan, bootstrap).findings(Directions.stored(folder, plan));
  }

  private Map<String, Object> findings(@Nullable Directions directions) {
    Map<String, Object> out = new LinkedHashMap<>();
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("layer", plan.layer());
    settings.put("doses", plan.doses());
    settings.put("random_directions", plan.randomDirections());
    settings.put("rollouts", plan.rollouts());
    settings.put("prompts", counts.size());
    out.put("settings", settings);
    if (directions == null) {
      out.put("not_measured", new TreeMap<>(Map.of("", "no prompt was steered")));
      return out;
    }
    Map<String, Object> unit = new LinkedHashMap<>();
    for (Method method : Method.values()) {
      unit.put(method.word(), directions.unit().get(method));
    }
    settings.put("unit", unit);
    Map<String, Object> effects = new LinkedHashMap<>();
    Map<String, Object> excess = new LinkedHashMap<>();
    for (Method method : Method.values()) {
      Map<String, Object> kinds = new LinkedHashMap<>();
      Map<String, Object> effect = new LinkedHashMap<>();
      for (String kind : KINDS) {
        Map<String, Object> curves = new LinkedHashMap<>();
        Map<String, Object> changes = new LinkedHashMap<>();
        for (Intent intent : Intent.values()) {
          List<String> prompts = prompts(intent);
          curves.put(word(intent), curve(prompts, method, kind));
          changes.put(word(intent), mean(changes(prompts, method, kind)));
        }
        kinds.put(kind, curves);
        effect.put(kind, changes);
      }
      out.put(method.word(), kinds);
      effects.put(method.word(), effect);
      Map<String, Object> beyond = new LinkedHashMap<>();
      for (Intent intent : Intent.values()) {
        List<String> prompts = prompts(intent);
        double[] probe = changes(prompts, method, "probe");
        double[] random = changes(prompts, method, "random");
        double[] difference = new double[probe.length];
        Arrays.setAll(difference, i -> probe[i] - random[i]);
        beyond.put(word(intent), mean(difference));
      }
      excess.put(method.word(), beyond);
    }
    out.put("effect", effects);
    out.put("excess", excess);
    out.put("not_measured", new TreeMap<>());
    return out;
  }

  private List<String> prompts(Intent intent) {
    return store.prompts().stream()
        .map(StoredPrompt::prompt)
        .filter(p -> p.intent() == intent && counts.containsKey(p.id()))
        .map(p -> p.id())
        .toList();
  }

  private List<Object> curve(List<String> prompts, Method method, String kind) {
    List<Object> curve = new ArrayList<>();
    for (double dose : plan.doses()) {
      String cell = cell(method.word(), kind, dose);
      Map<String, Object> point = new LinkedHashMap<>();
      point.put("dose", dose);
      point.put(
          "compliance",
          Proportions.rate(
              prompts.stream().mapToDouble(p -> at(p, cell)[0]).toArray(),
              prompts.stream().mapToDouble(p -> at(p, cell)[1]).toArray(),
              bootstrap));
      curve.add(point);
    }
    return curve;
  }

  private int[] at(String prompt, String cell) {
    return counts.getOrDefault(prompt, Map.of()).getOrDefault(cell, new int[2]);
  }

  /// Each prompt's compliance rate at the highest dose minus that at the lowest; NaN without one.
  private double[] changes(List<String> prompts, Method method, String kind) {
    String low = cell(method.word(), kind, plan.doses().getFirst());
    String high = cell(method.word(), kind, plan.doses().getLast());
    return prompts.stream()
        .mapToDouble(
            p -> at(p, high)[0] / (double) at(p, high)[1] - at(p, low)[0] / (double) at(p, low)[1])
        .toArray();
  }

  private Estimate mean(double[] values) {
    double[] counts = Arrays.stream(values).map(v -> Double.isNaN(v) ? 0 : 1).toArray();
    double[] sums = Arrays.stream(values).map(v -> Double.isNaN(v) ? 0 : v).toArray();
    return Proportions.mean(sums, counts, bootstrap);
  }

  private static String word(Intent intent) {
    return intent.name().toLowerCase(Locale.ROOT);
  }
}
