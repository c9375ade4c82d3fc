package org.foregone.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers that somebody has, read from CSV or JSONL.
final class AnswerRows {
  private AnswerRows() {}

  record AnswerRow(String prompt, String answer) {}

  /// @throws ProblemException naming every row that lacks a column
  static List<AnswerRow> read(Path file) {
    if (!Files.isReadable(file)) {
      throw new ProblemException(
          Problem.of(ErrorCode.NO_FILE, "no such file: " + file, "check the path of --answers"));
    }
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".csv") || name.endsWith(".tsv") ? table(file) : lines(file);
  }

  private static List<AnswerRow> lines(Path file) {
    List<AnswerRow> rows = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (JsonFiles.Line line : JsonFiles.lines(file)) {
      try {
        Map<String, Object> row = JsonFiles.object(line.text(), line.where());
        rows.add(row(row.get("prompt"), row.get("answer"), line.where()));
      } catch (ProblemException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new ProblemException(problems);
    }
    return rows;
  }

  private static AnswerRow row(@Nullable Object prompt, @Nullable Object answer, String where) {
    if (!(prompt instanceof String p) || !(answer instanceof String a)) {
      throw new ProblemException(
          Problem.of(
              ErrorCode.BAD_INPUT,
              where + ": a row needs the texts `prompt` and `answer`",
              "{\"prompt\":\"...\",\"answer\":\"...\"}"));
    }
    return new AnswerRow(p, a);
  }

  private static List<AnswerRow> table(Path file) {
    String query =
        "select coalesce(prompt, ''), coalesce(answer, '')"
            + " from read_csv(?, header = true, all_varchar = true)";
    List<AnswerRow> rows = new ArrayList<>();
    try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
        PreparedStatement select = database.prepareStatement(query)) {
      select.setString(1, file.toString());
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          rows.add(new AnswerRow(result.getString(1), result.getString(2)));
        }
      }
    } catch (SQLException e) {
      throw new ProblemException(
          new Problem(
              ErrorCode.BAD_INPUT,
              file + ": cannot be read as a table with the columns prompt and answer",
              List.of(String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
              List.of()));
    }
    return rows;
  }
}
