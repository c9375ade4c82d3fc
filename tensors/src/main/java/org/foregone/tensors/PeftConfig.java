package org.foregone.tensors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `adapter_config.json` says of how a PEFT adapter is applied.
///
/// @param rank of modules that no pattern names
/// @param alpha of modules that no pattern names
/// @param rootScaled rsLoRA: the scale is alpha / sqrt(rank) instead of alpha / rank
/// @param ranks by pattern, the first that matches counts
/// @param alphas by pattern, the first that matches counts
record PeftConfig(
    int rank,
    double alpha,
    boolean rootScaled,
    Map<Pattern, Double> ranks,
    Map<Pattern, Double> alphas) {
  private static final JsonMapper JSON = new JsonMapper();

  /// Keys of variants that are more than `W + scale B A` over the published base, and what each is.
  private static final Map<String, String> VARIANTS = new LinkedHashMap<>();

  static {
    VARIANTS.put("use_dora", "DoRA scales the changed weights");
    VARIANTS.put("modules_to_save", "these modules are replaced whole");
    VARIANTS.put("lora_bias", "it changes biases");
    VARIANTS.put("fan_in_fan_out", "its weights are transposed");
    VARIANTS.put("layer_replication", "it repeats blocks");
    VARIANTS.put("target_parameters", "it changes parameters that are no linear modules");
    VARIANTS.put("trainable_token_indices", "it replaces rows of the embedding");
    VARIANTS.put("alora_invocation_tokens", "aLoRA acts only behind its invocation tokens");
    VARIANTS.put("use_qalora", "QA-LoRA pools its input");
    VARIANTS.put("use_bdlora", "its matrices are block-diagonal");
    VARIANTS.put("arrow_config", "Arrow routes between adapters");
    VARIANTS.put("kasa_config", "KaSA changes the base weights");
    VARIANTS.put("lora_ga_config", "LoRA-GA changes the base weights");
    VARIANTS.put("monteclora_config", "MonteCLoRA samples its weights");
    VARIANTS.put("velora_config", "VeLoRA is not supported");
  }

  /// Ways to begin training that subtract the adapter from the base weights.
  private static final Pattern CHANGES_BASE =
      Pattern.compile("(pissa|olora|corda|loftq|lora_ga).*");

  PeftConfig {
    ranks = Collections.unmodifiableMap(new LinkedHashMap<>(ranks)); // keeps the order
    alphas = Collections.unmodifiableMap(new LinkedHashMap<>(alphas));
  }

  /// @throws AdapterException when it is missing, no JSON, or of a kind that cannot be converted,
  ///     with all reasons
  static PeftConfig read(Path file) {
    JsonNode root;
    try {
      root = JSON.readTree(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new AdapterException(
          file, "there is no such file; a PEFT adapter keeps it beside its weights", e);
    } catch (IOException e) {
      throw new AdapterException(file, "cannot be read: " + e, e);
    } catch (JacksonException e) {
      throw new AdapterException(file, "is not JSON: " + e.getOriginalMessage(), e);
    }
    List<String> problems = new ArrayList<>();
    if (!root.path("peft_type").asString("").equals("LORA")) {
      problems.add("peft_type is " + root.path("peft_type") + ", only \"LORA\" can be converted");
    }
    if (!root.path("bias").asString("none").equals("none")) {
      problems.add("bias is " + root.path("bias") + ", only \"none\" can be converted");
    }
    VARIANTS.forEach(
        (key, meaning) -> {
          if (isSet(root.path(key))) {
            problems.add(
                "%s is %s: %s, which cannot be converted".formatted(key, root.path(key), meaning));
          }
        });
    if (CHANGES_BASE.matcher(root.path("init_lora_weights").asString("")).matches()) {
      problems.add(
          "init_lora_weights is %s: the adapter belongs to changed base weights; save it as a plain LoRA (path_initial_model_for_weight_conversion)"
              .formatted(root.path("init_lora_weights")));
    }
    int rank = root.path("r").asInt(0);
    double alpha = root.path("lora_alpha").asDouble(0);
    if (rank < 1 || !(alpha > 0)) {
      problems.add("r and lora_alpha must be positive numbers");
    }
    Map<Pattern, Double> ranks = patterns(root, "rank_pattern", problems);
    Map<Pattern, Double> alphas = patterns(root, "alpha_pattern", problems);
    if (!problems.isEmpty()) {
      throw new AdapterException(file, problems);
    }
    return new PeftConfig(rank, alpha, root.path("use_rslora").asBoolean(false), ranks, alphas);
  }

  private static boolean isSet(JsonNode value) {
    return !(value.isMissingNode()
        || value.isNull()
        || (value.isBoolean() && !value.booleanValue())
        || (value.isContainer() && value.isEmpty()));
  }

  private static Map<Pattern, Double> patterns(JsonNode root, String key, List<String> problems) {
    Map<Pattern, Double> patterns = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : root.path(key).properties()) {
      try {
        // as PEFT's get_pattern_key matches a module's whole name
        patterns.put(
            Pattern.compile("(.*\\.)?(" + entry.getKey() + ")"), entry.getValue().asDouble(0));
      } catch (PatternSyntaxException e) {
        problems.add(key + ": " + entry.getKey() + " is no pattern: " + e.getDescription());
      }
    }
    return patterns;
  }

  int rank(String module) {
    return (int) first(ranks, module, rank);
  }

  /// What `B A` is multiplied by.
  double scale(String module) {
    double r = rank(module);
    return first(alphas, module, alpha) / (rootScaled ? Math.sqrt(r) : r);
  }

  private static double first(Map<Pattern, Double> patterns, String module, double otherwise) {
    return patterns.entrySet().stream()
        .filter(e -> e.getKey().matcher(module).matches())
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(otherwise);
  }
}
