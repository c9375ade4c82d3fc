package org.foregone.app;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.foregone.statistics.Estimate;
import org.foregone.study.comparison.Comparison;

/// A comparison on a terminal: both verdicts with their words, what else differs, and the numbers
/// that sum it up. The rest is in comparison.json and on the page.
final class ComparisonText {
  private static final List<List<String>> SHOWN =
      List.of(
          List.of("asr", "think"),
          List.of("orr", "think"),
          List.of("asr", "no_think"),
          List.of("orr", "no_think"),
          List.of("auroc"),
          List.of("dprime"),
          List.of("score", "all"),
          List.of("foresight", "prompt", "harmful"),
          List.of("foresight", "prompt", "benign"),
          List.of("oscillations", "all"),
          List.of("meaningful_per_trace", "all"),
          List.of("thinking_length", "harmful"),
          List.of("thinking_length", "benign"),
          List.of("cost", "harmful"),
          List.of("cost", "benign"));

  private ComparisonText() {}

  static String of(Comparison comparison) {
    Map<String, Object> tree = comparison.tree();
    StringBuilder text = new StringBuilder();
    text.append("%s against %s%n".formatted(tree.get("other"), tree.get("base")));
    if (tree.get("verdict") instanceof Map<?, ?> words) {
      text.append("  discrimination: %s%n".formatted(comparison.discrimination().word()));
      text.append("    %s%n".formatted(words.get("discrimination")));
      text.append("  deliberation: %s%n".formatted(comparison.deliberation().word()));
      text.append("    %s%n".formatted(words.get("deliberation")));
    }
    if (tree.get("warnings") instanceof List<?> warnings) {
      warnings.forEach(warning -> text.append("  note: %s%n".formatted(warning)));
    }
    text.append(
        "%n  %-28s %9s %9s %9s  %s%n".formatted("", "base", "other", "change", "95% interval"));
    SHOWN.forEach(path -> text.append(row(tree, path)));
    return text.append("%n".formatted()).toString();
  }

  private static String row(Map<String, Object> tree, List<String> path) {
    Object node = tree;
    for (String step : path) {
      node = node instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return node instanceof Map<?, ?> number
            && number.get("base") instanceof Estimate base
            && number.get("other") instanceof Estimate other
            && number.get("change") instanceof Estimate change
            && change.measured()
        ? "  %-28s %9s %9s %9s  [%s, %s]%n"
            .formatted(
                String.join(".", path),
                number(base.estimate()),
                number(other.estimate()),
                number(change.estimate()),
                number(change.low()),
                number(change.high()))
        : "";
  }

  private static String number(double value) {
    return Double.isNaN(value)
        ? "-"
        : String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.3f" : "%.1f", value);
  }
}
