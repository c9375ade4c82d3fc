package org.foregone.study.foresight;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.foregone.statistics.Estimate;
import org.foregone.study.Intent;

/// Why numbers are undefined, by path.
final class NotMeasured {
  private final Sample sample;
  private final Map<String, String> reasons = new LinkedHashMap<>();

  NotMeasured(Sample sample) {
    this.sample = sample;
  }

  /// There is nothing to tell apart.
  void everything() {
    for (String part :
        List.of(
            "probe",
            "rate",
            "benchmarks",
            "held_out",
            "controls",
            "ceiling",
            "roc",
            "calibration")) {
      reasons.put(part, oneClass(sample, "prompts"));
    }
  }

  /// Finds every undefined estimate of the tree.
  void collect(Map<String, Object> tree) {
    walk("", tree);
    if (!Scopes.hasMacro(sample)) {
      reasons.put(
          Scopes.BENIGN_MACRO,
          "no benign benchmark has %d refusals and a compliance".formatted(Scopes.LEAST_REFUSALS));
    }
    if (sample.benchmarks().size() < 2) {
      reasons.put("held_out", "the study has one benchmark");
    }
  }

  private void walk(String path, Object node) {
    switch (node) {
      case Estimate e when !e.measured() -> reasons.put(path, reason(path));
      case Map<?, ?> map ->
          map.forEach((key, child) -> walk(path.isEmpty() ? "" + key : path + "." + key, child));
      default -> {}
    }
  }

  private String reason(String path) {
    if (path.startsWith("ceiling.") && path.endsWith(".judges")) {
      return "needs two judges that rule on the same answers, one of each kind at least";
    }
    if (path.startsWith("ceiling.") && path.endsWith(".sampling")) {
      return "needs a second rollout of the prompts, and both verdicts among the first";
    }
    if (List.of(path.split("\\.")).contains(ForesightPlan.FIRST)
        && sample.cases().stream().allMatch(c -> c.at(ForesightPlan.FIRST) == null)) {
      return "no rollout thought";
    }
    for (Intent intent : Intent.values()) {
      String scope = intent.word();
      Sample some = sample.pick(sample.of(intent));
      if (List.of(path.split("\\.")).contains(scope) && !some.labels().bothClasses()) {
        return oneClass(some, scope + " prompts");
      }
    }
    return "one verdict only, on one side of a fold or in all";
  }

  private static String oneClass(Sample sample, String which) {
    return sample.size() == 0
        ? "no " + which + " with a settled verdict"
        : "all %d %s were %s: nothing to tell apart"
            .formatted(sample.size(), which, sample.refusals() > 0 ? "refused" : "complied with");
  }

  Map<String, String> reasons() {
    return reasons;
  }
}
