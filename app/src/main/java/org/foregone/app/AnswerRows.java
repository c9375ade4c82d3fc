package org.foregone.app;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    return name.endsWith(".csv") ? table(file) : lines(file);
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
    List<AnswerRow> rows = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> records =
        CsvReader.builder().detectBomHeader(true).ofNamedCsvRecord(file)) {
      for (NamedCsvRecord record : records) {
        try {
          rows.add(
              row(
                  record.findField("prompt").orElse(null),
                  record.findField("answer").orElse(null),
                  file + ":" + record.getStartingLineNumber()));
        } catch (ProblemException e) {
          problems.addAll(e.problems());
        }
      }
    } catch (IOException | CsvParseException e) {
      throw new ProblemException(
          new Problem(
              ErrorCode.BAD_INPUT,
              file + ": not CSV as it is expected",
              List.of(String.valueOf(e.getMessage())),
              List.of("a header line with the columns prompt and answer, UTF-8, quoted texts")));
    }
    if (!problems.isEmpty()) {
      throw new ProblemException(problems);
    }
    return rows;
  }
}
