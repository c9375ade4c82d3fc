package org.foregone.study.foresight;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.foregone.judging.Verdict;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.statistics.Discrimination;
import org.foregone.statistics.OutOfFold;
import org.foregone.statistics.ProbeSettings;
import org.foregone.statistics.Targets;
import org.foregone.study.store.StateRow;

/// The target "how often does this prompt end in refusal": a prompt's rollouts share its weight of
/// 1. A state of the prompt stands for all of them; a first thinking token for those that begin
/// with it.
///
/// @param sample the prompts
/// @param prompt place of each row's prompt in the sample
/// @param states where each row's state is kept
/// @param targets share of the prompt's settled rollouts that the row stands for, by verdict
record RateTarget(Sample sample, int[] prompt, List<StateRow> states, Targets targets) {

  static RateTarget ofPrompts(Sample sample) {
    return new RateTarget(
        sample,
        IntStream.range(0, sample.size()).toArray(),
        sample.cases().stream().map(c -> Objects.requireNonNull(c.at(ForesightPlan.LAST))).toList(),
        Targets.rates(sample.refusalRates()));
  }

  static RateTarget ofFirstTokens(Sample sample) {
    List<Integer> prompts = new ArrayList<>();
    List<StateRow> states = new ArrayList<>();
    List<Double> refusals = new ArrayList<>();
    List<Double> compliances = new ArrayList<>();
    for (int p = 0; p < sample.size(); p++) {
      ForesightCase one = sample.cases().get(p);
      Map<Integer, int[]> counts = new TreeMap<>();
      Map<Integer, StateRow> where = new TreeMap<>();
      one.verdicts()
          .forEach(
              (rollout, verdict) -> {
                StateRow state = one.firsts().get(rollout);
                Integer token = one.firstTokens().get(rollout);
                if (state != null && token != null) {
                  where.putIfAbsent(token, state);
                  counts
                      .computeIfAbsent(token, t -> new int[2])[
                      verdict == Verdict.REFUSAL ? 0 : 1]++;
                }
              });
      double all = counts.values().stream().flatMapToInt(IntStream::of).sum();
      for (Map.Entry<Integer, int[]> token : counts.entrySet()) {
        prompts.add(p);
        states.add(Objects.requireNonNull(where.get(token.getKey())));
        refusals.add(token.getValue()[0] / all);
        compliances.add(token.getValue()[1] / all);
      }
    }
    return new RateTarget(
        sample,
        prompts.stream().mapToInt(Integer::intValue).toArray(),
        states,
        new Targets(
            refusals.stream().mapToDouble(Double::doubleValue).toArray(),
            compliances.stream().mapToDouble(Double::doubleValue).toArray()));
  }

  /// `{"auroc", "spearman"}` by scope.
  Map<String, Object> discrimination(
      float[][] rows, ProbeSettings settings, ClusterBootstrap bootstrap) {
    double[] scores =
        rows.length == 0
            ? new double[0]
            : Sample.rounded(
                OutOfFold.logits(rows, targets, Sample.pick(sample.fold(), prompt), settings));
    double[] means = meanScores(scores);
    Map<String, Object> out = new LinkedHashMap<>();
    new Scopes(sample, bootstrap)
        .rows()
        .forEach((scope, picked) -> out.put(scope, leaf(picked, scores, means, bootstrap)));
    return out;
  }

  private Map<String, Object> leaf(
      int[] scope, double[] scores, double[] means, ClusterBootstrap bootstrap) {
    boolean[] in = new boolean[sample.size()];
    IntStream.of(scope).forEach(p -> in[p] = true);
    int[] rows = IntStream.range(0, prompt.length).filter(i -> in[prompt[i]]).toArray();
    Sample some = sample.pick(scope);
    Map<String, Object> leaf = new LinkedHashMap<>();
    leaf.put(
        "auroc",
        Discrimination.auroc(
            Sample.pick(scores, rows),
            new Targets(
                Sample.pick(targets.refusal(), rows), Sample.pick(targets.compliance(), rows)),
            Sample.pick(Sample.pick(sample.cluster(), prompt), rows),
            bootstrap));
    leaf.put(
        "spearman",
        Discrimination.spearman(
            Sample.pick(means, scope), some.refusalRates(), some.cluster(), bootstrap));
    return leaf;
  }

  /// Each prompt's mean score over its rollouts; NaN without any.
  private double[] meanScores(double[] scores) {
    double[] sums = new double[sample.size()];
    double[] weights = new double[sample.size()];
    for (int i = 0; i < scores.length; i++) {
      double weight = targets.refusal()[i] + targets.compliance()[i];
      sums[prompt[i]] += weight * scores[i];
      weights[prompt[i]] += weight;
    }
    double[] means = new double[sums.length];
    Arrays.setAll(means, p -> sums[p] / weights[p]);
    return means;
  }
}
