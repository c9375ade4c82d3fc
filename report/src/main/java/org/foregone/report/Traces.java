package org.foregone.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.foregone.dialogue.Mode;
import org.foregone.statistics.Interval;
import org.foregone.study.config.Experiments;
import org.foregone.study.store.Branches;
import org.foregone.study.store.Cut;
import org.foregone.study.store.Effect;
import org.foregone.study.store.Rollout;
import org.foregone.study.store.Segment;
import org.foregone.study.store.StudyStore;

/// Reads from the store what the page's reader shows of thoughts, up to limits that keep the page
/// quick to open; what is left out is counted and said.
final class Traces {
  /// @param traces on a page, the first of each prompt before the second of any
  /// @param answers of one verdict from one cut
  /// @param characters of such an answer
  record Limits(int traces, int answers, int characters) {}

  static final Limits LIMITS = new Limits(2_000, 3, 240);

  /// A prompt's traces by rollout, what was sampled from the thought that was only opened, and how
  /// many traces the page does not hold.
  record OfPrompt(Map<Integer, TracePage> traces, List<TracePage.Sampled> opened, int leftOut) {}

  private final StudyStore store;
  private final int each;
  private int left = LIMITS.traces();

  /// @param prompts of the study
  Traces(StudyStore store, int prompts) {
    this.store = store;
    this.each = Math.max(1, LIMITS.traces() / Math.max(1, prompts));
  }

  OfPrompt of(String prompt, List<Rollout> rollouts) {
    Map<Integer, List<Segment>> segments =
        store.segments().of(prompt).stream().collect(Collectors.groupingBy(Segment::rollout));
    Map<Integer, List<TracePage.Sampled>> cuts = cuts(prompt);
    Map<Integer, List<Effect>> effects =
        store.changes().effects(prompt).stream()
            .collect(Collectors.groupingBy(e -> e.change().rollout()));
    Map<Integer, TracePage> traces = new TreeMap<>();
    int leftOut = 0;
    for (Rollout rollout : rollouts) {
      int index = rollout.index();
      boolean known =
          segments.containsKey(index) || cuts.containsKey(index) || effects.containsKey(index);
      if (rollout.mode() != Mode.THINK || !known) {
        continue;
      }
      if (left == 0 || traces.size() == each) {
        leftOut++;
        continue;
      }
      left--;
      traces.put(
          index,
          TracePage.of(
              rollout,
              segments.getOrDefault(index, List.of()),
              cuts.getOrDefault(index, List.of()),
              effects.getOrDefault(index, List.of())));
    }
    return new OfPrompt(traces, cuts.getOrDefault(Cut.OPENED, List.of()), leftOut);
  }

  /// What was sampled from a prompt's cuts, by rollout, from front to back.
  private Map<Integer, List<TracePage.Sampled>> cuts(String prompt) {
    Map<Cut, Counted> counted = new LinkedHashMap<>();
    store.branches().answers(prompt, a -> counted.computeIfAbsent(a.cut(), Counted::new).add(a));
    return counted.values().stream()
        .collect(
            Collectors.groupingBy(
                c -> c.cut.rollout(), Collectors.mapping(Counted::sampled, Collectors.toList())));
  }

  /// The branches of one cut as they come.
  private static final class Counted {
    private final Cut cut;
    private final List<TracePage.Answer> answers = new ArrayList<>();
    private final Map<String, Integer> verdicts = new TreeMap<>();

    Counted(Cut cut) {
      this.cut = cut;
    }

    void add(Branches.Answer a) {
      String verdict = a.verdict() == null ? "" : a.verdict().name();
      if (verdicts.merge(verdict, 1, Integer::sum) <= LIMITS.answers()) {
        String text = shortened(a.text());
        answers.add(
            new TracePage.Answer(
                a.index(), verdict, a.ending().name(), text, text.length() < a.text().length()));
      }
    }

    TracePage.Sampled sampled() {
      int complied = verdicts.getOrDefault("COMPLIANCE", 0);
      int settled = complied + verdicts.getOrDefault("REFUSAL", 0);
      // how many causality samples depends on what it saw, so that a plain interval would be wrong
      Interval interval =
          cut.experiment().equals(Experiments.LOCKIN)
              ? TracePage.interval(complied, settled)
              : Interval.NONE;
      return new TracePage.Sampled(
          cut.experiment(),
          cut.way().word(),
          cut.at(),
          cut.omitted(),
          verdicts.values().stream().mapToInt(n -> n).sum(),
          settled,
          complied,
          TracePage.defined(interval.low()),
          TracePage.defined(interval.high()),
          answers);
    }

    /// Never half of a character outside the basic plane.
    private static String shortened(String text) {
      if (text.length() <= LIMITS.characters()) {
        return text;
      }
      int end = LIMITS.characters();
      return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }
  }
}
