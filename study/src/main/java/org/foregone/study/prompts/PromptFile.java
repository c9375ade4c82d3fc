package org.foregone.study.prompts;

import java.nio.file.Path;
import java.util.Locale;
import org.foregone.study.Intent;
import org.jspecify.annotations.Nullable;

/// A file of prompts, by its ending JSONL (`.jsonl`, `.ndjson`), CSV (`.csv`, `.tsv`) or Parquet
/// (`.parquet`).
///
/// @param intent of all its prompts, or null where the rows say it
public record PromptFile(Path path, @Nullable Intent intent) {
  /// The name that messages and the store use.
  String name() {
    return path.toString();
  }

  /// Where a record stands, for messages: `a.jsonl:3`, but `a.csv row 3`, since the rows of a table
  /// are not lines.
  static String place(String file, int number) {
    String name = file.toLowerCase(Locale.ROOT);
    boolean lines = name.endsWith(".jsonl") || name.endsWith(".ndjson");
    return file + (lines ? ":" : " row ") + number;
  }

  /// The file's name without its ending.
  String stem() {
    String name = String.valueOf(path.getFileName());
    int dot = name.lastIndexOf('.');
    return dot < 1 ? name : name.substring(0, dot);
  }

  /// Lower-case ending without the dot.
  String ending() {
    String name = String.valueOf(path.getFileName());
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
