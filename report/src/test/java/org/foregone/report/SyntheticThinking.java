package org.foregone.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Findings of lock-in, deliberation and causality made by hand, in the shape of
/// `docs/FINDINGS.md`, with numbers that were not measured among them.
final class SyntheticThinking {
  static final List<Integer> CUTS = List.of(0, 20, 40, 60, 80, 100, 150, 200);
  static final String ONE_PREFIX = "one prefix <i>a prompt</i>";
  static final String NO_BENIGN = "no benign trace changed sides";
  static final List<String> INTENTS = List.of("harmful", "benign");

  private static final List<String> BENCHMARKS =
      List.of("jailbreakbench", SyntheticExperiments.NASTY_BENCHMARK);
  private static final String METHOD =
      "cluster bootstrap over prompts, percentile, 2000 replicates";
  private static final String NPMLE = "NPMLE on a grid, cluster bootstrap over prompts";

  private SyntheticThinking() {}

  /// Share of prompts that have their final label, as the synthetic study has it: soon when closed,
  /// late when left to go on.
  static double unchanged(String way, int cut) {
    double part = Math.min(100, cut) / 100.0;
    double beyond = Math.max(0, cut - 100) / 1000.0;
    return way.equals("close")
        ? 0.62 + 0.38 * Math.pow(part, 0.35) - beyond
        : 0.55 + 0.37 * Math.pow(part, 2);
  }

  /// Share of the variance that the thinking has decided.
  static double decided(int cut) {
    return 0.05 + 0.3 * Math.min(100, cut) / 100.0;
  }

  static Map<String, Object> lockin(int prompts, int traces, int branches) {
    Map<String, Object> lockin = new LinkedHashMap<>();
    lockin.put(
        "settings",
        Map.of(
            "cuts",
            CUTS,
            "ways",
            List.of("close", "go_on"),
            "traces",
            traces,
            "branches",
            branches));
    Map<String, Object> counts = new LinkedHashMap<>();
    for (String intent : INTENTS) {
      Map<String, Object> count = new LinkedHashMap<>();
      count.put("prompts", prompts);
      count.put("traces", prompts * traces);
      count.put("forced", 3);
      count.put("no_thought", 1);
      count.put("short_of", Map.of("c150", 4, "c200", 11));
      count.put("unsettled", 17);
      counts.put(intent, count);
    }
    lockin.put("counts", counts);
    for (String way : List.of("close", "go_on")) {
      lockin.put(way, way(way, prompts, branches));
    }
    lockin.put("early_exit", earlyExit(prompts));
    Map<String, Object> reasons = new LinkedHashMap<>();
    for (String way : List.of("close", "go_on")) {
      reasons.put(way + ".c0.harmful.variance.prefix_share", ONE_PREFIX);
      reasons.put(way + ".c0.benign.variance.prefix_share", ONE_PREFIX);
    }
    lockin.put("not_measured", reasons);
    return lockin;
  }

  private static Map<String, Object> way(String way, int prompts, int branches) {
    Map<String, Object> cuts = new LinkedHashMap<>();
    Map<String, Object> locked = new LinkedHashMap<>();
    for (int cut : CUTS) {
      if (way.equals("go_on") && cut >= 100) {
        continue;
      }
      Map<String, Object> scopes = new LinkedHashMap<>();
      for (String intent : INTENTS) {
        scopes.put(intent, atCut(way, cut, intent, prompts, branches));
      }
      Map<String, Object> benchmarks = new LinkedHashMap<>();
      for (String benchmark : BENCHMARKS) {
        benchmarks.put(benchmark, atCut(way, cut, "harmful", prompts / 2, branches));
      }
      scopes.put("benchmarks", benchmarks);
      cuts.put("c" + cut, scopes);
    }
    for (String intent : INTENTS) {
      Map<String, Object> by = new LinkedHashMap<>();
      for (int cut : CUTS) {
        if (cut <= 100 && !(way.equals("go_on") && cut == 100)) {
          by.put("c" + cut, estimate(unchanged(way, cut) - 0.05, 0.06, prompts));
        }
      }
      locked.put(intent, by);
    }
    cuts.put("locked_by", locked);
    return cuts;
  }

  private static Map<String, @Nullable Object> atCut(
      String way, int cut, String intent, int n, int branches) {
    Map<String, @Nullable Object> at = new LinkedHashMap<>();
    double unchanged = unchanged(way, cut);
    double base = intent.equals("harmful") ? 0.44 : 0.9;
    at.put("compliance", estimate(base + 0.05 * Math.cos(cut / 40.0), 0.06, n));
    at.put("majority", estimate(0.5 + 0.4 * (unchanged - 0.3) / 0.7, 0.06, n));
    at.put("agreement", estimate(0.5 + 0.46 * (unchanged - 0.3) / 0.7, 0.05, n));
    at.put("unchanged", estimate(unchanged, 0.06, n));
    if (cut > 0) {
      at.put("unchanged_traces", estimate(unchanged - 0.03, 0.05, n));
    }
    Map<String, @Nullable Object> variance = new LinkedHashMap<>();
    double open = (way.equals("close") ? 0.5 : 0.85) * (1 - 0.6 * Math.min(cut, 100) / 100.0);
    variance.put("plugin", estimate(open * (branches - 1) / branches, 0.05, n));
    variance.put("unbiased", estimate(open, 0.055, n));
    variance.put("random_line", (branches - 1.0) / branches);
    boolean apart = cut > 0;
    double prefix = decided(cut);
    variance.put("within", estimate(open, 0.05, n));
    variance.put("prefix", apart ? estimate(prefix * 0.9, 0.05, n) : null);
    variance.put("prompt", apart ? estimate(0.25, 0.05, n) : null);
    variance.put("within_share", apart ? estimate(0.75 - prefix, 0.06, n) : null);
    variance.put("prefix_share", apart ? estimate(prefix, 0.05, n) : null);
    variance.put("prompt_share", apart ? estimate(0.25, 0.05, n) : null);
    at.put("variance", variance);
    return at;
  }

  private static Map<String, Object> earlyExit(int prompts) {
    Map<String, Object> exit = new LinkedHashMap<>();
    exit.put(
        "base",
        Map.of(
            "asr", estimate(0.41, 0.05, prompts),
            "orr", estimate(0.08, 0.03, prompts),
            "tokens", estimate(331.4, 20, prompts)));
    List<Object> rules = new ArrayList<>();
    for (double share : new double[] {0.2, 0.4, 0.6, 0.8}) {
      rules.add(rule("share", share, 1 - share, 0.04 + 0.22 * (1 - share), prompts, 0));
    }
    for (int tokens : new int[] {64, 128, 256}) {
      rules.add(rule("tokens", tokens, 0.95 - tokens / 300.0, 0.3 - tokens / 1100.0, prompts, 0));
    }
    for (int answers : new int[] {2, 4}) {
      rules.add(rule("agree", answers, 0.8 - answers / 10.0, 0.13 - answers / 60.0, prompts, 9));
    }
    Map<String, @Nullable Object> probe =
        new LinkedHashMap<>(rule("probe", 0.95, 0.31, 0.05, prompts, 0));
    probe.put("saved", null);
    probe.put("changed", null);
    rules.add(rule("probe", 0.9, 0.44, 0.07, prompts, 0));
    rules.add(probe);
    exit.put("rules", rules);
    return exit;
  }

  private static Map<String, Object> rule(
      String rule, double setting, double saved, double changed, int n, double extra) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("rule", rule);
    row.put("setting", setting == Math.rint(setting) ? (Object) (int) setting : (Object) setting);
    row.put("saved", estimate(saved, 0.03, n));
    row.put("changed", estimate(changed, 0.03, n));
    row.put("changed_by_sampling", estimate(0.06, 0.02, n));
    row.put("asr", estimate(0.41 + changed / 5, 0.05, n));
    row.put("orr", estimate(0.08 + changed / 9, 0.03, n));
    row.put("extra_answers", extra);
    return row;
  }

  static Map<String, Object> deliberation(int prompts, int traces) {
    Map<String, Object> deliberation = new LinkedHashMap<>();
    deliberation.put(
        "settings", Map.of("pack", 200, "traces", traces, "judges", List.of("cues", "llm")));
    Map<String, Object> counts = new LinkedHashMap<>();
    for (String intent : INTENTS) {
      boolean harmful = intent.equals("harmful");
      int n = prompts * traces;
      counts.put(
          intent,
          Map.of("traces", n, "segments", 11 * n, "undecided", 9, "looping", 2, "no_thought", 1));
      Map<String, @Nullable Object> of = new LinkedHashMap<>();
      of.put("segments", estimate(11.2, 0.6, prompts));
      of.put("oscillations", estimate(harmful ? 1.42 : 0.31, 0.2, prompts));
      of.put("to_refusal", estimate(harmful ? 0.81 : 0.11, 0.14, prompts));
      of.put("to_compliance", estimate(harmful ? 0.61 : 0.2, 0.12, prompts));
      of.put("oscillating", estimate(harmful ? 0.52 : 0.14, 0.07, prompts));
      of.put(
          "stances",
          Map.of(
              "refuse", estimate(harmful ? 0.38 : 0.08, 0.04, prompts),
              "neutral", estimate(harmful ? 0.35 : 0.4, 0.03, prompts),
              "comply", estimate(harmful ? 0.27 : 0.52, 0.04, prompts)));
      List<Object> where = new ArrayList<>();
      for (int bin = 0; bin < 10; bin++) {
        double most = harmful ? 0.25 : 0.06;
        where.add(
            Map.of(
                "from",
                bin / 10.0,
                "to",
                (bin + 1) / 10.0,
                "oscillations",
                estimate(most * Math.sin((bin + 0.5) * 0.31), 0.02, prompts)));
      }
      of.put("where", where);
      of.put(
          "loops",
          Map.of(
              "share", estimate(0.02, 0.015, prompts), "oscillations", estimate(7.5, 3, prompts)));
      deliberation.put(intent, of);
    }
    deliberation.put(
        "benchmarks", Map.of(SyntheticExperiments.NASTY_BENCHMARK, deliberationOf(prompts / 2)));
    deliberation.put("counts", counts);
    deliberation.put("agreement", Map.of("kappa", estimate(0.63, 0.05, prompts)));
    deliberation.put("failures", Map.of("cues", 0, "llm", 14));
    Map<String, Object> balance = new LinkedHashMap<>();
    for (String scope : List.of("harmful", "benign", "pooled")) {
      Map<String, @Nullable Object> of = new LinkedHashMap<>();
      of.put("across", estimate(0.85, 0.04, prompts));
      of.put("within", scope.equals("benign") ? null : estimate(0.49, 0.07, prompts));
      balance.put(scope, of);
    }
    deliberation.put("balance", balance);
    deliberation.put("not_measured", Map.of("balance.benign.within", NO_BENIGN));
    return deliberation;
  }

  private static Map<String, Object> deliberationOf(int n) {
    return Map.of("segments", estimate(9.1, 0.9, n), "oscillations", estimate(1.1, 0.3, n));
  }

  static Map<String, Object> causality(int prompts, int traces) {
    Map<String, Object> causality = new LinkedHashMap<>();
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("rule", "sequential");
    settings.put("k", 100);
    settings.put("alpha", 0.05);
    settings.put("gamma", 0.1);
    settings.put("delta", 0.05);
    settings.put("family", 214);
    settings.put("way", "close");
    settings.put("threshold", 0.1);
    settings.put("traces", traces);
    causality.put("settings", settings);
    Map<String, Object> counts = new LinkedHashMap<>();
    for (String kind : List.of("changes", "random")) {
      Map<String, Object> scopes = new LinkedHashMap<>();
      Map<String, Object> counted = new LinkedHashMap<>();
      for (String scope : List.of("harmful", "benign", "all")) {
        boolean benign = scope.equals("benign");
        scopes.put(scope, benign ? null : causal(kind, prompts));
        counted.put(
            scope,
            Map.of(
                "traces",
                benign ? 0 : prompts * traces,
                "looping",
                2,
                "cuts",
                benign ? 0 : 214,
                "prefixes",
                benign ? 0 : 310,
                "rollouts",
                benign ? 0 : 15_120,
                "rollouts_fixed",
                benign ? 0 : 42_800,
                "unsettled",
                31));
      }
      causality.put(kind, scopes);
      counts.put(kind, counted);
    }
    causality.put("counts", counts);
    Map<String, Object> paper = new LinkedHashMap<>();
    for (String scope : List.of("harmful", "all")) {
      paper.put(
          scope,
          Map.of(
              "causal_share", estimate(0.13, 0.04, prompts),
              "performative_share", estimate(0.87, 0.04, prompts),
              "locked_share", estimate(0.71, 0.06, prompts),
              "stated_direction", estimate(0.93, 0.05, prompts),
              "table",
                  Map.of(
                      "locked", Map.of("meaningful", 2, "performative", 150),
                      "open", Map.of("meaningful", 26, "performative", 36)),
              "note", "sequential answers, not 100 a cut"));
    }
    causality.put("paper", paper);
    Map<String, String> reasons = new LinkedHashMap<>();
    reasons.put("changes.benign", NO_BENIGN);
    reasons.put("random.benign", NO_BENIGN);
    reasons.put("sentences", "sentences were not asked for");
    causality.put("not_measured", reasons);
    return causality;
  }

  private static Map<String, @Nullable Object> causal(String kind, int n) {
    boolean changes = kind.equals("changes");
    double meaningful = changes ? 0.22 : 0.06;
    Map<String, @Nullable Object> of = new LinkedHashMap<>();
    of.put("meaningful", estimate(meaningful, 0.06, n, NPMLE));
    of.put("meaningful_to_refusal", estimate(meaningful * 0.6, 0.04, n, NPMLE));
    of.put("meaningful_to_compliance", estimate(meaningful * 0.4, 0.04, n, NPMLE));
    of.put("performative", estimate(1 - meaningful, 0.06, n, NPMLE));
    of.put(
        "evidence",
        Map.of(
            "moves", estimate(0.14, 0.04, n),
            "still", estimate(0.55, 0.05, n),
            "cannot_say", estimate(0.31, 0.05, n)));
    of.put("log_odds", estimate(changes ? 0.61 : 0.2, 0.2, n));
    of.put("holm", estimate(changes ? 0.13 : 0.01, 0.03, n));
    of.put("bh", estimate(changes ? 0.17 : 0.02, 0.035, n));
    of.put("power", Map.of("0.1", 0.04, "0.2", 0.31, "0.3", 0.78));
    of.put(
        "lock",
        Map.of(
            "locked", estimate(0, 0, n),
            "open", estimate(0.3, 0.06, n),
            "undetermined", estimate(0.7, 0.06, n)));
    of.put(
        "lock_predicted",
        Map.of("locked", estimate(0.58, 0.06, n), "open", estimate(0.42, 0.06, n)));
    of.put("table", table(4, 120, 24, 66));
    if (changes) {
      of.put("as_stated", estimate(0.91, 0.06, n, NPMLE));
      of.put("meaningful_per_trace", estimate(0.31, 0.08, n));
    }
    return of;
  }

  private static Map<String, Object> table(
      int lockedMoves, int lockedNot, int openMoves, int openNot) {
    return Map.of(
        "locked", Map.of("meaningful", lockedMoves, "performative", lockedNot),
        "open", Map.of("meaningful", openMoves, "performative", openNot),
        "undetermined", Map.of("meaningful", 0, "performative", 0));
  }

  private static Map<String, Object> estimate(double value, double half, int n) {
    return estimate(value, half, n, METHOD);
  }

  private static Map<String, Object> estimate(double value, double half, int n, String method) {
    return Map.of(
        "estimate",
        value,
        "low",
        value - half,
        "high",
        value + half,
        "n",
        4 * n,
        "clusters",
        n,
        "method",
        method);
  }
}
