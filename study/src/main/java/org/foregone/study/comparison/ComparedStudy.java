package org.foregone.study.comparison;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foregone.statistics.Estimate;

/// A study as a comparison takes it.
///
/// @param name as people call it, unique among those compared
/// @param about folder, model, intervention, lora, prompts, complete: what identifies it
/// @param settings what its rows were made with, by key, for telling where two studies differ
/// @param rows one a prompt, ordered by id
/// @param stored estimates of its own findings that are too dear to be made again, by path
/// @param steering the plane under steering: `{"dose","asr","orr"}` each
public record ComparedStudy(
    String name,
    Map<String, Object> about,
    SortedMap<String, String> settings,
    List<PromptRow> rows,
    SortedMap<String, Estimate> stored,
    List<Map<String, Object>> steering) {
  public ComparedStudy {
    settings = new TreeMap<>(settings);
    rows = List.copyOf(rows);
    stored = new TreeMap<>(stored);
    steering = List.copyOf(steering);
  }

  /// Rows alone, for studies that are in no folder.
  public static ComparedStudy of(String name, List<PromptRow> rows) {
    return new ComparedStudy(name, Map.of(), new TreeMap<>(), rows, new TreeMap<>(), List.of());
  }
}
