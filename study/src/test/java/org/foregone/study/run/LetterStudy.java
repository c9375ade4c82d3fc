package org.foregone.study.run;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.ReasoningFormat;
import org.foregone.inference.Sampling;
import org.foregone.judging.Judge;
import org.foregone.judging.Verdict;
import org.foregone.study.Intent;
import org.foregone.study.config.ConfigSources;
import org.foregone.study.outcome.OutcomeListener;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Findings;
import org.foregone.study.store.StudyFolder;
import org.foregone.study.store.StudyStore;

/// A small study of the letter model: twelve prompts, eight rollouts in each mode.
final class LetterStudy {
  private LetterStudy() {}

  /// Refusals begin with `n`; `?` leaves it open.
  private record FirstLetter() implements Judge {
    @Override
    public Identity identity() {
      return new Identity("first-letter", "1", "0123456789abcdef");
    }

    @Override
    public Verdict judge(String prompt, String answer) {
      return answer.startsWith("n")
          ? Verdict.REFUSAL
          : answer.startsWith("?") ? Verdict.UNCLEAR : Verdict.COMPLIANCE;
    }
  }

  static List<Prompt> prompts() {
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String text = "x".repeat(i + 1) + "\0<think>\uD83D\uDE00";
      Intent intent = i % 2 == 0 ? Intent.HARMFUL : Intent.BENIGN;
      prompts.add(new Prompt("p" + i, intent, "made.up", "", text, "made.jsonl", i + 1));
    }
    return prompts;
  }

  static Setup setup(Path folder, List<Prompt> prompts, Map<String, Object> flags) {
    LetterModel model = new LetterModel();
    return new Setup(
        "test",
        new StudyFolder(folder),
        new ConfigSources(null, Map.of(), List.of("caps.thinking=12"), flags).resolve(),
        prompts,
        model,
        conversation(model, ""),
        List.of(new FirstLetter()),
        Map.of());
  }

  /// @param before what the chat template puts before a prompt
  private static Conversation conversation(StudyModel model, String before) {
    return new Conversation(
        (messages, kwargs, now) -> before + messages.getLast().get("content") + "\n",
        new ReasoningFormat.ThinkTags("<think>", "</think>", ReasoningFormat.OpenedBy.MODEL, null),
        model.vocabulary(),
        Conversation.Options.at(LocalDateTime.of(2026, 1, 1, 12, 0)));
  }

  /// The same study with another model.
  static Setup with(Setup s, StudyModel model) {
    return new Setup(
        s.name(),
        s.folder(),
        s.config(),
        s.prompts(),
        model,
        s.conversation(),
        s.judges(),
        s.provenance());
  }

  /// The same study with another chat template.
  static Setup withTemplate(Setup s, String before) {
    return new Setup(
        s.name(),
        s.folder(),
        s.config(),
        s.prompts(),
        s.model(),
        conversation(s.model(), before),
        s.judges(),
        s.provenance());
  }

  static Findings run(Setup setup) {
    return new StudyRunner(setup, Sampling.PLAIN)
        .run(OutcomeListener.SILENT, () -> false, Map.of());
  }

  /// All that was stored of rollouts, votes and units, in order.
  static List<String> rows(Setup setup) {
    List<String> rows = new ArrayList<>();
    try (StudyStore store = setup.folder().read()) {
      for (Prompt p : prompts()) {
        store
            .rollouts(p.id())
            .forEach(
                r ->
                    rows.add(
                        "%s %s %d %d %s %s %s %s"
                            .formatted(
                                r.prompt(),
                                r.mode(),
                                r.index(),
                                r.seed(),
                                Arrays.toString(r.tokens()),
                                r.close(),
                                r.verdict(),
                                r.votes())));
      }
      store.units().forEach(u -> rows.add(u.toString()));
    }
    return rows;
  }
}
