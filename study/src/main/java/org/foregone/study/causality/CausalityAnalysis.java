package org.foregone.study.causality;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.statistics.CutCounts;
import org.foregone.statistics.Estimate;
import org.foregone.statistics.LockLabel;
import org.foregone.statistics.SequentialCut;
import org.foregone.study.Intent;
import org.foregone.study.config.StudyConfig.CausalityChoice;
import org.foregone.study.store.Change;
import org.foregone.study.store.Effect;
import org.foregone.study.store.StudyStore;

/// Every number of the causality experiment; docs/FINDINGS.md defines them.
public final class CausalityAnalysis {
  /// Level of a family of cuts.
  static final double ALPHA = .05;

  /// The least change of the compliance rate that counts as one.
  static final double THRESHOLD = .1;

  private static final String ALL = "all";

  private final CausalityRows rows;
  private final CausalityChoice choice;
  private final ClusterBootstrap bootstrap;

  /// The changes of each kind, which are tested together.
  private final Map<Change.Kind, List<Judged>> families = new LinkedHashMap<>();

  /// Those that lack answers.
  private final Map<Change.Kind, List<TestedChange>> undecided = new LinkedHashMap<>();

  private CausalityAnalysis(
      CausalityRows rows, CausalityChoice choice, ClusterBootstrap bootstrap) {
    this.rows = rows;
    this.choice = choice;
    this.bootstrap = bootstrap;
    for (Change.Kind kind : choice.cuts()) {
      Map<Boolean, List<TestedChange>> byDecided =
          rows.changes().stream()
              .filter(t -> t.change().kind() == kind)
              .collect(Collectors.partitioningBy(t -> t.decided(choice)));
      List<TestedChange> decided = byDecided.getOrDefault(true, List.of());
      List<TestedChange> others = byDecided.getOrDefault(false, List.of());
      families.put(
          kind,
          Judged.family(decided.stream().map(t -> Evidence.of(t, choice)).toList(), others.size()));
      undecided.put(kind, others);
    }
  }

  /// The tree under `causality`. Stores what each change did.
  public static Map<String, Object> of(
      StudyStore store, CausalityChoice choice, ClusterBootstrap bootstrap) {
    CausalityAnalysis analysis =
        new CausalityAnalysis(CausalityRows.of(store, choice), choice, bootstrap);
    store.changes().putEffects(analysis.effects());
    return analysis.tree();
  }

  /// The same of rows that are in no store.
  static Map<String, Object> of(
      CausalityRows rows, CausalityChoice choice, ClusterBootstrap bootstrap) {
    return new CausalityAnalysis(rows, choice, bootstrap).tree();
  }

  private List<Effect> effects() {
    List<Effect> effects = new ArrayList<>();
    for (List<Judged> family : families.values()) {
      for (Judged judged : family) {
        Evidence evidence = judged.evidence();
        CutCounts counts = judged.tested().counts();
        LockLabel predicted = evidence.predicted();
        effects.add(
            new Effect(
                judged.tested().change(),
                counts.pre(),
                counts.nPre(),
                counts.post(),
                counts.nPost(),
                evidence.p(),
                judged.holm(),
                judged.bh(),
                evidence.effect(),
                evidence.logOdds().low(),
                evidence.logOdds().high(),
                evidence.lock().name(),
                predicted == null ? null : predicted.name()));
      }
    }
    return effects;
  }

  private Map<String, Object> tree() {
    Map<String, Object> out = new LinkedHashMap<>();
    Map<String, Object> counts = new LinkedHashMap<>();
    out.put("settings", settings());
    out.put("counts", counts);
    families.forEach(
        (kind, family) -> {
          Power power = new Power(rule(size(kind)));
          counts.put(kind.word(), scopes(kind, family, CutFindings::counts));
          out.put(kind.word(), scopes(kind, family, findings -> findings.tree(power)));
        });
    List<Judged> changes = families.get(Change.Kind.CHANGES);
    if (changes != null) {
      out.put("paper", scopes(Change.Kind.CHANGES, changes, f -> PaperFindings.of(f, choice)));
    }
    Map<String, Object> missing = new TreeMap<>();
    out.forEach((name, node) -> missing(name, node, missing));
    out.put("not_measured", missing);
    return out;
  }

  private Map<String, Object> settings() {
    SequentialCut rule = rule(1);
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("rule", choice.sequential() ? "sequential" : "fixed");
    settings.put("k", rule.full());
    settings.put("alpha", ALPHA);
    settings.put("gamma", rule.gamma());
    settings.put("delta", rule.delta());
    Map<String, Object> family = new LinkedHashMap<>();
    families.forEach((kind, cuts) -> family.put(kind.word(), size(kind)));
    settings.put("family", family);
    settings.put("way", choice.way().word());
    settings.put("threshold", THRESHOLD);
    settings.put("traces", choice.traces());
    settings.put("most", choice.most());
    return settings;
  }

  /// Of the family that is adjusted together: those that lack answers too.
  private int size(Change.Kind kind) {
    return families.getOrDefault(kind, List.of()).size()
        + undecided.getOrDefault(kind, List.of()).size();
  }

  private SequentialCut rule(int family) {
    double alpha = ALPHA / Math.max(1, family);
    return choice.sequential()
        ? SequentialCut.inFamily(alpha)
        : SequentialCut.fixed(choice.k(), alpha);
  }

  private Map<String, Object> scopes(
      Change.Kind kind, List<Judged> family, Function<CutFindings, Object> part) {
    Map<String, Object> out = new LinkedHashMap<>();
    for (Intent intent : Intent.values()) {
      out.put(intent.word(), part.apply(scope(kind, family, i -> i == intent)));
    }
    out.put(ALL, part.apply(scope(kind, family, i -> true)));
    return out;
  }

  private CutFindings scope(Change.Kind kind, List<Judged> family, Predicate<Intent> in) {
    return new CutFindings(
        kind,
        rows.prompts().stream().filter(p -> in.test(p.intent())).toList(),
        family.stream().filter(j -> in.test(j.tested().intent())).toList(),
        (int)
            undecided.getOrDefault(kind, List.of()).stream()
                .filter(t -> in.test(t.intent()))
                .count(),
        choice,
        bootstrap);
  }

  /// Why numbers are undefined, by path.
  private void missing(String path, Object node, Map<String, Object> into) {
    switch (node) {
      case Estimate e when !e.measured() -> into.put(path, reason(path));
      case Map<?, ?> map -> map.forEach((key, child) -> missing(path + "." + key, child, into));
      default -> {}
    }
  }

  private String reason(String path) {
    List<String> steps = List.of(path.split("\\."));
    String kind = steps.getFirst().equals("paper") ? "changes" : steps.getFirst();
    boolean any =
        families.getOrDefault(Change.Kind.of(kind), List.of()).stream()
            .map(j -> j.tested().intent().word())
            .anyMatch(intent -> steps.contains(ALL) || steps.contains(intent));
    if (!any) {
      return "no cut of this kind was tested";
    }
    return switch (steps.getLast()) {
      case "as_stated", "stated_direction" -> "no cut moves";
      case "log_odds" -> "no cut moves, or all that do move one way";
      default ->
          steps.contains("lock_predicted")
              ? "nothing is predicted where the sampling is fixed"
              : "no cut has settled answers on both sides";
    };
  }
}
