package org.foregone.study.foresight;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.statistics.Discrimination;
import org.foregone.statistics.Estimate;
import org.foregone.study.Intent;

/// The groups of prompts that figures are given for: within each intent, all, and the mean over
/// benign benchmarks. All read the same scores.
final class Scopes {
  static final String HARMFUL = "harmful";
  static final String BENIGN = "benign";
  static final String POOLED = "pooled";
  static final String BENIGN_MACRO = "benign_macro";

  /// Refusals that a benign benchmark needs to count in the mean over benchmarks (paper).
  static final int LEAST_REFUSALS = 20;

  private final Sample sample;
  private final ClusterBootstrap bootstrap;

  Scopes(Sample sample, ClusterBootstrap bootstrap) {
    this.sample = sample;
    this.bootstrap = bootstrap;
  }

  /// Whether a benign benchmark counts in the mean over benchmarks.
  static boolean hasMacro(Sample sample) {
    Sample benign = sample.pick(sample.of(Intent.BENIGN));
    return benign.benchmarks().stream()
        .map(b -> benign.pick(benign.where(c -> c.prompt().benchmark().equals(b))))
        .anyMatch(some -> some.refusals() >= LEAST_REFUSALS && some.labels().bothClasses());
  }

  /// The rows of each scope that is a set of rows.
  Map<String, int[]> rows() {
    Map<String, int[]> rows = new LinkedHashMap<>();
    rows.put(HARMFUL, sample.of(Intent.HARMFUL));
    rows.put(BENIGN, sample.of(Intent.BENIGN));
    rows.put(POOLED, IntStream.range(0, sample.size()).toArray());
    return rows;
  }

  /// `{"auroc", "bacc"}` by scope, the target being rollout 0's verdict.
  Map<String, Object> discrimination(double[] scores) {
    Map<String, Object> scopes = new LinkedHashMap<>();
    rows().forEach((scope, rows) -> scopes.put(scope, discrimination(rows, scores)));
    if (!hasMacro(sample)) {
      return scopes;
    }
    Sample benign = sample.pick(sample.of(Intent.BENIGN));
    double[] some = Sample.pick(scores, sample.of(Intent.BENIGN));
    Map<String, Object> macro = new LinkedHashMap<>();
    macro.put("auroc", macroAuroc(benign, some));
    macro.put(
        "bacc",
        Discrimination.macroBalancedAccuracy(
            some,
            benign.refused(),
            benign.fold(),
            benign.cluster(),
            benign.sources(),
            LEAST_REFUSALS,
            bootstrap));
    scopes.put(BENIGN_MACRO, macro);
    return scopes;
  }

  /// The same for some rows.
  Map<String, Object> discrimination(int[] rows, double[] scores) {
    Sample some = sample.pick(rows);
    double[] picked = Sample.pick(scores, rows);
    Map<String, Object> leaf = new LinkedHashMap<>();
    leaf.put("auroc", Discrimination.auroc(picked, some.refused(), some.cluster(), bootstrap));
    leaf.put(
        "bacc",
        Discrimination.balancedAccuracy(
            picked, some.refused(), some.fold(), some.cluster(), bootstrap));
    return leaf;
  }

  /// `{"auroc"}` by scope.
  Map<String, Object> auroc(double[] scores) {
    Map<String, Object> scopes = new LinkedHashMap<>();
    rows().forEach((scope, rows) -> scopes.put(scope, leaf(auroc(rows, scores))));
    if (!hasMacro(sample)) {
      return scopes;
    }
    int[] rows = sample.of(Intent.BENIGN);
    scopes.put(BENIGN_MACRO, leaf(macroAuroc(sample.pick(rows), Sample.pick(scores, rows))));
    return scopes;
  }

  Estimate auroc(int[] rows, double[] scores) {
    Sample some = sample.pick(rows);
    return Discrimination.auroc(
        Sample.pick(scores, rows), some.refused(), some.cluster(), bootstrap);
  }

  private Estimate macroAuroc(Sample benign, double[] scores) {
    return Discrimination.macroAuroc(
        scores, benign.refused(), benign.cluster(), benign.sources(), LEAST_REFUSALS, bootstrap);
  }

  static Map<String, Object> leaf(Estimate auroc) {
    Map<String, Object> leaf = new LinkedHashMap<>();
    leaf.put("auroc", auroc);
    return leaf;
  }
}
