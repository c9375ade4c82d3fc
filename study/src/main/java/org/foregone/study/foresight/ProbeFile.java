package org.foregone.study.foresight;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.foregone.statistics.Calibration;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.statistics.Discrimination;
import org.foregone.statistics.Estimate;
import org.foregone.statistics.Probe;
import org.foregone.statistics.ProbeSettings;
import org.foregone.statistics.Roc;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.config.StudyConfig.DialogueChoice;
import org.foregone.study.store.StudyFolder;
import org.foregone.study.store.StudyStore;
import org.foregone.tensors.SafetensorsException;
import org.foregone.tensors.SafetensorsWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Writes a study's probe: `probe.safetensors` (`mean`, `scale`, `weights` of each feature,
/// float64) and `probe.json` (which model, layer and anchor; intercept, calibration, threshold, how
/// good it is). Log-odds of refusal = sum of weights (state - mean) / scale, plus the intercept.
record ProbeFile(StudyFolder folder, DialogueChoice dialogue) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /// Fits a probe to all prompts and writes it.
  ///
  /// @param held out-of-fold scores of the same prompts, for threshold and calibration
  void write(
      StudyStore store,
      Sample sample,
      float[][] rows,
      ProbeSettings settings,
      double[] held,
      int layer,
      ClusterBootstrap bootstrap) {
    Probe probe = Probe.fit(rows, sample.labels(), settings);
    Roc roc = Roc.of(held, sample.labels());
    Map<String, @Nullable Object> about = new LinkedHashMap<>();
    about.put("schema", FittedProbe.SCHEMA);
    Map<String, String> meta = store.meta();
    about.put("model_sha256", meta.get("model.sha256"));
    about.put("template_sha256", meta.get("template.sha256"));
    about.put("intervention", meta.get("intervention"));
    about.put("steered", meta.containsKey("intervention.vector"));
    about.put("system_prompt", dialogue.systemPrompt());
    about.put("template_kwargs", dialogue.templateKwargs());
    about.put("reasoning_format", dialogue.reasoningFormat());
    about.put("date", dialogue.date().toString());
    about.put("text_as_content", dialogue.textAsContent());
    about.put("layer", layer);
    about.put("anchor", ForesightPlan.LAST);
    about.put("mode", "THINK");
    about.put("positive", "refusal");
    about.put("intercept", probe.intercept());
    // an infinite threshold: no score tells refusals better than chance
    if (roc.bothClasses() && Double.isFinite(roc.youden())) {
      Calibration line = Calibration.fit(held, sample.labels());
      about.put("calibration_slope", line.slope());
      about.put("calibration_intercept", line.intercept());
      about.put("threshold", roc.youden());
      about.put("auroc_out_of_fold", auroc(sample, held, bootstrap));
    }
    about.put("prompts", sample.size());
    about.put("refusals", sample.refusals());
    about.put("components", settings.components());
    about.put("c", settings.c());
    about.put("tensors", "probe.safetensors");
    int width = probe.mean().length;
    Path tensors = folder.path().resolve("probe.safetensors");
    try {
      new SafetensorsWriter()
          .note("schema", FittedProbe.SCHEMA)
          .f64("mean", probe.mean(), width)
          .f64("scale", probe.scale(), width)
          .f64("weights", probe.weights(), width)
          .write(tensors);
    } catch (SafetensorsException e) {
      throw new StudyException(
          Kind.DISK, tensors + ": cannot be written", "check the disk's free space", e);
    }
    folder.write(folder.path().resolve("probe.json"), JSON.writeValueAsString(about) + "\n");
  }

  private static Map<String, Object> auroc(
      Sample sample, double[] held, ClusterBootstrap bootstrap) {
    Estimate auroc = Discrimination.auroc(held, sample.refused(), sample.cluster(), bootstrap);
    Map<String, Object> leaf = new LinkedHashMap<>();
    leaf.put("estimate", auroc.estimate());
    leaf.put("low", auroc.low());
    leaf.put("high", auroc.high());
    leaf.put("n", auroc.n());
    leaf.put("clusters", auroc.clusters());
    leaf.put("method", auroc.method());
    return leaf;
  }

  /// Takes an older probe away, where there is nothing to fit any more.
  void delete() {
    try {
      Files.deleteIfExists(folder.path().resolve("probe.json"));
      Files.deleteIfExists(folder.path().resolve("probe.safetensors"));
    } catch (IOException e) {
      throw new StudyException(
          Kind.DISK, folder.path() + ": cannot be written", "check its permissions", e);
    }
  }
}
