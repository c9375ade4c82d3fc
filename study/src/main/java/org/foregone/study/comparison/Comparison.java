package org.foregone.study.comparison;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.foregone.dialogue.Mode;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.statistics.Estimate;
import org.foregone.statistics.Proportions;
import org.foregone.statistics.TradeOff;
import org.foregone.study.Intent;
import org.foregone.study.comparison.PromptRow.Place;

/// What changed from one study to another, prompt by prompt; docs/FINDINGS.md defines every number
/// and both verdicts.
///
/// @param tree as `comparison.json` has it; its leaves are [Estimate]s, counts and texts
public record Comparison(
    Discriminates discrimination, Deliberates deliberation, Map<String, Object> tree) {
  public Comparison {
    tree = Collections.unmodifiableMap(new LinkedHashMap<>(tree));
  }

  public static Comparison of(ComparedStudy base, ComparedStudy other, ClusterBootstrap bootstrap) {
    PairedRows rows = PairedRows.of(base.rows(), other.rows());
    return of(base, other, rows, Differences.between(base, other, rows), bootstrap);
  }

  static Comparison of(
      ComparedStudy base,
      ComparedStudy other,
      PairedRows rows,
      List<String> warnings,
      ClusterBootstrap bootstrap) {
    OutcomeChanges outcome = new OutcomeChanges(rows, bootstrap);
    ThinkingChanges thinking = new ThinkingChanges(rows, bootstrap);
    Verdicts verdicts = Verdicts.of(outcome, thinking);
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("base", base.name());
    tree.put("other", other.name());
    tree.put("discrimination", verdicts.discrimination().word());
    tree.put("deliberation", verdicts.deliberation().word());
    Map<String, Object> words = new LinkedHashMap<>();
    words.put("discrimination", verdicts.discriminationWords());
    words.put("deliberation", verdicts.deliberationWords());
    words.put("evidence", verdicts.evidence());
    tree.put("verdict", words);
    tree.put("warnings", warnings);
    tree.put("prompts", prompts(base, other, rows));
    Map<String, Object> numbers = new LinkedHashMap<>();
    outcomes(outcome, numbers);
    numbers.put("plane", plane(outcome, base));
    thinking(thinking, numbers);
    unpaired(base, other, rows.identical(), numbers);
    tree.putAll(numbers);
    Map<String, Object> missing = new TreeMap<>();
    numbers.forEach((name, node) -> missing(name, node, missing));
    tree.put("not_measured", missing);
    return new Comparison(verdicts.discrimination(), verdicts.deliberation(), tree);
  }

  private static Map<String, Object> prompts(
      ComparedStudy base, ComparedStudy other, PairedRows rows) {
    Map<String, Object> prompts = new LinkedHashMap<>();
    for (Intent intent : Intent.values()) {
      int paired = rows.count(intent);
      Map<String, Object> counts = new LinkedHashMap<>();
      counts.put("paired", paired);
      counts.put("base_only", count(base, intent) - paired);
      counts.put("other_only", count(other, intent) - paired);
      prompts.put(intent.word(), counts);
    }
    return prompts;
  }

  private static int count(ComparedStudy study, Intent intent) {
    return (int) study.rows().stream().filter(r -> r.prompt().intent() == intent).count();
  }

  private static void outcomes(OutcomeChanges outcome, Map<String, Object> into) {
    Map<String, Object> asr = new LinkedHashMap<>();
    Map<String, Object> orr = new LinkedHashMap<>();
    for (Mode mode : Mode.values()) {
      String word = mode.name().toLowerCase(Locale.ROOT);
      asr.put(word, outcome.asr(mode).tree());
      orr.put(word, outcome.orr(mode).tree());
    }
    into.put("asr", asr);
    into.put("orr", orr);
    Map<String, Object> auroc = outcome.auroc().tree();
    auroc.put("answers", outcome.answersPerRate());
    into.put("auroc", auroc);
    into.put("dprime", outcome.dPrime().tree());
  }

  private static Map<String, Object> plane(OutcomeChanges outcome, ComparedStudy base) {
    Map<String, Object> plane = new LinkedHashMap<>();
    plane.put("line", outcome.plane().line().stream().map(Comparison::point).toList());
    plane.put("at", point(outcome.plane().at()));
    plane.put("excess", outcome.excess(.95));
    plane.put("steering", base.steering());
    return plane;
  }

  private static Map<String, Object> point(TradeOff.Point point) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("shift", point.shift());
    tree.put("asr", point.asr());
    tree.put("orr", point.orr());
    return tree;
  }

  private static void thinking(ThinkingChanges thinking, Map<String, Object> into) {
    into.put("score", scopes(List.of(Scope.values()), s -> thinking.score(s).tree()));
    Map<String, Object> foresight = new LinkedHashMap<>();
    for (String anchor : List.of("prompt", "first")) {
      foresight.put(
          anchor, scopes(List.of(Scope.values()), s -> thinking.foresight(anchor, s).tree()));
    }
    into.put("foresight", foresight);
    into.put("lockin", lockin(thinking));
    into.put("oscillations", scopes(List.of(Scope.values()), s -> thinking.oscillations(s).tree()));
    into.put("thinking_length", scopes(Scope.INTENTS, s -> thinking.thinkingLength(s).tree()));
    into.put("cost", scopes(Scope.INTENTS, s -> thinking.cost(s).tree()));
  }

  private static Map<String, Object> scopes(List<Scope> scopes, Function<Scope, Object> of) {
    Map<String, Object> tree = new LinkedHashMap<>();
    scopes.forEach(scope -> tree.put(scope.word(), of.apply(scope)));
    return tree;
  }

  private static Map<String, Object> lockin(ThinkingChanges thinking) {
    Map<String, Object> lockin = new LinkedHashMap<>();
    for (Place place : thinking.places()) {
      Map<String, Object> way = new LinkedHashMap<>();
      if (lockin.putIfAbsent(place.way().word(), way) instanceof Map<?, ?> before) {
        before.forEach((cut, of) -> way.put(String.valueOf(cut), of));
        lockin.put(place.way().word(), way);
      }
      way.put("c" + place.percent(), scopes(Scope.INTENTS, scope -> at(thinking, place, scope)));
    }
    return lockin;
  }

  private static Map<String, Object> at(ThinkingChanges thinking, Place place, Scope scope) {
    Map<String, Object> at = new LinkedHashMap<>();
    at.put("compliance", thinking.compliance(place, scope).tree());
    at.put("agreement", thinking.agreement(place, scope).tree());
    at.put("variance", thinking.variance(place, scope).tree());
    return at;
  }

  /// Shares whose own fit is too dear to repeat on pairs: from the findings of either study.
  private static void unpaired(
      ComparedStudy base, ComparedStudy other, boolean identical, Map<String, Object> into) {
    for (String name : List.of("meaningful", "meaningful_per_trace")) {
      into.put(
          name,
          scopes(
              List.of(Scope.values()),
              scope -> {
                String path = "causality.changes.%s.%s".formatted(scope.word(), name);
                Estimate before = stored(base, path);
                Estimate after = stored(other, path);
                Estimate change = Proportions.independentDifference(after, before);
                boolean same = identical && before.equals(after); // their branches may differ
                return Measured.tree(before, after, same ? Measured.none(change) : change);
              }));
    }
  }

  private static Estimate stored(ComparedStudy study, String path) {
    return study.stored().getOrDefault(path, Estimate.none("not among the study's findings"));
  }

  /// Why numbers are undefined, by path.
  private static void missing(String path, Object node, Map<String, Object> into) {
    if (node instanceof Estimate e) {
      if (!e.measured()) {
        into.put(path, Reasons.of(path));
      }
    } else if (node instanceof Map<?, ?> map) {
      boolean pair = map.containsKey("change");
      List<Object> names = new ArrayList<>(map.keySet());
      names.removeIf(name -> pair && !name.equals("change"));
      names.forEach(name -> missing(pair ? path : path + "." + name, childOf(map, name), into));
    }
  }

  private static Object childOf(Map<?, ?> map, Object name) {
    Object child = map.get(name);
    return child == null ? "" : child;
  }
}
