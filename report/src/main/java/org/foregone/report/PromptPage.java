package org.foregone.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.foregone.dialogue.Mode;
import org.foregone.judging.Verdict;
import org.foregone.study.outcome.PromptOutcomes;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.StoredPrompt;
import org.jspecify.annotations.Nullable;

/// One prompt as the page's reader shows it, with all its rollouts.
///
/// @param intent `HARMFUL` or `BENIGN`
/// @param line line of `source` it came from
/// @param markers whether the text contains the model's control markers
/// @param modes what its rollouts came to, by mode
record PromptPage(
    String id,
    String intent,
    String benchmark,
    String category,
    String text,
    String source,
    int line,
    boolean markers,
    int tokens,
    List<Rollout> rollouts,
    Map<String, ModeSummary> modes,
    Traces.OfPrompt traces) {

  /// One rollout; names and values as in the store's table `rollouts`.
  ///
  /// @param seed as text: a browser would round a number so large
  /// @param thinking null where the trace's segments are the same text
  /// @param verdict the panel's, null where the rollout has no answer to judge
  /// @param refusalShare share of judges that say it refuses
  /// @param judges each judge's verdict by its name
  /// @param trace null where its thought was neither split nor cut, or is left out
  record Rollout(
      String mode,
      int rollout,
      String seed,
      String close,
      String ending,
      String finish,
      @Nullable String thinking,
      String closeText,
      String answer,
      int thinkingTokens,
      int answerTokens,
      boolean loops,
      @Nullable Verdict verdict,
      @Nullable Double refusalShare,
      Map<String, Verdict> judges,
      TracePage.@Nullable Detail trace) {}

  /// What the list, the filters and the charts need of a prompt without unpacking its texts.
  ///
  /// @param block which block of the page holds the texts
  /// @param modes by mode: rates, label and the rollouts' marks
  /// @param opened rates of the thought that was only opened, as in [TracePage.Summary]
  /// @param leftOut traces that the page does not hold
  record Summary(
      String id,
      String intent,
      String benchmark,
      String category,
      String text,
      String source,
      int line,
      boolean markers,
      int tokens,
      int block,
      Map<String, ModeSummary> modes,
      List<TracePage.Summary> traces,
      List<Object[]> opened,
      int leftOut) {}

  /// @param compliance mean share of votes that do not refuse, over judged rollouts; null without
  /// @param label majority of the hard verdicts, a tie being compliance; null without any
  /// @param marks a rollout each: verdict, ending, thinking tokens
  record ModeSummary(
      @Nullable Double compliance, @Nullable Verdict label, boolean tie, List<Object[]> marks) {}

  static PromptPage of(
      StoredPrompt stored,
      List<org.foregone.study.store.Rollout> rollouts,
      Traces.OfPrompt traces) {
    Prompt prompt = stored.prompt();
    return new PromptPage(
        prompt.id(),
        prompt.intent().name(),
        prompt.benchmark(),
        prompt.category(),
        prompt.text(),
        prompt.source(),
        prompt.line(),
        stored.markers(),
        stored.tokens(),
        rollouts.stream()
            .map(r -> rollout(r, r.mode() == Mode.THINK ? traces.traces().get(r.index()) : null))
            .toList(),
        modes(rollouts),
        traces);
  }

  private static Rollout rollout(org.foregone.study.store.Rollout r, @Nullable TracePage trace) {
    return new Rollout(
        r.mode().name(),
        r.index(),
        Long.toString(r.seed()),
        r.close().name(),
        r.ending().name(),
        r.finish().name(),
        trace != null && r.thinkingText().equals(trace.text()) ? null : r.thinkingText(),
        r.closeText(),
        r.answerText(),
        r.thinking().length(),
        r.answer().length(),
        r.loops(),
        r.verdict(),
        Double.isNaN(r.refusalShare()) ? null : (Double) r.refusalShare(),
        new TreeMap<>(r.votes()),
        trace == null ? null : trace.detail());
  }

  Summary summary(int block) {
    return new Summary(
        id,
        intent,
        benchmark,
        category,
        text,
        source,
        line,
        markers,
        tokens,
        block,
        modes,
        traces.traces().values().stream().map(TracePage::summary).toList(),
        traces.opened().stream().map(TracePage::rate).toList(),
        traces.leftOut());
  }

  private static Map<String, ModeSummary> modes(List<org.foregone.study.store.Rollout> rollouts) {
    return rollouts.stream()
        .collect(
            Collectors.groupingBy(
                r -> r.mode().name(),
                TreeMap::new,
                Collectors.collectingAndThen(Collectors.toList(), PromptPage::mode)));
  }

  private static ModeSummary mode(List<org.foregone.study.store.Rollout> rollouts) {
    PromptOutcomes outcomes = new PromptOutcomes();
    List<Object[]> marks = new ArrayList<>();
    for (org.foregone.study.store.Rollout r : rollouts) {
      outcomes.add(r.outcome());
      String verdict = r.verdict() == null ? "" : r.verdict().name();
      marks.add(new Object[] {verdict, r.ending().name(), r.thinking().length()});
    }
    double refusal = outcomes.softRefusal();
    Double compliance = Double.isNaN(refusal) ? null : (Double) (1 - refusal);
    return new ModeSummary(compliance, outcomes.label(), outcomes.tied(), List.copyOf(marks));
  }
}
