package org.foregone.study.run;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.foregone.judging.Judge;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.config.Experiments;
import org.foregone.study.config.ResolvedConfig;
import org.foregone.study.store.StudyFolder;
import org.foregone.study.store.StudyStore;

/// Refuses to mix rows of another model, template, sampler, judge, engine or configuration.
///
/// @param config of the run that wants to go on
record SameStudy(StudyFolder folder, ResolvedConfig config) {
  /// What must be the same for all rows of a study, besides its configuration, judges and engine.
  private static final List<String> IDENTITY =
      List.of(
          "model.sha256",
          "template.sha256",
          "reasoning-format",
          Intervening.NAME,
          Intervening.VECTOR,
          "sampling.temperature",
          "sampling.top-p",
          "sampling.top-k",
          "sampling.min-p");

  /// Begins the keys that say who judges stances, and by which model.
  static final String STANCE = "stance.";

  /// Begins the keys that say which adapters are on the model: `lora.0.sha256`, ...
  private static final String LORA = "lora.";

  /// A study without prompts has no rows yet.
  void require(StudyStore store, Map<String, String> now, List<Judge.Identity> judges) {
    if (judges.stream().map(Judge.Identity::name).distinct().count() < judges.size()) {
      throw new StudyException(
          Kind.CONFIGURATION, "judges: two have the same name: " + judges, "name each judge once");
    }
    if (store.prompts().isEmpty()) {
      return;
    }
    if (!Files.exists(folder.resolved())) {
      throw new StudyException(
          Kind.OTHER_STUDY,
          folder.resolved() + ": is missing, so nobody knows how this study was made",
          "put it back, or use another folder with --out");
    }
    ResolvedConfig stored = ResolvedConfig.stored(folder.resolved());
    config.requireSameRowsAs(stored, withoutRows(store), folder.path().toString());
    SortedMap<String, String> before = store.meta();
    List<String> compared = new ArrayList<>(IDENTITY);
    if (!withoutRows(store).contains(Experiments.DELIBERATION)) {
      now.keySet().stream().filter(key -> key.startsWith(STANCE)).sorted().forEach(compared::add);
    }
    List<String> differing = differing(compared, before, now);
    if (!adapters(before).equals(adapters(now))) {
      differing.add("adapters were " + adapters(before) + ", now are " + adapters(now));
    }
    if (!store.judges().equals(judges)) {
      differing.add("judges were " + store.judges() + ", now are " + judges);
    }
    refuse(differing);
  }

  /// The engine's length may differ from run to run; everything else of it can change a number.
  void requireEngine(Map<String, String> before, Map<String, String> now) {
    refuse(
        differing(
            now.keySet().stream()
                .filter(key -> key.startsWith("engine") && !key.equals("engine.context"))
                .sorted()
                .toList(),
            before,
            now));
  }

  private static Set<String> withoutRows(StudyStore store) {
    Set<String> begun =
        store.units().stream().map(unit -> unit.experiment()).collect(Collectors.toSet());
    begun.addAll(store.branches().experiments());
    return Experiments.NAMES.stream()
        .filter(name -> !begun.contains(name))
        .collect(Collectors.toSet());
  }

  /// What is known of the adapters but where their files lie; empty for the model as it is.
  private static SortedMap<String, String> adapters(Map<String, String> facts) {
    SortedMap<String, String> adapters = new TreeMap<>(facts);
    adapters.keySet().removeIf(key -> !key.startsWith(LORA) || key.endsWith(".file"));
    return adapters;
  }

  private static List<String> differing(
      Collection<String> keys, Map<String, String> before, Map<String, String> now) {
    List<String> differing = new ArrayList<>();
    for (String key : keys) {
      String was = before.get(key);
      String is = now.get(key);
      if (was != null && is != null && !was.equals(is)) {
        differing.add(key + " was " + was + ", now is " + is);
      }
    }
    return differing;
  }

  private void refuse(List<String> differing) {
    if (!differing.isEmpty()) {
      throw new StudyException(
          Kind.OTHER_STUDY,
          folder.path()
              + ": this study was begun with others, rows would not mix: "
              + String.join("; ", differing),
          "run it as it was begun, or use another folder with --out");
    }
  }
}
