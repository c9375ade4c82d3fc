package org.foregone.study.validation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which of the findings is what the study (arXiv 2606.25013) would report for a number of ours.
final class PaperFigures {
  private static final Pattern VARIANCE =
      Pattern.compile("lockin\\.(?:close|go_on)\\.(c\\d+)\\.(\\w+)\\.variance\\.unbiased");
  private static final Pattern CAUSALITY =
      Pattern.compile(
          "causality\\.changes\\.(\\w+)\\.(meaningful|performative|lock_predicted\\.locked|as_stated)");

  private PaperFigures() {}

  /// Continuation variance is the plug-in of forced answers, also as the measure of how open the
  /// thinking still is; causal and locked shares are Holm's and the point rule's.
  ///
  /// @return the path, or an empty text where the study has no such figure
  static String of(String path) {
    Matcher variance = VARIANCE.matcher(path);
    if (variance.matches()) {
      return "lockin.close.%s.%s.variance.plugin".formatted(variance.group(1), variance.group(2));
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
