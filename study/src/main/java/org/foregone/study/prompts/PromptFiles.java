package org.foregone.study.prompts;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.foregone.study.Intent;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.StudyException.Problem;
import org.jspecify.annotations.Nullable;

/// Reads prompt files into prompts with unique ids, or tells everything that is wrong with them.
///
/// Columns: the text in `prompt` (or `text`, `question`, `goal`); `id`, by default derived from
/// text and intent; `benchmark`, by default the file's name; `category`; and, where the file as a
/// whole has no intent, `intent` (harmful, benign) or `split_type` (asr, orr).
public final class PromptFiles {
  /// The names a prompt's column may have, first found with a text taken.
  public static final List<String> TEXT = List.of("prompt", "text", "question", "goal");

  private static final int SHOWN = 20;

  private final List<Prompt> prompts = new ArrayList<>();
  private final Map<String, Prompt> byId = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  private PromptFiles() {}

  /// All prompts, in the order of files and rows.
  ///
  /// @throws StudyException with every problem of every file (the first 20 in full)
  public static List<Prompt> read(List<PromptFile> files) {
    PromptFiles reading = new PromptFiles();
    files.forEach(reading::file);
    if (files.isEmpty()) {
      reading.problems.add(
          new Problem(
              Kind.PROMPTS,
              "there are no prompt files",
              "name some with --harmful, --benign or --prompts"));
    }
    if (!reading.problems.isEmpty()) {
      throw new StudyException(capped(reading.problems));
    }
    return List.copyOf(reading.prompts);
  }

  private void file(PromptFile file) {
    if (!Files.isRegularFile(file.path())) {
      problems.add(new Problem(Kind.FILE, file.name() + ": no such file", "check the name"));
      return;
    }
    int problemsBefore = problems.size();
    int promptsBefore = prompts.size();
    RowReader.read(file, row -> row(file, row), (row, what) -> problem(file, row, what, ""));
    if (problems.size() == problemsBefore && prompts.size() == promptsBefore) {
      problem(file, 0, "holds no prompts", "");
    }
  }

  private void row(PromptFile file, Row row) {
    Map<String, String> fields = row.fields();
    List<String> columns = TEXT.stream().filter(fields::containsKey).toList();
    if (columns.isEmpty()) {
      problem(
          file,
          row.number(),
          "no prompt",
          "the text must be in a column " + String.join(", ", TEXT));
      return;
    }
    Optional<String> text =
        columns.stream().map(c -> fields.getOrDefault(c, "")).filter(t -> !t.isBlank()).findFirst();
    if (text.isEmpty()) {
      problem(file, row.number(), "the prompt is empty", "fill it in or delete the line");
      return;
    }
    Intent intent = intent(file, row);
    if (intent == null) {
      return;
    }
    String content = wellFormed(text.get());
    String id = fields.getOrDefault("id", "").strip();
    String benchmark = fields.getOrDefault("benchmark", "");
    Prompt prompt =
        new Prompt(
            id.isEmpty() ? derivedId(intent, content) : wellFormed(id),
            intent,
            wellFormed(benchmark.isEmpty() ? file.stem() : benchmark),
            wellFormed(fields.getOrDefault("category", "")),
            content,
            file.name(),
            row.number());
    Prompt first = byId.putIfAbsent(prompt.id(), prompt);
    if (first != null) {
      problem(
          file,
          row.number(),
          (id.isEmpty() ? "the same prompt (without an id)" : "id " + id)
              + " was already at "
              + first.place(),
          "ids must be unique in a study");
      return;
    }
    prompts.add(prompt);
  }

  private @Nullable Intent intent(PromptFile file, Row row) {
    if (file.intent() != null) {
      return file.intent();
    }
    String said = row.fields().getOrDefault("intent", "");
    String split = row.fields().getOrDefault("split_type", "");
    String word = (said.isBlank() ? split : said).strip().toLowerCase(Locale.ROOT);
    return switch (word) {
      case "harmful", "asr" -> Intent.HARMFUL;
      case "benign", "orr" -> Intent.BENIGN;
      default -> {
        problem(
            file,
            row.number(),
            word.isEmpty() ? "no intent" : "unknown intent " + word,
            "a column intent (harmful, benign) or split_type (asr, orr) says it;"
                + " --harmful and --benign say it for a whole file");
        yield null;
      }
    };
  }

  private void problem(PromptFile file, int row, String what, String hint) {
    String where = row == 0 ? file.name() : PromptFile.place(file.name(), row);
    problems.add(new Problem(Kind.PROMPTS, where + ": " + what, hint));
  }

  /// The same for the same text and intent, wherever it stands.
  private static String derivedId(Intent intent, String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((intent + "\n" + text).getBytes(StandardCharsets.UTF_8));
      return "p-" + HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// Half of a surrogate pair is no character; JSON can spell one out all the same, and it could
  /// not be stored and read back.
  private static String wellFormed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_16BE);
    return new String(bytes, StandardCharsets.UTF_16BE);
  }

  private static List<Problem> capped(List<Problem> all) {
    return all.size() <= SHOWN
        ? all
        : Stream.concat(
                all.stream().limit(SHOWN),
                Stream.of(
                    new Problem(
                        Kind.PROMPTS, "and %,d more problems".formatted(all.size() - SHOWN), "")))
            .toList();
  }
}
