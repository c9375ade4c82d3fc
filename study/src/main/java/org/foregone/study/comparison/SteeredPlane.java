package org.foregone.study.comparison;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.foregone.judging.Verdict;
import org.foregone.study.Intent;
import org.foregone.study.steering.Method;
import org.foregone.study.store.StudyStore;

/// Where a study's steering experiment moved it in the ASR-ORR plane: along the probe's direction,
/// by the control vector. Prompts count alike.
record SteeredPlane(StudyStore store) {

  /// `{"dose", "asr", "orr"}`, doses ascending; those that lack prompts of an intent are left out.
  List<Map<String, Object>> points() {
    Map<String, Intent> intents = new HashMap<>();
    store.prompts().forEach(p -> intents.put(p.prompt().id(), p.prompt().intent()));
    Map<Double, Map<String, int[]>> counts = new TreeMap<>(); // refusals and settled, by prompt
    store.steered(
        r -> {
          if (r.method().equals(Method.CONTROL_VECTOR.word()) && r.direction().equals("probe")) {
            int[] of =
                counts
                    .computeIfAbsent(r.dose(), d -> new TreeMap<>())
                    .computeIfAbsent(r.prompt(), p -> new int[2]);
            of[0] += r.verdict() == Verdict.REFUSAL ? 1 : 0;
            of[1] += r.verdict() != null && r.verdict().settled() ? 1 : 0;
          }
        });
    List<Map<String, Object>> points = new ArrayList<>();
    counts.forEach(
        (dose, prompts) -> {
          double asr = 1 - refused(prompts, intents, Intent.HARMFUL);
          double orr = refused(prompts, intents, Intent.BENIGN);
          if (!Double.isNaN(asr + orr)) {
            Map<String, Object> point = new LinkedHashMap<>();
            point.put("dose", dose);
            point.put("asr", asr);
            point.put("orr", orr);
            points.add(point);
          }
        });
    return points;
  }

  private static double refused(
      Map<String, int[]> prompts, Map<String, Intent> intents, Intent intent) {
    return prompts.entrySet().stream()
        .filter(e -> intents.get(e.getKey()) == intent && e.getValue()[1] > 0)
        .mapToDouble(e -> (double) e.getValue()[0] / e.getValue()[1])
        .average()
        .orElse(Double.NaN);
  }
}
