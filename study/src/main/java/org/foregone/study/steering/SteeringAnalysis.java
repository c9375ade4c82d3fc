package org.foregone.study.steering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.foregone.judging.Verdict;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.statistics.Estimate;
import org.foregone.statistics.Proportions;
import org.foregone.study.Intent;
import org.foregone.study.PromptUnits;
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
    if (verdict != null && verdict.settled()) {
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
    Map<String, Object> missing = new TreeMap<>();
    if (directions == null) {
      missing.put("", "no prompt was steered");
      out.put("not_measured", missing);
      return out;
    }
    settings.put("unit", unit(directions));
    Map<String, Object> effects = new LinkedHashMap<>();
    Map<String, Object> excess = new LinkedHashMap<>();
    for (Method method : Method.values()) {
      Map<String, Object> curves = new LinkedHashMap<>();
      Map<String, Object> changes = new LinkedHashMap<>();
      for (String kind : KINDS) {
        curves.put(kind, byIntent(units -> curve(units, method, kind)));
        changes.put(kind, byIntent(units -> effect(units, method, kind)));
      }
      out.put(method.word(), curves);
      effects.put(method.word(), changes);
      excess.put(method.word(), byIntent(units -> excess(units, method)));
      reasons(method, directions, missing);
    }
    out.put("effect", effects);
    out.put("excess", excess);
    out.put("not_measured", missing);
    return out;
  }

  private static Map<String, Object> unit(Directions directions) {
    Map<String, Object> unit = new LinkedHashMap<>();
    directions.unit().forEach((method, length) -> unit.put(method.word(), length));
    return unit;
  }

  private void reasons(Method method, Directions directions, Map<String, Object> missing) {
    for (Intent intent : Intent.values()) {
      String why =
          !directions.has(method)
              ? "no direction: the states have one verdict, or do not differ"
              : units(intent).isEmpty() ? "no such prompt was steered" : "";
      if (!why.isEmpty()) {
        for (String kind : KINDS) {
          missing.put(method.word() + "." + kind + "." + intent.word(), why);
          missing.put("effect." + method.word() + "." + kind + "." + intent.word(), why);
        }
        missing.put("excess." + method.word() + "." + intent.word(), why);
      }
    }
  }

  private Map<String, Object> byIntent(Function<List<List<String>>, Object> part) {
    Map<String, Object> out = new LinkedHashMap<>();
    for (Intent intent : Intent.values()) {
      out.put(intent.word(), part.apply(units(intent)));
    }
    return out;
  }

  private List<List<String>> units(Intent intent) {
    return PromptUnits.of(
            store.prompts().stream()
                .map(StoredPrompt::prompt)
                .filter(p -> p.intent() == intent && counts.containsKey(p.id()))
                .toList())
        .units();
  }

  private List<Object> curve(List<List<String>> units, Method method, String kind) {
    List<Object> curve = new ArrayList<>();
    for (double dose : plan.doses()) {
      Rates rates = rates(units, cell(method.word(), kind, dose));
      Map<String, Object> point = new LinkedHashMap<>();
      point.put("dose", dose);
      point.put("compliance", Proportions.meanRate(rates.rate(), rates.settled(), bootstrap));
      curve.add(point);
    }
    return curve;
  }

  private Estimate effect(List<List<String>> units, Method method, String kind) {
    Rates low = rates(units, cell(method.word(), kind, plan.doses().getFirst()));
    Rates high = rates(units, cell(method.word(), kind, plan.doses().getLast()));
    return Proportions.meanDifference(
        high.rate(), high.settled(), low.rate(), low.settled(), bootstrap);
  }

  /// The limits are those of the two effects put together as if they were independent (MOVER, Zou
  /// and Donner 2008); they share prompts, so this is too wide rather than too narrow.
  private Estimate excess(List<List<String>> units, Method method) {
    Estimate probe = effect(units, method, "probe");
    Estimate random = effect(units, method, "random");
    double difference = probe.estimate() - random.estimate();
    return new Estimate(
        difference,
        difference - Math.hypot(probe.estimate() - probe.low(), random.high() - random.estimate()),
        difference + Math.hypot(probe.high() - probe.estimate(), random.estimate() - random.low()),
        probe.n() + random.n(),
        probe.clusters(),
        "95% MOVER of two effects: " + probe.method());
  }

  /// Compliance rates of each unit and the settled rollouts behind them.
  private record Rates(double[] rate, double[] settled) {}

  private Rates rates(List<List<String>> units, String cell) {
    double[] complied = new double[units.size()];
    double[] settled = new double[units.size()];
    for (int u = 0; u < settled.length; u++) {
      for (String prompt : units.get(u)) {
        int[] of = counts.getOrDefault(prompt, Map.of()).getOrDefault(cell, new int[2]);
        complied[u] += of[0];
        settled[u] += of[1];
      }
    }
    double[] rate = new double[complied.length];
    Arrays.setAll(rate, u -> complied[u] / settled[u]);
    return new Rates(rate, settled);
  }
}
