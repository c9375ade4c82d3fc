package org.foregone.study.foresight;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.foregone.statistics.Calibration;
import org.foregone.statistics.Probe;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.config.StudyConfig.DialogueChoice;
import org.foregone.tensors.Safetensors;
import org.foregone.tensors.SafetensorsException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A probe read from its file, to foresee refusals of prompts that the study did not have.
///
/// @param modelSha256 of the file whose states it reads
/// @param templateSha256 of the chat template that the prompts were rendered with
/// @param dialogue how those prompts were rendered, the template's file apart
/// @param layer as transformers counts
/// @param probe from a state to log-odds of refusal
/// @param threshold log-odds from which on it says refusal
/// @param calibration from log-odds to a chance
public record FittedProbe(
    String modelSha256,
    String templateSha256,
    DialogueChoice dialogue,
    int layer,
    Probe probe,
    double threshold,
    Calibration calibration) {
  static final String SCHEMA = "foregone.probe/1";

  /// @param file `probe.json` or the study's folder
  /// @throws StudyException when it is not there or not a probe
  public static FittedProbe read(Path file) {
    Path json = Files.isDirectory(file) ? file.resolve("probe.json") : file;
    try {
      JsonNode about = JsonMapper.shared().readTree(Files.readString(json));
      if (!about.path("schema").asString("").equals(SCHEMA)) {
        throw bad(json, "its schema is not " + SCHEMA, null);
      }
      if (!about.has("threshold")) {
        throw bad(
            json,
            "it tells refusals no better than chance, or saw too few of them, and has no threshold",
            null);
      }
      if (about.path("steered").asBoolean(false)) {
        throw new StudyException(
            Kind.FILE,
            json + ": reads hidden states that an intervention changed",
            "name a study that was not steered");
      }
      Path tensors = json.resolveSibling("probe.safetensors");
      try (Safetensors in = Safetensors.open(tensors)) {
        return new FittedProbe(
            about.path("model_sha256").asString(""),
            about.path("template_sha256").asString(""),
            dialogueOf(about),
            about.path("layer").asInt(),
            new Probe(
                in.doubles("mean"),
                in.doubles("scale"),
                in.doubles("weights"),
                about.path("intercept").asDouble(),
                new double[0]),
            about.path("threshold").asDouble(),
            new Calibration(
                about.path("calibration_slope").asDouble(),
                about.path("calibration_intercept").asDouble()));
      }
    } catch (JacksonException | SafetensorsException | DateTimeException e) {
      throw bad(json, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new StudyException(
          Kind.FILE,
          json + ": cannot be read",
          "name a study's folder or its probe.json; a run with foresight writes it",
          e);
    }
  }

  private static DialogueChoice dialogueOf(JsonNode about) {
    Map<String, Object> kwargs = new LinkedHashMap<>();
    about
        .path("template_kwargs")
        .properties()
        .forEach(
            e ->
                kwargs.put(
                    e.getKey(), JsonMapper.shared().convertValue(e.getValue(), Object.class)));
    return new DialogueChoice(
        text(about, "system_prompt"),
        null,
        kwargs,
        text(about, "reasoning_format"),
        LocalDateTime.parse(about.path("date").asString()),
        about.path("text_as_content").asBoolean(true));
  }

  private static @Nullable String text(JsonNode about, String name) {
    return about.path(name).isString() ? about.path(name).asString() : null;
  }

  private static StudyException bad(Path file, String why, @Nullable Exception cause) {
    StudyException bad =
        new StudyException(
            Kind.FILE, file + ": not a usable probe: " + why, "run the study again to write it");
    if (cause != null) {
      bad.initCause(cause);
    }
    return bad;
  }
}
