package org.foregone.study.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foregone.judging.Judge;
import org.foregone.statistics.Estimate;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.config.Key;
import org.foregone.study.config.Keys;
import org.foregone.study.config.ResolvedConfig;
import org.foregone.study.config.Setting;
import org.foregone.study.store.StudyFolder;
import org.foregone.study.store.StudyStore;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a study says of itself, besides its rows.
///
/// @param meta provenance
/// @param findings `findings.json`; empty while there is none
record StudyFacts(
    StudyFolder folder,
    SortedMap<String, String> meta,
    List<Judge.Identity> judges,
    int prompts,
    ResolvedConfig resolved,
    JsonNode findings) {
  /// What is compared, and so may differ without a warning.
  private static final Set<String> SUBJECT = Set.of("model", "intervention", "lora");

  private static final List<String> OF_MODEL =
      List.of(
          "reasoning-format",
          "sampling.temperature",
          "sampling.top-p",
          "sampling.top-k",
          "sampling.min-p");

  static StudyFacts of(StudyFolder folder, StudyStore store, ResolvedConfig resolved) {
    return new StudyFacts(
        folder, store.meta(), store.judges(), store.prompts().size(), resolved, findings(folder));
  }

  private static JsonNode findings(StudyFolder folder) {
    JsonMapper json = JsonMapper.shared();
    try {
      return Files.isRegularFile(folder.findings())
          ? json.readTree(Files.readString(folder.findings()))
          : json.createObjectNode();
    } catch (JacksonException | IOException e) {
      throw new StudyException(
          Kind.FILE,
          folder.findings() + ": cannot be read: " + e.getMessage(),
          "run the study again to write it",
          e);
    }
  }

  /// As comparisons list studies.
  Map<String, Object> about(String name) {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("name", name);
    about.put("folder", folder.path().toString());
    about.put(
        "model",
        meta.getOrDefault("model.file", findings.path("study").path("model").asString("")));
    about.put("intervention", meta.getOrDefault("intervention", "none"));
    List<Map<String, Object>> adapters = new ArrayList<>();
    for (int i = 0; meta.containsKey("lora.%d.sha256".formatted(i)); i++) {
      Map<String, Object> adapter = new LinkedHashMap<>();
      adapter.put("file", meta.getOrDefault("lora.%d.file".formatted(i), ""));
      adapter.put("scale", meta.getOrDefault("lora.%d.scale".formatted(i), "1"));
      adapters.add(adapter);
    }
    about.put("lora", adapters);
    about.put("prompts", prompts);
    about.put("complete", findings.path("study").path("complete").asBoolean(false));
    return about;
  }

  /// What the study's rows were made with: keys whose change would mix rows, the sampler in force,
  /// the reasoning format and the judges.
  SortedMap<String, String> settings() {
    SortedMap<String, String> settings = new TreeMap<>();
    for (Key key : Keys.ALL) {
      Setting setting = resolved.settings().get(key.name());
      if (setting != null && key.change() == Key.Change.REFUSED && !SUBJECT.contains(key.name())) {
        settings.put(key.name(), String.valueOf(setting.value()));
      }
    }
    settings.put("rollouts", String.valueOf(resolved.config().rollouts()));
    OF_MODEL.forEach(key -> settings.put(key, meta.getOrDefault(key, "")));
    meta.forEach(
        (key, value) -> {
          if (key.startsWith("stance.")) {
            settings.put(key, value);
          }
        });
    settings.put("judges", judges.stream().map(StudyFacts::said).sorted().toList().toString());
    return settings;
  }

  private static String said(Judge.Identity judge) {
    return judge.name() + " " + judge.version() + " " + judge.hash();
  }

  /// Findings that a comparison takes as they are, by path.
  SortedMap<String, Estimate> stored() {
    SortedMap<String, Estimate> stored = new TreeMap<>();
    for (Scope scope : Scope.values()) {
      for (String name : List.of("meaningful", "meaningful_per_trace")) {
        JsonNode leaf = findings.path("causality").path("changes").path(scope.word()).path(name);
        if (leaf.path("estimate").isNumber()) {
          stored.put(
              "causality.changes.%s.%s".formatted(scope.word(), name),
              new Estimate(
                  leaf.path("estimate").asDouble(),
                  leaf.path("low").asDouble(Double.NaN),
                  leaf.path("high").asDouble(Double.NaN),
                  leaf.path("n").asInt(),
                  leaf.path("clusters").asInt(),
                  leaf.path("method").asString("")));
        }
      }
    }
    return stored;
  }
}
