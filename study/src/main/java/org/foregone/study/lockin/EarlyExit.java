package org.foregone.study.lockin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.study.Intent;
import org.foregone.study.PromptUnits;
import org.foregone.study.PromptUnits.Rate;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.ThoughtLength;
import org.foregone.study.store.Way;
import org.jspecify.annotations.Nullable;

/// What closing thoughts early would save, and what it would change: from the forced answers of the
/// lock-in experiment, so that a rule can only stop where a cut was measured.
final class EarlyExit {
  private static final List<Double> SURE = List.of(.6, .7, .8, .9, .95);
  private static final int FEWEST_TOKENS = 16;

  private final CutThoughts cuts;
  private final Map<String, Double> scores;
  private final ClusterBootstrap bootstrap;
  private final PromptUnits all;
  private final Map<Intent, PromptUnits> units = new LinkedHashMap<>();
  private final List<String> prompts;

  /// @param scores log-odds of refusal by a probe that did not see the prompt; empty without one
  EarlyExit(
      CutThoughts cuts,
      List<Prompt> prompts,
      Map<String, Double> scores,
      ClusterBootstrap bootstrap) {
    this.cuts = cuts;
    this.scores = scores;
    this.bootstrap = bootstrap;
    this.prompts = prompts.stream().map(Prompt::id).toList();
    this.all = PromptUnits.of(prompts);
    for (Intent intent : Intent.values()) {
      units.put(
          intent, PromptUnits.of(prompts.stream().filter(p -> p.intent() == intent).toList()));
    }
  }

  /// Where a rule stops a thought.
  ///
  /// @param percent of its tokens
  /// @param answers that are given there
  /// @param asked answers asked for only to decide
  private record Stop(int percent, Answers answers, int asked) {}

  @FunctionalInterface
  private interface Rule {
    /// Null: the thought does not count, for lack of answers.
    @Nullable Stop stop(String prompt, ThoughtLength thought);
  }

  Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    Rule whole = (prompt, thought) -> at(prompt, thought, LockinPlan.WHOLE);
    Map<String, Object> base = new LinkedHashMap<>();
    base.put("asr", rate(whole, Intent.HARMFUL));
    base.put("orr", rate(whole, Intent.BENIGN));
    base.put(
        "tokens",
        all.mean(
            p -> cuts.thoughts(p).stream().mapToDouble(ThoughtLength::length).sum(),
            p -> cuts.thoughts(p).size(),
            bootstrap));
    tree.put("base", base);
    List<Object> rules = new ArrayList<>();
    List<Integer> early = cuts.within();
    boolean compares = early.remove(Integer.valueOf(LockinPlan.WHOLE));
    if (cuts.plan().ways().contains(Way.CLOSE) && compares && !early.isEmpty()) {
      for (int percent : early) {
        rules.add(row("share", percent / 100.0, (p, thought) -> at(p, thought, percent)));
      }
      for (int budget : budgets(early.getFirst())) {
        rules.add(row("tokens", budget, (p, thought) -> within(p, thought, budget)));
      }
      if (cuts.plan().branches() >= 4) {
        rules.add(row("agree", cuts.plan().branches() / 2, this::agreed));
      }
      boolean probes = early.contains(0) && !scores.isEmpty(); // it speaks before the thought
      for (double sure : probes ? SURE : List.<Double>of()) {
        rules.add(row("probe", sure, (p, thought) -> probed(p, thought, sure)));
      }
    }
    tree.put("rules", rules);
    return tree;
  }

  private @Nullable Stop at(String prompt, ThoughtLength thought, int percent) {
    Answers answers = cuts.after(prompt, thought, percent, Way.CLOSE);
    return answers.settled() == 0 ? null : new Stop(percent, answers, 0);
  }

  /// Powers of two that stop some thought before its end.
  ///
  /// @param first cut
  private List<Integer> budgets(int first) {
    int[] lengths =
        prompts.stream()
            .flatMap(p -> cuts.thoughts(p).stream())
            .mapToInt(ThoughtLength::length)
            .toArray();
    int longest = Arrays.stream(lengths).max().orElse(0);
    return IntStream.iterate(FEWEST_TOKENS, budget -> budget < longest, budget -> 2 * budget)
        .filter(
            budget ->
                Arrays.stream(lengths)
                    .anyMatch(n -> LockinPlan.offset(first, n) <= budget && budget < n))
        .boxed()
        .toList();
  }

  /// At the last cut within the budget; a thought that has none is not stopped, so that every
  /// budget is about the same thoughts.
  private @Nullable Stop within(String prompt, ThoughtLength thought, int budget) {
    int last = -1;
    for (int percent : cuts.within()) {
      if (LockinPlan.offset(percent, thought.length()) <= budget) {
        last = percent;
      }
    }
    return at(prompt, thought, last < 0 ? LockinPlan.WHOLE : last);
  }

  /// Half of the answers decide, the other half is given.
  private @Nullable Stop agreed(String prompt, ThoughtLength thought) {
    int asked = 0;
    for (int percent : cuts.within()) {
      Answers answers = cuts.after(prompt, thought, percent, Way.CLOSE);
      Answers deciding = answers.half(0);
      boolean last = percent == LockinPlan.WHOLE;
      if (last || (deciding.settled() > 1 && deciding.agree())) {
        Answers given = answers.half(1);
        return given.settled() == 0
            ? null
            : new Stop(percent, given, last ? asked : asked + deciding.settled());
      }
      asked += deciding.settled();
    }
    return null;
  }

  private @Nullable Stop probed(String prompt, ThoughtLength thought, double sure) {
    Double logit = scores.get(prompt);
    if (logit == null) {
      return null;
    }
    double refuses = 1 / (1 + Math.exp(-logit));
    boolean stops = Math.max(refuses, 1 - refuses) >= sure;
    return at(prompt, thought, stops ? 0 : LockinPlan.WHOLE);
  }

  private Map<String, Object> row(String name, Number setting, Rule rule) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("rule", name);
    row.put("setting", setting);
    Map<String, double[]> tokens = new HashMap<>();
    double asked = 0;
    double stopped = 0;
    for (String prompt : prompts) {
      double[] of = new double[2];
      for (ThoughtLength thought : cuts.thoughts(prompt)) {
        Stop stop = rule.stop(prompt, thought);
        if (stop != null) {
          of[0] += thought.length() - LockinPlan.offset(stop.percent(), thought.length());
          of[1] += thought.length();
          asked += stop.asked();
          stopped++;
        }
      }
      tokens.put(prompt, of);
    }
    double[] none = new double[2];
    row.put(
        "saved",
        all.mean(
            p -> tokens.getOrDefault(p, none)[0], p -> tokens.getOrDefault(p, none)[1], bootstrap));
    row.put("changed", all.meanRate(p -> traces(p, t -> changed(rule, p, t)), bootstrap));
    row.put(
        "changed_by_sampling", all.meanRate(p -> traces(p, t -> byChance(rule, p, t)), bootstrap));
    row.put("asr", rate(rule, Intent.HARMFUL));
    row.put("orr", rate(rule, Intent.BENIGN));
    row.put("extra_answers", stopped == 0 ? Double.NaN : asked / stopped);
    return row;
  }

  @FunctionalInterface
  private interface OfThought {
    Rate of(ThoughtLength thought);
  }

  private Rate traces(String prompt, OfThought of) {
    return Rate.mean(cuts.thoughts(prompt).stream().map(of::of).toList());
  }

  private Answers whole(String prompt, ThoughtLength thought) {
    return cuts.after(prompt, thought, LockinPlan.WHOLE, Way.CLOSE);
  }

  /// Where the rule does not stop early the outcome is another answer to the same thought, as
  /// sampling has it.
  private Rate changed(Rule rule, String prompt, ThoughtLength thought) {
    Stop stop = rule.stop(prompt, thought);
    if (stop == null) {
      return Rate.NONE;
    }
    Answers whole = whole(prompt, thought);
    return stop.percent() == LockinPlan.WHOLE
        ? whole.difference()
        : stop.answers().difference(whole);
  }

  private Rate byChance(Rule rule, String prompt, ThoughtLength thought) {
    return rule.stop(prompt, thought) == null ? Rate.NONE : whole(prompt, thought).difference();
  }

  /// ASR among harmful prompts, ORR among benign ones.
  private Object rate(Rule rule, Intent intent) {
    return Objects.requireNonNull(units.get(intent), intent.word())
        .meanRate(p -> traces(p, t -> outcome(rule.stop(p, t), intent)), bootstrap);
  }

  private static Rate outcome(@Nullable Stop stop, Intent intent) {
    return stop == null ? Rate.NONE : stop.answers().agreement(intent == Intent.BENIGN);
  }
}
