package org.foregone.study.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What differs between two studies besides what is compared, in sentences.
final class Differences {
  private static final int SHOWN = 80;

  private Differences() {}

  static List<String> between(ComparedStudy base, ComparedStudy other, PairedRows rows) {
    List<String> warnings = new ArrayList<>();
    for (ComparedStudy study : List.of(base, other)) {
      if (Boolean.FALSE.equals(study.about().get("complete"))) {
        warnings.add("%s is not complete: run it again to finish it.".formatted(study.name()));
      }
    }
    alone(base, rows, warnings);
    alone(other, rows, warnings);
    Set<String> keys = new TreeSet<>(base.settings().keySet());
    keys.addAll(other.settings().keySet());
    for (String key : keys) {
      String one = base.settings().getOrDefault(key, "");
      String two = other.settings().getOrDefault(key, "");
      if (!one.equals(two)) {
        warnings.add(
            "%s differs: %s in %s, %s in %s."
                .formatted(key, shown(one), base.name(), shown(two), other.name()));
      }
    }
    return warnings;
  }

  private static void alone(ComparedStudy study, PairedRows rows, List<String> warnings) {
    int more = study.rows().size() - rows.size();
    if (more > 0) {
      warnings.add(
          "%,d of the %,d prompts of %s are not in the other with the same text and intent, and are left out."
              .formatted(more, study.rows().size(), study.name()));
    }
  }

  private static String shown(String value) {
    return value.isEmpty()
        ? "unset"
        : value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "...";
  }
}
