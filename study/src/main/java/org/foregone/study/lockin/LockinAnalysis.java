package org.foregone.study.lockin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.foregone.dialogue.Close;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.statistics.ContinuationVarianceEstimates;
import org.foregone.statistics.Estimate;
import org.foregone.statistics.Prefixes;
import org.foregone.study.Intent;
import org.foregone.study.PromptUnits;
import org.foregone.study.PromptUnits.Rate;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.StoredPrompt;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.ThoughtLength;
import org.foregone.study.store.Way;

/// Every number of the lock-in experiment; docs/FINDINGS.md defines them.
public final class LockinAnalysis {
  private final CutThoughts cuts;
  private final LockinPlan plan;
  private final ClusterBootstrap bootstrap;
  private final List<Prompt> prompts;
  private final Map<String, PromptUnits> intents = new LinkedHashMap<>();
  private final Map<String, PromptUnits> benchmarks = new LinkedHashMap<>();
  private final Map<String, Object> missing = new TreeMap<>();

  private LockinAnalysis(
      CutThoughts cuts, List<Prompt> prompts, LockinPlan plan, ClusterBootstrap bootstrap) {
    this.cuts = cuts;
    this.plan = plan;
    this.bootstrap = bootstrap;
    this.prompts = prompts;
    for (Intent intent : Intent.values()) {
      intents.put(intent.word(), units(p -> p.intent() == intent));
    }
    for (String name : new TreeSet<>(prompts.stream().map(Prompt::benchmark).toList())) {
      benchmarks.put(name, units(p -> p.benchmark().equals(name)));
    }
  }

  /// The tree under `lockin`.
  public static Map<String, Object> of(
      StudyStore store, LockinPlan plan, ClusterBootstrap bootstrap) {
    List<Prompt> prompts = store.prompts().stream().map(StoredPrompt::prompt).toList();
    CutThoughts cuts = new CutThoughts(store, plan);
    LockinAnalysis analysis = new LockinAnalysis(cuts, prompts, plan, bootstrap);
    Map<String, Object> out = analysis.findings();
    out.put("early_exit", new EarlyExit(cuts, prompts, store.scores("prompt"), bootstrap).tree());
    out.put("not_measured", analysis.missing);
    return out;
  }

  private Map<String, Object> findings() {
    Map<String, Object> out = new LinkedHashMap<>();
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("cuts", plan.percents());
    settings.put("ways", plan.ways().stream().map(Way::word).toList());
    settings.put("traces", plan.traces());
    settings.put("branches", plan.branches());
    out.put("settings", settings);
    Map<String, Object> counts = new LinkedHashMap<>();
    for (Intent intent : Intent.values()) {
      counts.put(intent.word(), counts(ids(p -> p.intent() == intent)));
    }
    out.put("counts", counts);
    for (Way way : plan.ways()) {
      out.put(way.word(), curve(way));
    }
    return out;
  }

  private List<String> ids(Predicate<Prompt> which) {
    return prompts.stream().filter(which).map(Prompt::id).toList();
  }

  private Map<String, Object> counts(List<String> ids) {
    List<ThoughtLength> thoughts = ids.stream().flatMap(p -> cuts.thoughts(p).stream()).toList();
    Map<String, Object> counts = new LinkedHashMap<>();
    long thinking = ids.stream().filter(p -> !cuts.thoughts(p).isEmpty()).count();
    counts.put("prompts", thinking);
    counts.put("traces", thoughts.size());
    counts.put("forced", thoughts.stream().filter(t -> t.closed() == Close.FORCED).count());
    counts.put("no_thought", ids.size() - thinking);
    Map<String, Object> shortOf = new LinkedHashMap<>();
    for (int percent : plan.percents()) {
      if (percent > LockinPlan.WHOLE) {
        shortOf.put(
            "c" + percent, thoughts.stream().filter(t -> !plan.reaches(t, percent)).count());
      }
    }
    counts.put("short_of", shortOf);
    counts.put("unsettled", cuts.unsettled(ids));
    return counts;
  }

  private Map<String, Object> curve(Way way) {
    Map<String, Object> curve = new LinkedHashMap<>();
    for (int percent : plan.percents()) {
      if (way == Way.CLOSE || percent < LockinPlan.WHOLE) {
        curve.put("c" + percent, scopes((units, path) -> point(units, way, percent, path)));
      }
    }
    curve.put("locked_by", scopes((units, path) -> lockedBy(units, way)));
    return curve;
  }

  @FunctionalInterface
  private interface OfUnits {
    Object of(PromptUnits units, String path);
  }

  /// Each intent, and each benchmark.
  private Map<String, Object> scopes(OfUnits part) {
    Map<String, Object> out = new LinkedHashMap<>();
    intents.forEach((name, units) -> out.put(name, part.of(units, name)));
    Map<String, Object> each = new LinkedHashMap<>();
    benchmarks.forEach((name, units) -> each.put(name, part.of(units, "benchmarks." + name)));
    out.put("benchmarks", each);
    return out;
  }

  private PromptUnits units(Predicate<Prompt> which) {
    return PromptUnits.of(prompts.stream().filter(which).toList());
  }

  private Map<String, Object> point(PromptUnits units, Way way, int percent, String path) {
    Map<String, Object> point = new LinkedHashMap<>();
    Estimate compliance =
        units.meanRate(p -> mean(p, percent, way, Answers::compliance), bootstrap);
    point.put("compliance", compliance);
    point.put("majority", units.meanRate(p -> majority(p, percent, way), bootstrap));
    point.put("agreement", units.meanRate(p -> cuts.agreement(p, percent, way), bootstrap));
    if (percent != LockinPlan.WHOLE) {
      point.put("unchanged", units.meanRate(p -> unchanged(p, percent, way), bootstrap));
    }
    if (percent != LockinPlan.WHOLE && percent > 0) {
      point.put(
          "unchanged_traces", units.meanRate(p -> unchangedTraces(p, percent, way), bootstrap));
    }
    point.put("variance", variance(units, percent, way));
    if (!compliance.measured()) {
      missing.put(
          way.word() + ".c" + percent + "." + path,
          percent > LockinPlan.WHOLE
              ? "no thought may grow that long: caps.thinking"
              : "no settled answers from this cut");
    }
    return point;
  }

  @FunctionalInterface
  private interface OfAnswers {
    Rate of(Answers answers);
  }

  private Rate mean(String prompt, int percent, Way way, OfAnswers of) {
    return Rate.mean(cuts.prefixes(prompt, percent, way).stream().map(of::of).toList());
  }

  private Rate majority(String prompt, int percent, Way way) {
    Boolean refuses = cuts.label(cuts.prefixes(prompt, percent, way));
    return refuses == null ? Rate.NONE : new Rate(refuses ? 0 : 1, 1);
  }

  private Rate unchanged(String prompt, int percent, Way way) {
    return same(
        cuts.prefixes(prompt, percent, way), cuts.prefixes(prompt, LockinPlan.WHOLE, Way.CLOSE));
  }

  private Rate unchangedTraces(String prompt, int percent, Way way) {
    return Rate.mean(
        cuts.thoughts(prompt).stream()
            .map(
                t ->
                    same(
                        List.of(cuts.after(prompt, t, percent, way)),
                        List.of(cuts.after(prompt, t, LockinPlan.WHOLE, Way.CLOSE))))
            .toList());
  }

  private Rate same(List<Answers> cut, List<Answers> whole) {
    Boolean then = cuts.label(cut);
    Boolean last = cuts.label(whole);
    return then == null || last == null ? Rate.NONE : new Rate(then.equals(last) ? 1 : 0, 1);
  }

  private Map<String, Object> variance(PromptUnits units, int percent, Way way) {
    List<int[]> rows = new ArrayList<>();
    int number = 0;
    for (int unit = 0; unit < units.units().size(); unit++) {
      for (String prompt : units.units().get(unit)) {
        for (Answers answers : cuts.prefixes(prompt, percent, way)) {
          rows.add(new int[] {number, unit, answers.refusals(), answers.settled()});
        }
        number++;
      }
    }
    ContinuationVarianceEstimates found =
        ContinuationVarianceEstimates.of(
            new Prefixes(column(rows, 0), column(rows, 1), column(rows, 2), column(rows, 3)),
            bootstrap);
    Map<String, Object> variance = new LinkedHashMap<>();
    variance.put("plugin", found.plugIn());
    variance.put("unbiased", found.unbiased());
    variance.put("random_line", found.randomLine());
    if (percent > 0) {
      variance.put("prefix", found.betweenPrefixes());
      variance.put("within_share", found.withinShare());
      variance.put("prefix_share", found.prefixShare());
      variance.put("prompt_share", found.promptShare());
      variance.put("prefix_share_of_within_prompt", found.prefixShareOfWithinPrompt());
    }
    return variance;
  }

  private static int[] column(List<int[]> rows, int column) {
    return rows.stream().mapToInt(row -> row[column]).toArray();
  }

  /// Cumulative: a prompt is locked by a cut when its label is the final one there and at every
  /// later cut.
  private Map<String, Object> lockedBy(PromptUnits units, Way way) {
    Map<String, Object> locked = new LinkedHashMap<>();
    List<Integer> percents = cuts.within();
    for (int i = 0; i < percents.size(); i++) {
      List<Integer> from =
          percents.subList(i, percents.size()).stream()
              .filter(percent -> percent < LockinPlan.WHOLE)
              .toList();
      if (!from.isEmpty()) {
        locked.put("c" + percents.get(i), units.meanRate(p -> locked(p, from, way), bootstrap));
      }
    }
    return locked;
  }

  private Rate locked(String prompt, List<Integer> percents, Way way) {
    boolean all = true;
    for (int percent : percents) {
      Rate same = unchanged(prompt, percent, way);
      if (same.trials() == 0) {
        return Rate.NONE;
      }
      all &= same.rate() == 1;
    }
    return new Rate(all ? 1 : 0, 1);
  }
}
