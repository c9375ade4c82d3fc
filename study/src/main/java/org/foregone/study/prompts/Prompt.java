package org.foregone.study.prompts;

import org.foregone.study.Intent;

/// A request to the model.
///
/// @param id unique in a study
/// @param benchmark the set it belongs to; the file's name without its ending where rows name none
/// @param category the set's own category, or empty
/// @param text the user message, any content
/// @param source the file as it was named
/// @param line line of a JSONL file, row of a CSV or Parquet file (its header not
///     counted), both from 1
public record Prompt(
    String id,
    Intent intent,
    String benchmark,
    String category,
    String text,
    String source,
    int line) {
  /// Where it stands, for messages.
  public String place() {
    return PromptFile.place(source, line);
  }
}
