package org.foregone.study.deliberation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.foregone.judging.Judge;
import org.foregone.judging.Stance;
import org.foregone.statistics.Agreement;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.statistics.Discrimination;
import org.foregone.statistics.Estimate;
import org.foregone.statistics.NearDuplicates;
import org.foregone.statistics.Proportions;
import org.foregone.study.Intent;
import org.foregone.study.deliberation.PromptDeliberation.Balance;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Segment;
import org.foregone.study.store.StoredPrompt;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Trace;

/// Every number of the deliberation experiment; docs/FINDINGS.md defines them. Intervals are over
/// prompts, near-duplicates together.
public final class DeliberationAnalysis {
  private final DeliberationPlan plan;
  private final ClusterBootstrap bootstrap;
  private final List<Case> cases = new ArrayList<>();

  /// @param unit that it shares with its near-duplicates
  private record Case(Prompt prompt, int unit, PromptDeliberation counts) {}

  private DeliberationAnalysis(DeliberationPlan plan, ClusterBootstrap bootstrap) {
    this.plan = plan;
    this.bootstrap = bootstrap;
  }

  /// The tree under `deliberation`.
  public static Map<String, Object> of(
      StudyStore store, DeliberationPlan plan, ClusterBootstrap bootstrap) {
    Map<String, PromptDeliberation> counts = new TreeMap<>();
    List<Prompt> prompts = store.prompts().stream().map(StoredPrompt::prompt).toList();
    for (Prompt prompt : prompts) {
      Map<Integer, List<Segment>> segments =
          store.segments().of(prompt.id()).stream()
              .collect(Collectors.groupingBy(Segment::rollout));
      PromptDeliberation of =
          new PromptDeliberation(new PaperCounts(prompt.text(), plan.panel().readers()));
      for (Trace trace : store.traces(prompt.id(), plan.traces())) {
        List<Segment> own = segments.getOrDefault(trace.index(), List.of());
        if (!own.isEmpty() || trace.thinking().isEmpty()) { // else not split yet
          of.add(trace, own);
        }
      }
      counts.put(prompt.id(), of);
    }
    return of(prompts, counts, plan, bootstrap);
  }

  /// The same from counts that do not come from a store.
  ///
  /// @param counts by prompt id
  static Map<String, Object> of(
      List<Prompt> prompts,
      Map<String, PromptDeliberation> counts,
      DeliberationPlan plan,
      ClusterBootstrap bootstrap) {
    DeliberationAnalysis analysis = new DeliberationAnalysis(plan, bootstrap);
    int[] units = NearDuplicates.groups(prompts.stream().map(Prompt::text).toList());
    for (int i = 0; i < units.length; i++) {
      Prompt prompt = prompts.get(i);
      PromptDeliberation of = counts.get(prompt.id());
      if (of != null) {
        analysis.cases.add(new Case(prompt, units[i], of));
      }
    }
    return analysis.findings();
  }

  private Map<String, Object> findings() {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("settings", settings());
    Map<String, Object> counts = new LinkedHashMap<>();
    Map<String, Object> balance = new LinkedHashMap<>();
    for (Intent intent : Intent.values()) {
      List<Case> some = of(intent);
      counts.put(intent.word(), counts(some));
      balance.put(intent.word(), balance(some));
      Map<String, Object> tree = rates(some);
      tree.put("stances", stances(some));
      tree.put("where", where(some));
      tree.put("loops", loops(some));
      out.put(intent.word(), tree);
    }
    balance.put("pooled", balance(cases));
    Map<String, Object> benchmarks = new TreeMap<>();
    cases.stream()
        .collect(Collectors.groupingBy(c -> c.prompt.benchmark()))
        .forEach((name, some) -> benchmarks.put(name, rates(some)));
    out.put("benchmarks", benchmarks);
    out.put("counts", counts);
    if (!plan.asks()) {
      out.put("paper", paper());
    }
    out.put("agreement", Map.of("kappa", kappa()));
    out.put("failures", failures());
    out.put("balance", balance);
    out.put("not_measured", notMeasured(out));
    return out;
  }

  private List<String> judges() {
    return plan.panel().identities().stream().map(Judge.Identity::name).toList();
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("pack", plan.pack());
    settings.put("traces", plan.traces());
    settings.put("judges", judges());
    return settings;
  }

  private static int sum(List<Case> some, ToIntFunction<PromptDeliberation> of) {
    return some.stream().mapToInt(c -> of.applyAsInt(c.counts)).sum();
  }

  private static Map<String, Object> counts(List<Case> some) {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("traces", sum(some, p -> p.traces));
    counts.put("segments", sum(some, p -> p.segments));
    counts.put("undecided", sum(some, p -> p.undecided));
    counts.put("looping", sum(some, p -> p.looping));
    counts.put("no_thought", sum(some, p -> p.noThought));
    return counts;
  }

  private Map<String, Object> failures() {
    Map<String, Object> failures = new LinkedHashMap<>();
    for (String judge : judges()) {
      failures.put(judge, sum(cases, p -> p.failures.getOrDefault(judge, 0)));
    }
    return failures;
  }

  /// Sums over the prompts of each unit.
  private static double[] sums(List<Case> some, ToDoubleFunction<PromptDeliberation> of) {
    Map<Integer, Double> sums = new TreeMap<>();
    some.forEach(c -> sums.merge(c.unit, of.applyAsDouble(c.counts), Double::sum));
    return sums.values().stream().mapToDouble(Double::doubleValue).toArray();
  }

  private Estimate mean(
      List<Case> some,
      ToDoubleFunction<PromptDeliberation> of,
      ToDoubleFunction<PromptDeliberation> per) {
    return Proportions.mean(sums(some, of), sums(some, per), bootstrap);
  }

  private Estimate share(
      List<Case> some,
      ToDoubleFunction<PromptDeliberation> of,
      ToDoubleFunction<PromptDeliberation> in) {
    return Proportions.rate(sums(some, of), sums(some, in), bootstrap);
  }

  private Map<String, Object> rates(List<Case> some) {
    Map<String, Object> rates = new LinkedHashMap<>();
    rates.put("segments", mean(some, p -> p.segments, p -> p.traces));
    rates.put("oscillations", mean(some, p -> p.oscillations, p -> p.traces));
    rates.put("to_refusal", mean(some, p -> p.toRefusal, p -> p.traces));
    rates.put("to_compliance", mean(some, p -> p.oscillations - p.toRefusal, p -> p.traces));
    rates.put("oscillating", share(some, p -> p.oscillating, p -> p.traces));
    return rates;
  }

  private Map<String, Object> paper() {
    Map<String, Object> paper = new LinkedHashMap<>();
    for (Intent intent : Intent.values()) {
      paper.put(
          intent.word(),
          Map.of("oscillations", mean(of(intent), p -> p.paper.oscillations, p -> p.paper.traces)));
    }
    return paper;
  }

  private Map<String, Object> stances(List<Case> some) {
    Map<String, Object> stances = new LinkedHashMap<>();
    stances.put("refuse", stance(some, Stance.REFUSE));
    stances.put("neutral", stance(some, Stance.NEUTRAL));
    stances.put("comply", stance(some, Stance.COMPLY));
    return stances;
  }

  private Estimate stance(List<Case> some, Stance stance) {
    return share(some, p -> p.count(stance), p -> p.segments - p.undecided);
  }

  private List<Object> where(List<Case> some) {
    List<Object> where = new ArrayList<>();
    for (int i = 0; i < PromptDeliberation.PARTS; i++) {
      int part = i;
      Map<String, Object> at = new LinkedHashMap<>();
      at.put("from", (double) i / PromptDeliberation.PARTS);
      at.put("to", (i + 1.0) / PromptDeliberation.PARTS);
      at.put("oscillations", mean(some, p -> p.where[part], p -> p.traces));
      where.add(at);
    }
    return where;
  }

  private Map<String, Object> loops(List<Case> some) {
    Map<String, Object> loops = new LinkedHashMap<>();
    loops.put("share", share(some, p -> p.looping, p -> p.traces + p.looping));
    loops.put("oscillations", mean(some, p -> p.loopOscillations, p -> p.looping));
    return loops;
  }

  private Map<String, Object> balance(List<Case> some) {
    List<Balance> balances = new ArrayList<>();
    List<Integer> units = new ArrayList<>();
    for (Case one : some) {
      for (Balance balance : one.counts.balances) {
        balances.add(balance);
        units.add(one.unit);
      }
    }
    boolean[] refuses = new boolean[balances.size()];
    for (int i = 0; i < refuses.length; i++) {
      refuses[i] = balances.get(i).refuses();
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put(
        "across",
        Discrimination.auroc(
            balances.stream().mapToDouble(Balance::score).toArray(),
            refuses,
            units.stream().mapToInt(Integer::intValue).toArray(),
            bootstrap));
    out.put("within", share(some, PromptDeliberation::ordered, PromptDeliberation::pairs));
    return out;
  }

  private Estimate kappa() {
    List<int[]> votes = new ArrayList<>();
    List<Integer> units = new ArrayList<>();
    if (plan.panel().judges().size() > 1) {
      for (Case one : cases) {
        for (int[] vote : one.counts.votes) {
          votes.add(vote);
          units.add(one.unit);
        }
      }
    }
    return Agreement.fleiss(
        votes.toArray(int[][]::new),
        units.stream().mapToInt(Integer::intValue).toArray(),
        bootstrap);
  }

  /// Why numbers are undefined, by path.
  private Map<String, Object> notMeasured(Map<String, Object> tree) {
    Map<String, Object> reasons = new TreeMap<>();
    for (Intent intent : Intent.values()) {
      if (sum(of(intent), p -> p.traces) == 0) {
        reasons.put(intent.word(), "no such thought was split, or all end in a loop");
      }
      if (sum(of(intent), p -> p.looping) == 0) {
        reasons.put(intent.word() + ".loops.oscillations", "no such thought ends in a loop");
      }
    }
    if (plan.panel().judges().size() < 2) {
      reasons.put("agreement.kappa", "agreement needs two judges");
    }
    if (tree.get("balance") instanceof Map<?, ?> balance) {
      balance.forEach(
          (scope, of) -> {
            if (of instanceof Map<?, ?> both) {
              both.forEach(
                  (kind, estimate) -> {
                    if (estimate instanceof Estimate e && !e.measured()) {
                      reasons.put(
                          "balance.%s.%s".formatted(scope, kind),
                          kind.equals("within")
                              ? "no prompt has traces of both verdicts"
                              : "all traces have one verdict");
                    }
                  });
            }
          });
    }
    return reasons;
  }

  private List<Case> of(Intent intent) {
    return cases.stream().filter(c -> c.prompt.intent() == intent).toList();
  }
}
