package org.foregone.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.foregone.statistics.Estimate;
import org.foregone.study.store.Findings;

/// A study's numbers on a terminal, beside their truth where it is known.
final class FindingsTable {
  private FindingsTable() {}

  /// One line an estimate: path, value, interval, clusters; truth when there is one.
  static String of(Findings findings) {
    boolean known = !findings.truth().isEmpty();
    StringBuilder table = new StringBuilder();
    table.append(
        "%-48s %8s  %-16s %7s%s%n"
            .formatted("", "measured", "95% interval", "prompts", known ? "    truth" : ""));
    for (Map.Entry<String, Estimate> row : findings.estimates().entrySet()) {
      Estimate e = row.getValue();
      Double truth = findings.truth().get(row.getKey());
      if (known ? truth == null : !headline(row.getKey(), findings)) {
        continue;
      }
      table.append(
          "%-48s %8s  %-16s %7d%s%n"
              .formatted(
                  row.getKey().replaceFirst("^outcome\\.", ""),
                  number(e.estimate()),
                  "[" + number(e.low()) + ", " + number(e.high()) + "]",
                  e.clusters(),
                  truth == null
                      ? ""
                      : "%9s%s".formatted(number(truth), misses(e, truth) ? "  missed" : "")));
    }
    return table.toString();
  }

  /// Whether a number belongs on a terminal: all of the outcome, of the other experiments what sums
  /// them up. The rest is in findings.json and on the page.
  private static boolean headline(String path, Findings findings) {
    if (path.startsWith("foresight.probe.")) {
      return findings.experiments().get("foresight") instanceof Map<?, ?> foresight
          && foresight.get("settings") instanceof Map<?, ?> settings
          && settings.get("headline") instanceof Map<?, ?> headline
          && path.startsWith(
              "foresight.probe.%s.l%s.".formatted(headline.get("anchor"), headline.get("layer")));
    }
    return path.startsWith("outcome.")
        || path.startsWith("foresight.controls.")
        || path.startsWith("foresight.ceiling.")
        || path.startsWith("steering.effect.")
        || path.startsWith("steering.excess.")
        || path.matches("deliberation\\.(harmful|benign)\\.oscillat(ions|ing)")
        || path.matches(
            "lockin\\.\\w+\\.c\\d+\\.(harmful|benign)\\.(compliance|unchanged|variance\\.unbiased)")
        || path.matches("causality\\.\\w+\\.all\\.(meaningful|performative|holm)")
        || path.matches("causality\\.\\w+\\.all\\.%s\\.\\w+".formatted(states(findings)));
  }

  /// Where the states before the cuts are: the sequential rule predicts them, and stops before an
  /// interval can tell.
  private static String states(Findings findings) {
    return findings.experiments().get("causality") instanceof Map<?, ?> causality
            && causality.get("settings") instanceof Map<?, ?> settings
            && "sequential".equals(settings.get("rule"))
        ? "lock_predicted"
        : "lock";
  }

  /// Paths of the estimates whose interval leaves their truth out.
  static List<String> missed(Findings findings) {
    List<String> missed = new ArrayList<>();
    findings
        .truth()
        .forEach(
            (path, truth) -> {
              Estimate estimate = findings.estimates().get(path);
              if (estimate != null && misses(estimate, truth)) {
                missed.add(path);
              }
            });
    return missed;
  }

  private static boolean misses(Estimate e, double truth) {
    return truth < e.low() - 1e-9 || truth > e.high() + 1e-9;
  }

  private static String number(double value) {
    return Double.isNaN(value)
        ? "-"
        : String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.3f" : "%.1f", value);
  }
}
