package org.foregone.study.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foregone.statistics.Estimate;

/// A study's numbers as a tree: docs/FINDINGS.md lists the paths.
///
/// @param study facts about the study: name, model, prompts, rollouts, seed, complete, missing
/// @param experiments by name, nested maps and lists whose leaves are [Estimate]s, counts or texts
/// @param truth known values by dotted path (`outcome.asr.think.rate`), for organisms; else empty
public record Findings(
    Map<String, Object> study, Map<String, Object> experiments, SortedMap<String, Double> truth) {
  public static final String SCHEMA = "foregone.findings/1";

  public Findings {
    study = Collections.unmodifiableMap(new LinkedHashMap<>(study));
    experiments = Collections.unmodifiableMap(new LinkedHashMap<>(experiments));
    truth = Collections.unmodifiableSortedMap(new TreeMap<>(truth));
  }

  /// Whether every planned rollout is there.
  public boolean complete() {
    return Boolean.TRUE.equals(study.get("complete"));
  }

  /// Every estimate by dotted path, the experiment's name first; places in lists are numbers.
  public SortedMap<String, Estimate> estimates() {
    SortedMap<String, Estimate> estimates = new TreeMap<>();
    experiments.forEach((name, tree) -> collect(name, tree, estimates));
    return estimates;
  }

  private static void collect(String path, Object node, SortedMap<String, Estimate> into) {
    switch (node) {
      case Estimate estimate -> into.put(path, estimate);
      case Map<?, ?> map -> map.forEach((key, child) -> collect(path + "." + key, child, into));
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          collect(path + "." + i, list.get(i), into);
        }
      }
      default -> {}
    }
  }

  /// The text of `findings.json`; what is not a number is `null`.
  public String json() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("schema", SCHEMA);
    root.put("study", study);
    root.putAll(experiments);
    if (!truth.isEmpty()) {
      root.put("truth", truth);
    }
    return NumbersTree.json(root);
  }
}
