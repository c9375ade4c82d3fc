package org.foregone.study.comparison;

import java.util.List;

/// Why a number of a comparison could not be had.
final class Reasons {
  private Reasons() {}

  /// @param path of the number, in a comparison
  static String of(String path) {
    List<String> steps = List.of(path.split("\\."));
    return switch (steps.getFirst()) {
      case "asr", "orr" -> "no prompt of this intent has settled rollouts of this mode in both";
      case "auroc", "dprime", "plane" ->
          "it takes prompts of both intents with settled thinking rollouts in both";
      case "score" ->
          "no prompt has settled answers to the whole thought (lockin, close, 100%) of two or more"
              + " traces in both, or all of its answers agree in one of them";
      case "foresight" ->
          "one of them has no scores (foresight), or the verdicts of one are all alike";
      case "lockin" -> "no prompt has settled answers from this cut in both";
      case "oscillations" -> "one of them has no stances (deliberation) of prompts of both";
      case "meaningful", "meaningful_per_trace" -> "one of them does not measure it (causality)";
      default -> "no prompt of this intent has thinking rollouts in both";
    };
  }
}
