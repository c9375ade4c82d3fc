package org.foregone.study.run;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.ReasoningFormat;
import org.foregone.inference.Sampling;
import org.foregone.judging.Judge;
import org.foregone.judging.Verdict;
import org.foregone.study.Intent;
import org.foregone.study.StudyListener;
import org.foregone.study.config.ConfigSources;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Findings;
import org.foregone.study.store.StudyFolder;

/// A small study of the letter model: twelve prompts, eight rollouts in each mode.
final class LetterStudy {
  private static final List<String> TABLES =
      List.of(
          "prompts",
          "prefixes",
          "rollouts",
          "interventions",
          "judges",
          "verdicts",
          "units",
          "extensions",
          "branches",
          "segments",
          "stances",
          "changes",
          "effects",
          "findings");

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
    return prompts(12);
  }

  static List<Prompt> prompts(int count) {
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
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
        new ConfigSources(null, Map.of(), List.of("caps.thinking=12", "experiments=outcome"), flags)
            .resolve(),
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
    return new StudyRunner(setup, Sampling.PLAIN).run(StudyListener.SILENT, () -> false, Map.of());
  }

  /// Every row of every table but the provenance, in the order of the keys.
  static List<String> rows(Setup setup) {
    List<String> rows = new ArrayList<>();
    String url = "jdbc:sqlite:" + setup.folder().database();
    try (Connection db = DriverManager.getConnection(url);
        Statement statement = db.createStatement()) {
      for (String table : TABLES) {
        try (ResultSet row = statement.executeQuery("SELECT * FROM " + table)) {
          while (row.next()) {
            rows.add(table + " " + row(row));
          }
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return rows;
  }

  private static String row(ResultSet row) throws SQLException {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      text.append('|')
          .append(
              row.getObject(i) instanceof byte[] blob
                  ? HexFormat.of().formatHex(blob)
                  : row.getString(i));
    }
    return text.toString();
  }
}
