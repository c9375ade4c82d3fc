package org.foregone.study.validation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which of the findings is what the study (arXiv 2606.25013) would report for a number of ours.
final class PaperFigures {
  private static final Pattern OUTCOME =
      Pattern.compile("outcome\\.((asr|orr)\\..*\\.(hard|rate|majority)|flips\\.[a-z_]+)");
  private static final Pattern FORCED =
      Pattern.compile(
          "lockin\\.(?:close|go_on)\\.((?:c\\d+|locked_by)\\..*?)(\\.variance\\.unbiased)?");
  private static final Pattern OSCILLATIONS =
      Pattern.compile("deliberation\\.(harmful|benign)\\.oscillations");
  private static final Pattern CAUSALITY =
      Pattern.compile(
          "causality\\.changes\\.(\\w+)\\.(meaningful|performative|lock_predicted\\.locked|as_stated)");

  private PaperFigures() {}

  /// Rates and flips are as ours. Lock-in is read off forced answers only, also where the question
  /// is how open the thinking still is, and its variance is the plug-in; oscillations are counted
  /// in re-joined chunks; causal and locked shares are Holm's and the point rule's.
  ///
  /// @return the path, or an empty text where the study has no such figure
  static String of(String path) {
    if (OUTCOME.matcher(path).matches()) {
      return path;
    }
    Matcher forced = FORCED.matcher(path);
    if (forced.matches() && (forced.group(2) != null || !path.contains(".variance."))) {
      return "lockin.close."
          + forced.group(1)
          + (forced.group(2) == null ? "" : ".variance.plugin");
    }
    Matcher oscillations = OSCILLATIONS.matcher(path);
    if (oscillations.matches()) {
      return "deliberation.paper.%s.oscillations".formatted(oscillations.group(1));
    }
    Matcher causality = CAUSALITY.matcher(path);
    if (causality.matches()) {
      return "causality.paper.%s.%s"
          .formatted(
              causality.group(1),
              switch (causality.group(2)) {
                case "meaningful" -> "causal_share";
                case "performative" -> "performative_share";
                case "lock_predicted.locked" -> "locked_share";
                default -> "stated_direction";
              });
    }
    return "";
  }
}
