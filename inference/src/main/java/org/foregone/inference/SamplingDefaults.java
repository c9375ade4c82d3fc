package org.foregone.inference;

import java.util.Locale;

/// The sampler each model family is published with, as the study used it (arXiv 2606.25013,
/// pipeline); DeepSeek-R1 distills from their model card, smolthink from its README.
///
/// Top-p and min-p cut the untempered distribution, as llama.cpp's default order does; transformers
/// and vLLM apply the temperature first, so the same numbers there cut a little more below T 1.
public final class SamplingDefaults {
  private SamplingDefaults() {}

  /// The sampler for a model, by architecture and name; T .6, top-p .95 for those not known.
  public static Sampling of(ModelCard model) {
    String name = model.name().toLowerCase(Locale.ROOT);
    if (model.architecture().equals("gpt-oss") || name.contains("organism")) {
      return Sampling.PLAIN;
    }
    if (name.contains("smolthink")) {
      return new Sampling(.7, .95, 0, 0);
    }
    if (name.contains("phi-4") || name.contains("phi4")) {
      return new Sampling(.8, .95, 50, 0);
    }
    if (model.architecture().startsWith("qwen3") && !name.contains("deepseek")) {
      return new Sampling(.6, .95, 20, 0);
    }
    return new Sampling(.6, .95, 0, 0); // Olmo-3-Think, DeepSeek-R1 distills, and the rest
  }
}
