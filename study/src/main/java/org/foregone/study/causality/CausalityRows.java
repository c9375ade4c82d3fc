package org.foregone.study.causality;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.foregone.judging.Stance;
import org.foregone.statistics.NearDuplicates;
import org.foregone.study.config.Experiments;
import org.foregone.study.config.StudyConfig.CausalityChoice;
import org.foregone.study.deliberation.StanceRuns;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Branch;
import org.foregone.study.store.Change;
import org.foregone.study.store.Cut;
import org.foregone.study.store.Segment;
import org.foregone.study.store.StoredPrompt;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Trace;
import org.jspecify.annotations.Nullable;

/// What the store has for causality.
record CausalityRows(List<TestedPrompt> prompts, List<TestedChange> changes) {
  CausalityRows {
    prompts = List.copyOf(prompts);
    changes = List.copyOf(changes);
  }

  static CausalityRows of(StudyStore store, CausalityChoice choice) {
    List<Prompt> all = store.prompts().stream().map(StoredPrompt::prompt).toList();
    int[] groups = NearDuplicates.groups(all.stream().map(Prompt::text).toList());
    Map<String, Integer> numbers = new HashMap<>();
    List<TestedPrompt> prompts = new ArrayList<>();
    for (int i = 0; i < groups.length; i++) {
      numbers.put(all.get(i).id(), i);
      prompts.add(prompt(store, all.get(i), groups[i], choice));
    }
    Map<Cut, CutAnswers> answers = answers(store);
    List<TestedChange> changes = new ArrayList<>();
    for (Change change : store.changes().all()) {
      Integer number = numbers.get(change.prompt());
      if (number != null && change.rollout() < choice.traces()) {
        changes.add(
            new TestedChange(
                change,
                all.get(number).intent(),
                groups[number],
                answers.getOrDefault(
                    change.preCut(Experiments.CAUSALITY, choice.way()), CutAnswers.NONE),
                answers.getOrDefault(
                    change.postCut(Experiments.CAUSALITY, choice.way()), CutAnswers.NONE)));
      }
    }
    return new CausalityRows(prompts, changes);
  }

  private static TestedPrompt prompt(
      StudyStore store, Prompt prompt, int cluster, CausalityChoice choice) {
    Map<Integer, List<@Nullable Stance>> stances = new HashMap<>();
    for (Segment segment : store.segments().of(prompt.id())) {
      stances.computeIfAbsent(segment.rollout(), r -> new ArrayList<>()).add(segment.stance());
    }
    int traces = 0;
    int looping = 0;
    int oscillations = 0;
    for (Trace trace : store.traces(prompt.id(), choice.traces())) {
      List<@Nullable Stance> of = stances.get(trace.index());
      if (of != null && trace.loops()) {
        looping++;
      } else if (of != null) {
        traces++;
        oscillations += StanceRuns.of(of).changes().size();
      }
    }
    return new TestedPrompt(prompt.intent(), cluster, traces, looping, oscillations);
  }

  private static Map<Cut, CutAnswers> answers(StudyStore store) {
    Map<Cut, CutAnswers> answers = new HashMap<>();
    List<Branch.Outcome> ofOne = new ArrayList<>(); // they come cut by cut
    store
        .branches()
        .outcomes(
            Experiments.CAUSALITY,
            branch -> {
              if (!ofOne.isEmpty() && !ofOne.getFirst().cut().equals(branch.cut())) {
                answers.put(ofOne.getFirst().cut(), CutAnswers.of(ofOne));
                ofOne.clear();
              }
              ofOne.add(branch);
            });
    if (!ofOne.isEmpty()) {
      answers.put(ofOne.getFirst().cut(), CutAnswers.of(ofOne));
    }
    return answers;
  }
}
