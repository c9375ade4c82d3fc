package org.foregone.app;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The small JSON files and options people hand to commands, read with the place of what is wrong.
final class JsonFiles {
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
  private static final TypeReference<List<Map<String, Object>>> OBJECTS = new TypeReference<>() {};
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonFiles() {}

  /// A conversation: `[{"role":"user","content":"..."}, ...]`, or an object that holds it as
  /// `messages`.
  static List<Map<String, Object>> messages(Path file) {
    String text = text(file).strip();
    List<Map<String, Object>> messages =
        text.startsWith("{")
            ? messagesIn(object(text, file.toString()), file.toString())
            : read(text, OBJECTS, file.toString());
    requireRoles(messages, file.toString());
    return messages;
  }

  /// The `messages` of an object.
  static List<Map<String, Object>> messagesIn(Map<String, Object> object, String where) {
    try {
      return JSON.convertValue(object.getOrDefault("messages", "none"), OBJECTS);
    } catch (JacksonException | IllegalArgumentException e) {
      throw bad(where + ": no list `messages`", "expected {\"messages\":[{\"role\":...}]}");
    }
  }

  private static void requireRoles(List<Map<String, Object>> messages, String where) {
    for (int i = 0; i < messages.size(); i++) {
      if (!(messages.get(i).get("role") instanceof String)) {
        throw bad(
            where + ": message " + (i + 1) + " has no role",
            "expected [{\"role\":\"user\",\"content\":\"...\"}]");
      }
    }
    if (messages.isEmpty()) {
      throw bad(where + ": no messages", "expected [{\"role\":\"user\",\"content\":\"...\"}]");
    }
  }

  /// One JSON object, as an option's value or a line holds it.
  static Map<String, Object> object(String text, String where) {
    return read(text, OBJECT, where);
  }

  /// A file's lines, blank ones left out, each with its place (`cases.jsonl:7`).
  static List<Line> lines(Path file) {
    List<Line> lines = new ArrayList<>();
    int number = 0;
    for (String line : text(file).split("\n", -1)) {
      number++;
      if (!line.isBlank()) {
        lines.add(new Line(file + ":" + number, line));
      }
    }
    return lines;
  }

  record Line(String where, String text) {}

  static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new ProblemException(
          Problem.of(ErrorCode.NO_FILE, "no such file: " + file, "check the path"));
    } catch (MalformedInputException e) {
      throw bad(file + ": not UTF-8", "save it as UTF-8");
    } catch (IOException e) {
      throw new ProblemException(
          new Problem(
              ErrorCode.NO_FILE, file + ": cannot be read", List.of(e.toString()), List.of()));
    }
  }

  private static <T> T read(String text, TypeReference<T> type, String where) {
    try {
      return JSON.readValue(text, type);
    } catch (JacksonException e) {
      String place =
          e.getLocation() == null
              ? ""
              : ", line "
                  + e.getLocation().getLineNr()
                  + " column "
                  + e.getLocation().getColumnNr();
      throw new ProblemException(
          new Problem(
              ErrorCode.BAD_INPUT,
              where + place + ": not the JSON that is expected",
              List.of(e.getOriginalMessage()),
              List.of()));
    }
  }

  private static ProblemException bad(String message, String hint) {
    return new ProblemException(Problem.of(ErrorCode.BAD_INPUT, message, hint));
  }
}
