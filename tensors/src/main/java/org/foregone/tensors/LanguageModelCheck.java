package org.foregone.tensors;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Tells a language model from the other things that come as GGUF files.
final class LanguageModelCheck {
  /// Architectures that hold no text generator, as they are named in files around llama.cpp.
  private static final Set<String> OTHER_MODELS =
      Set.of(
          "clip",
          "whisper",
          "parakeet",
          "bert",
          "nomic-bert",
          "nomic-bert-moe",
          "neo-bert",
          "modern-bert",
          "jina-bert-v2",
          "jina-bert-v3",
          "eurobert",
          "gemma-embedding",
          "t5",
          "t5encoder",
          "wavtokenizer-dec",
          "dream",
          "llada",
          "llada-moe",
          "sd1",
          "sd3",
          "sdxl",
          "flux",
          "wan",
          "qwen_image",
          "lumina2",
          "imatrix",
          "control_vector",
          "pig");

  private LanguageModelCheck() {}

  static void check(Gguf gguf) {
    String type = gguf.text("general.type").orElse("model").toLowerCase(Locale.ROOT);
    if (!type.equals("model")) {
      throw new GgufException(
          gguf.file(),
          type.equals("adapter")
              ? "is a LoRA adapter, not a model; name the base model's file"
              : "is of type " + type + ", not a language model");
    }
    Optional<String> architecture = gguf.text("general.architecture");
    if (architecture.isEmpty()) {
      throw new GgufException(
          gguf.file(), "is not a language model: it does not say its general.architecture");
    }
    if (OTHER_MODELS.contains(architecture.get())) {
      throw new GgufException(
          gguf.file(),
          "is not a language model that generates text token by token: its architecture is "
              + architecture.get());
    }
    if (gguf.whole("split.no").orElse(0) > 0) {
      throw new GgufException(
          gguf.file(),
          "is part "
              + (gguf.whole("split.no").orElse(0) + 1)
              + " of a model in "
              + gguf.whole("split.count").orElse(0)
              + " files; name the first one");
    }
    List<String> lacks = lacks(gguf);
    if (!lacks.isEmpty()) {
      throw new GgufException(
          gguf.file(), "is not a language model: it lacks " + String.join(" and ", lacks));
    }
  }

  private static List<String> lacks(Gguf gguf) {
    List<String> lacks = new ArrayList<>();
    String tokenizer = gguf.text("tokenizer.ggml.model").orElse("none");
    if (tokenizer.equals("none") || tokenizer.equals("no_vocab")) {
      lacks.add("a tokenizer (tokenizer.ggml.model)");
    } else if (gguf.items("tokenizer.ggml.tokens").isEmpty()) {
      lacks.add("a vocabulary (tokenizer.ggml.tokens)");
    }
    // The output matrix may be the embedding itself, so only these two are certain; a split model
    // may
    // have them in a later file.
    if (gguf.whole("split.count").orElse(1) <= 1) {
      for (String name : List.of("token_embd.weight", "output_norm.weight")) {
        if (!gguf.tensors().containsKey(name)) {
          lacks.add("the tensor " + name);
        }
      }
    }
    return lacks;
  }
}
