package org.foregone.study.lockin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.foregone.judging.Verdict;
import org.foregone.study.PromptUnits.Rate;
import org.foregone.study.config.Experiments;
import org.foregone.study.store.Cut;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.ThoughtLength;
import org.foregone.study.store.Way;
import org.jspecify.annotations.Nullable;

/// The rows of the lock-in experiment as analyses look at them: prompts, their thoughts, and the
/// answers after each cut.
public final class CutThoughts {
  private final LockinPlan plan;
  private final SortedMap<String, List<ThoughtLength>> thoughts;
  private final Map<Cut, Answers> answers = new HashMap<>();
  private final Map<String, Integer> unsettled = new HashMap<>();

  public CutThoughts(StudyStore store, LockinPlan plan) {
    this.plan = plan;
    this.thoughts = store.branches().thoughts(plan.traces());
    store
        .branches()
        .outcomes(
            Experiments.LOCKIN,
            branch -> {
              if (branch.index() >= wanted(branch.cut())) {
                return; // of a run that wanted more
              }
              answers.merge(
                  branch.cut(), Answers.NONE.and(branch), (before, one) -> before.and(branch));
              if (!branch.settled()) {
                unsettled.merge(branch.cut().prompt(), 1, Integer::sum);
              }
            });
  }

  private int wanted(Cut cut) {
    return plan.branches() * (cut.rollout() == Cut.OPENED ? thoughts(cut.prompt()).size() : 1);
  }

  LockinPlan plan() {
    return plan;
  }

  /// Of prompts of one intent, or any others.
  int unsettled(List<String> prompts) {
    return prompts.stream().mapToInt(p -> unsettled.getOrDefault(p, 0)).sum();
  }

  public List<ThoughtLength> thoughts(String prompt) {
    return thoughts.getOrDefault(prompt, List.of());
  }

  /// After a cut of one thought; of an opened one those that are its share. None where the thought
  /// is not that long or nothing was sampled.
  Answers after(String prompt, ThoughtLength thought, int percent, Way way) {
    if (percent == 0) {
      List<ThoughtLength> all = thoughts(prompt);
      return opened(prompt, way).part(all.indexOf(thought), all.size());
    }
    if (!plan.reaches(thought, percent)) {
      return Answers.NONE;
    }
    int at = LockinPlan.offset(percent, thought.length());
    return answers.getOrDefault(
        new Cut(prompt, Experiments.LOCKIN, thought.rollout(), at, way), Answers.NONE);
  }

  /// After the opened thought, which all thoughts of a prompt share.
  Answers opened(String prompt, Way way) {
    return answers.getOrDefault(
        new Cut(prompt, Experiments.LOCKIN, Cut.OPENED, 0, way), Answers.NONE);
  }

  /// After the cuts of all thoughts of a prompt, one entry a prefix.
  public List<Answers> prefixes(String prompt, int percent, Way way) {
    if (percent == 0) {
      return List.of(opened(prompt, way));
    }
    return thoughts(prompt).stream().map(t -> after(prompt, t, percent, way)).toList();
  }

  /// Chance that an answer after a cut is as the trace that was cut; after the opened thought, as a
  /// trace of the prompt. Traces without a settled verdict are left out.
  public Rate agreement(String prompt, int percent, Way way) {
    List<Rate> rates = new ArrayList<>();
    for (ThoughtLength thought : thoughts(prompt)) {
      Verdict verdict = thought.verdict();
      if (verdict != null && verdict.settled()) {
        Answers answers = percent == 0 ? opened(prompt, way) : after(prompt, thought, percent, way);
        rates.add(answers.agreement(verdict == Verdict.REFUSAL));
      }
    }
    return Rate.mean(rates);
  }

  /// Whether the majority of all answers after a cut refuses, a tie being compliance; null without
  /// answers.
  @Nullable Boolean label(List<Answers> prefixes) {
    int settled = prefixes.stream().mapToInt(Answers::settled).sum();
    int refusals = prefixes.stream().mapToInt(Answers::refusals).sum();
    return settled == 0 ? null : 2 * refusals > settled;
  }

  /// The percentages up to the whole thought, in their order.
  List<Integer> within() {
    return new ArrayList<>(
        plan.percents().stream().filter(percent -> percent <= LockinPlan.WHOLE).toList());
  }
}
