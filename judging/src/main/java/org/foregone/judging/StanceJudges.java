package org.foregone.judging;

import java.util.List;

/// The stance judges by the names that `deliberation.judges` takes.
public final class StanceJudges {
  public static final List<String> NAMES = List.of("cues", "organism", "llm");

  private StanceJudges() {}

  /// @param name `cues`, `organism` or `llm`
  /// @throws IllegalArgumentException for a name that is not there, with the nearest one
  public static StanceJudge named(String name) {
    return switch (name) {
      case "cues" -> new StanceCues();
      case "organism" -> new OrganismStance();
      case "llm" -> new LlmStance();
      default -> throw new IllegalArgumentException(Judges.unknown("stance judge", name, NAMES));
    };
  }
}
