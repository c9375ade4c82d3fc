package org.foregone.tensors;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which matrix of a GGUF file a module of a Hugging Face checkpoint became.
///
/// Names follow llama.cpp's converter (convert_hf_to_gguf.py, gguf-py's tensor_mapping.py). Besides
/// names one thing differs: for the architecture `llama` the rows of the query and key projections
/// are reordered, see [PeftAdapter].
///
/// @param modules names inside a block, to names inside a block of the GGUF file
record LoraTargets(String architecture, Map<String, String> modules) {
  /// Why a tied embedding cannot be adapted: PEFT changes only the lookup, llama.cpp would use the
  /// same pair for the output and stop the process at its shape.
  static final String TIED =
      "the token embedding cannot be adapted: this model uses it as its output matrix too, and"
          + " llama.cpp cannot change one without the other";

  private static final Pattern IN_BLOCK = Pattern.compile("model\\.layers\\.(\\d+)\\.(.+)");
  private static final Map<String, String> ATTENTION =
      Map.of(
          "self_attn.q_proj", "attn_q",
          "self_attn.k_proj", "attn_k",
          "self_attn.v_proj", "attn_v",
          "self_attn.o_proj", "attn_output");
  private static final Map<String, String> DENSE =
      Map.of(
          "self_attn.q_proj", "attn_q",
          "self_attn.k_proj", "attn_k",
          "self_attn.v_proj", "attn_v",
          "self_attn.o_proj", "attn_output",
          "mlp.gate_proj", "ffn_gate",
          "mlp.up_proj", "ffn_up",
          "mlp.down_proj", "ffn_down");
  private static final Map<String, String> FUSED =
      Map.of(
          "self_attn.qkv_proj", "attn_qkv",
          "self_attn.o_proj", "attn_output",
          "mlp.gate_up_proj", "ffn_up", // gate first in both
          "mlp.down_proj", "ffn_down");

  /// What can be converted. `olmo2` is Olmo 3 as well; of `gpt-oss` the attention, as its experts
  /// are no linear modules.
  private static final Map<String, Map<String, String>> KNOWN =
      Map.of(
          "llama", DENSE,
          "qwen2", DENSE,
          "qwen3", DENSE,
          "olmo2", DENSE,
          "phi3", FUSED,
          "gpt-oss", ATTENTION);

  /// The architectures whose adapters can be converted.
  static Set<String> architectures() {
    return new java.util.TreeSet<>(KNOWN.keySet());
  }

  static Optional<LoraTargets> of(String architecture) {
    return Optional.ofNullable(KNOWN.get(architecture))
        .map(modules -> new LoraTargets(architecture, modules));
  }

  /// The matrix behind a module, `model.layers.3.self_attn.q_proj`.
  Optional<String> matrix(String module) {
    if (module.equals("model.embed_tokens")) {
      return Optional.of("token_embd.weight");
    }
    if (module.equals("lm_head")) {
      return Optional.of("output.weight");
    }
    Matcher inBlock = IN_BLOCK.matcher(module);
    return inBlock.matches()
        ? Optional.ofNullable(modules.get(inBlock.group(2)))
            .map(name -> "blk." + inBlock.group(1) + "." + name + ".weight")
        : Optional.empty();
  }

  /// The metadata key with the number of heads whose rows the converter reordered; empty for a
  /// matrix whose rows stayed.
  Optional<String> permutedHeads(String matrix) {
    if (!architecture.equals("llama")) {
      return Optional.empty();
    }
    return matrix.endsWith(".attn_q.weight")
        ? Optional.of("llama.attention.head_count")
        : matrix.endsWith(".attn_k.weight")
            ? Optional.of("llama.attention.head_count_kv")
            : Optional.empty();
  }
}
