package org.foregone.study.foresight;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.foregone.judging.Verdict;
import org.foregone.study.config.Experiments;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.StateRow;
import org.foregone.study.store.StoredPrompt;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Trace;

/// One prompt as the analysis sees it.
///
/// @param refused rollout 0's verdict
/// @param refusals settled thinking rollouts that refuse, rollout 0 among them
/// @param compliances those that comply
/// @param anchors where the prompt's own states are kept, by anchor
/// @param firsts where the state at the first thinking token of each rollout is kept, by rollout
/// @param verdicts of the settled rollouts, by rollout
/// @param firstTokens the first thinking token of each rollout that has one, by rollout
/// @param promptTokens length of the rendered prompt
record ForesightCase(
    Prompt prompt,
    boolean refused,
    int refusals,
    int compliances,
    Map<String, StateRow> anchors,
    Map<Integer, StateRow> firsts,
    Map<Integer, Verdict> verdicts,
    Map<Integer, Integer> firstTokens,
    int promptTokens) {

  /// What can be analysed, ordered by prompt id, and what cannot.
  ///
  /// @param leftOut prompts with states whose rollout 0 has no settled verdict
  record All(List<ForesightCase> cases, List<Prompt> leftOut) {}

  static All read(StudyStore store, int rollouts) {
    Map<String, List<StateRow>> states = new TreeMap<>();
    store
        .states(Experiments.FORESIGHT)
        .forEach(row -> states.computeIfAbsent(row.prompt(), p -> new ArrayList<>()).add(row));
    List<ForesightCase> cases = new ArrayList<>();
    List<Prompt> leftOut = new ArrayList<>();
    for (StoredPrompt stored : store.prompts()) {
      List<StateRow> rows = states.get(stored.prompt().id());
      if (rows == null) {
        continue;
      }
      List<Trace> traces = store.traces(stored.prompt().id(), rollouts);
      Map<Integer, Verdict> verdicts = new TreeMap<>();
      for (Trace trace : traces) {
        if (trace.settled()) {
          verdicts.put(trace.index(), Objects.requireNonNull(trace.verdict()));
        }
      }
      Verdict label = verdicts.get(0);
      if (label == null) {
        leftOut.add(stored.prompt());
      } else {
        cases.add(of(stored, label, verdicts, traces, rows));
      }
    }
    return new All(cases, leftOut);
  }

  private static ForesightCase of(
      StoredPrompt stored,
      Verdict label,
      Map<Integer, Verdict> verdicts,
      List<Trace> traces,
      List<StateRow> rows) {
    Map<String, StateRow> anchors = new HashMap<>();
    Map<Integer, StateRow> firsts = new TreeMap<>();
    for (StateRow row : rows) {
      if (row.rollout() == StateRow.PROMPT) {
        anchors.put(row.anchor(), row);
      } else if (row.rows() > 0) {
        firsts.put(row.rollout(), row);
      }
    }
    Map<Integer, Integer> firstTokens = new TreeMap<>();
    for (Trace trace : traces) {
      if (!trace.thinking().isEmpty()) {
        firstTokens.put(trace.index(), trace.tokens()[trace.thinking().start()]);
      }
    }
    int refusals = (int) verdicts.values().stream().filter(v -> v == Verdict.REFUSAL).count();
    return new ForesightCase(
        stored.prompt(),
        label == Verdict.REFUSAL,
        refusals,
        verdicts.size() - refusals,
        anchors,
        firsts,
        verdicts,
        firstTokens,
        stored.tokens());
  }

  /// Where the state at an anchor is kept for rollout 0.
  ///
  /// @return null when rollout 0 has no thought
  @org.jspecify.annotations.Nullable
  StateRow at(String anchor) {
    return anchor.equals(ForesightPlan.FIRST) ? firsts.get(0) : anchors.get(anchor);
  }
}
