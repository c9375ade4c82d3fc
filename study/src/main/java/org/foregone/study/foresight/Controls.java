package org.foregone.study.foresight;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.statistics.Estimate;
import org.foregone.statistics.LabelPermutation;
import org.foregone.statistics.OutOfFold;
import org.foregone.statistics.ProbeSettings;
import org.foregone.statistics.Quantiles;
import org.foregone.statistics.Roc;
import org.foregone.statistics.Targets;
import org.foregone.statistics.TextControl;
import org.foregone.study.Intent;

/// What can be told without the hidden state, over the same folds: a probe that is no better reads
/// the prompt's topic or the token's identity.
final class Controls {
  /// No penalty worth speaking of for one feature; balanced as the probe is.
  private static final ProbeSettings ONE_FEATURE = new ProbeSettings(0, 1, true);

  private final Sample prompts;
  private final Sample thinkers;
  private final ClusterBootstrap bootstrap;

  /// @param thinkers the prompts whose rollout 0 thinks
  Controls(Sample prompts, Sample thinkers, ClusterBootstrap bootstrap) {
    this.prompts = prompts;
    this.thinkers = thinkers;
    this.bootstrap = bootstrap;
  }

  /// AUROC by control and scope.
  Map<String, Object> text() {
    Scopes scopes = new Scopes(prompts, bootstrap);
    Map<String, Object> out = new LinkedHashMap<>();
    out.put(
        "tfidf_prompt",
        scopes.auroc(
            TextControl.PROMPT.logits(
                prompts.cases().stream().map(c -> c.prompt().text()).toList(),
                prompts.labels(),
                prompts.fold())));
    List<String> tokens =
        thinkers.cases().stream().map(c -> String.valueOf(c.firstTokens().get(0))).toList();
    out.put(
        "tfidf_first_token",
        new Scopes(thinkers, bootstrap)
            .auroc(TextControl.FIRST_TOKEN.logits(tokens, thinkers.labels(), thinkers.fold())));
    out.put(
        "prompt_length",
        scopes.auroc(
            oneFeature(
                prompts.cases().stream().mapToDouble(c -> Math.log(c.promptTokens())).toArray())));
    double[] intent =
        oneFeature(
            prompts.cases().stream()
                .mapToDouble(c -> c.prompt().intent() == Intent.HARMFUL ? 1 : 0)
                .toArray());
    int[] all = IntStream.range(0, prompts.size()).toArray();
    out.put("intent", Map.of(Scopes.POOLED, Scopes.leaf(scopes.auroc(all, intent))));
    return out;
  }

  private double[] oneFeature(double[] values) {
    float[][] rows = new float[values.length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new float[] {(float) values[i]};
    }
    return Sample.rounded(OutOfFold.logits(rows, prompts.labels(), prompts.fold(), ONE_FEATURE));
  }

  /// The probe fitted to labels that were permuted within each intent: mean AUROC by scope, with
  /// the 2.5 and 97.5 percentiles of the permutations.
  Map<String, Object> permutation(float[][] rows, ProbeSettings settings, int permutations) {
    double[][] scores = new double[permutations][];
    boolean[][] labels = new boolean[permutations][];
    for (int p = 0; p < permutations; p++) {
      labels[p] = permuted(p);
      scores[p] =
          Sample.rounded(
              OutOfFold.logits(rows, Targets.labels(labels[p]), prompts.fold(), settings));
    }
    Map<String, Object> out = new LinkedHashMap<>();
    new Scopes(prompts, bootstrap)
        .rows()
        .forEach(
            (scope, some) -> {
              double[] found = new double[permutations];
              Arrays.setAll(
                  found,
                  p ->
                      Roc.of(Sample.pick(scores[p], some), Targets.labels(pick(labels[p], some)))
                          .auroc());
              out.put(scope, Scopes.leaf(band(found, some)));
            });
    return out;
  }

  /// Labels of near-duplicates move together.
  private boolean[] permuted(int number) {
    boolean[] labels = prompts.refused();
    for (Intent intent : Intent.values()) {
      int[] rows = prompts.of(intent);
      if (rows.length > 0) {
        boolean[] moved =
            new LabelPermutation(pick(labels, rows), Sample.pick(prompts.cluster(), rows), 0)
                .permuted(number);
        for (int i = 0; i < rows.length; i++) {
          labels[rows[i]] = moved[i];
        }
      }
    }
    return labels;
  }

  private static boolean[] pick(boolean[] labels, int[] rows) {
    boolean[] picked = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      picked[i] = labels[rows[i]];
    }
    return picked;
  }

  private static Estimate band(double[] values, int[] rows) {
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    if (sorted.length == 0) {
      return Estimate.none("permutations of the labels within intent");
    }
    return new Estimate(
        Arrays.stream(sorted).average().orElse(Double.NaN),
        Quantiles.ofSorted(sorted, .025),
        Quantiles.ofSorted(sorted, .975),
        sorted.length,
        rows.length,
        "mean and 2.5 to 97.5 percentiles over permutations of the labels within intent");
  }
}
