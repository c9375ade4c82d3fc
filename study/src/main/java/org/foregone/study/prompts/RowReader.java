package org.foregone.study.prompts;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the records of a prompt file. JSONL is read line by line, so that a broken line is named
/// and the others are still checked; DuckDB, in memory, reads CSV and Parquet.
final class RowReader {
  private static final JsonMapper JSON = new JsonMapper();

  private RowReader() {}

  /// @param problems takes the row (0: the whole file) and what is wrong with it
  static void read(PromptFile file, Consumer<Row> rows, BiConsumer<Integer, String> problems) {
    switch (file.ending()) {
      case "jsonl", "ndjson" -> jsonl(file, rows, problems);
      case "csv" -> table(delimited(","), file, rows, problems);
      case "tsv" -> table(delimited("\t"), file, rows, problems);
      case "parquet" -> table("read_parquet(?)", file, rows, problems);
      default ->
          problems.accept(
              0, "not a known kind of file; allowed: .jsonl, .ndjson, .csv, .tsv, .parquet");
    }
  }

  /// The dialect is given, not guessed: left to itself DuckDB takes a `;` in texts for the
  /// delimiter and skips lines before what it holds for the header. All it still detects are the
  /// names.
  private static String delimited(String delimiter) {
    return "read_csv(?, delim = '%s', quote = '\"', escape = '\"', comment = '', header = true,"
            .formatted(delimiter)
        + " skip = 0, all_varchar = true)";
  }

  private static void jsonl(
      PromptFile file, Consumer<Row> rows, BiConsumer<Integer, String> problems) {
    int number = 0;
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Files.newInputStream(file.path()),
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        if (number == 1 && line.startsWith("\uFEFF")) {
          line = line.substring(1);
        }
        if (!line.isBlank()) {
          object(number, line, rows, problems);
        }
      }
    } catch (CharacterCodingException e) {
      problems.accept(0, "not UTF-8 text, somewhere after line " + number);
    } catch (IOException e) {
      problems.accept(0, "cannot be read: " + e.getMessage());
    }
  }

  private static void object(
      int number, String line, Consumer<Row> rows, BiConsumer<Integer, String> problems) {
    try {
      JsonNode node = JSON.readTree(line);
      if (!node.isObject()) {
        problems.accept(number, "not a JSON object");
        return;
      }
      Map<String, String> fields = new LinkedHashMap<>();
      node.properties()
          .forEach(
              field -> {
                JsonNode value = field.getValue();
                fields.put(
                    field.getKey(),
                    value.isNull()
                        ? ""
                        : value.isValueNode() ? value.asString() : value.toString());
              });
      rows.accept(new Row(number, fields));
    } catch (JacksonException e) {
      problems.accept(number, "broken JSON: " + e.getOriginalMessage());
    }
  }

  private static void table(
      String source, PromptFile file, Consumer<Row> rows, BiConsumer<Integer, String> problems) {
    String sql = "SELECT COLUMNS(*)::VARCHAR FROM " + source;
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement setup = connection.createStatement()) {
      setup.execute("SET threads = 1");
      try (var statement = connection.prepareStatement(sql)) {
        statement.setString(1, file.path().toString());
        try (ResultSet result = statement.executeQuery()) {
          int columns = result.getMetaData().getColumnCount();
          for (int number = 1; result.next(); number++) {
            Map<String, String> fields = new LinkedHashMap<>();
            for (int c = 1; c <= columns; c++) {
              String value = result.getString(c);
              fields.put(result.getMetaData().getColumnName(c), value == null ? "" : value);
            }
            rows.accept(new Row(number, fields));
          }
        }
      }
    } catch (SQLException e) {
      String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      problems.accept(
          0,
          "cannot be read as a table: "
              + first
              + (file.ending().equals("parquet")
                  ? ""
                  : " (the first line must be the header; a text with a delimiter, a quote or a"
                      + " line break must stand in double quotes)"));
    }
  }
}
