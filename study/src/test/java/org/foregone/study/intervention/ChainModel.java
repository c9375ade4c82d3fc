package org.foregone.study.intervention;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.foregone.tensors.GgufWriter;

/// A model file in which each token depends on the one before it: one layer that does nothing, one
/// dimension for each token, and random weights but for the markers, which follow one another as a
/// reasoning model writes them. It talks letters; what it is for is the tokens of a format.
final class ChainModel {
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;
  private static final int HEAD = 16;

  /// What is never drawn.
  private static final float NEVER = -60;

  private final List<String> tokens = new ArrayList<>();
  private final List<Integer> types = new ArrayList<>();
  private final Map<String, Map<String, Double>> after = new LinkedHashMap<>();
  private final String template;

  private ChainModel(String template) {
    this.template = template;
    for (int b = 0; b < 256; b++) {
      add(Character.toString(standIn(b)), 1);
    }
  }

  /// gpt-oss' markers and channels; half of its messages are analysis, half final.
  static ChainModel harmony() {
    ChainModel m =
        new ChainModel(
            """
            {%- for message in messages -%}
            {{- '<|start|>' + message['role'] + '<|message|>' + message['content'] + '<|end|>' -}}
            {%- endfor -%}
            {%- if false %}<|channel|>analysis<|channel|>final{% endif -%}
            {%- if add_generation_prompt -%}{{- '<|start|>assistant' -}}{%- endif -%}""");
    m.special(USER_DEFINED, "<|start|>", "<|end|>", "<|message|>", "<|channel|>");
    m.special(CONTROL, "<|return|>", "<|call|>");
    for (String word : List.of("assistant", "analysis", "final", "yes")) {
      m.add(word, 1);
    }
    m.follows("<|end|>", Map.of("<|start|>", 1.));
    m.follows("<|start|>", Map.of("assistant", 1.));
    m.follows("assistant", Map.of("<|channel|>", 1.));
    m.follows("<|channel|>", Map.of("analysis", .7, "final", .3));
    m.follows("analysis", Map.of("<|message|>", 1.));
    m.follows("final", Map.of("<|message|>", 1.));
    m.letters("<|message|>", Map.of("<|end|>", .04, "<|return|>", .01));
    return m;
  }

  /// Think tags that the template opens, as copies of DeepSeek's models have them.
  static ChainModel opened() {
    return tags("<think>\\n");
  }

  /// Think tags that the model opens.
  static ChainModel opening() {
    return tags("");
  }

  private static ChainModel tags(String opened) {
    ChainModel m =
        new ChainModel(
            "{%- for message in messages -%}{{- '<|' + message['role'] + '|>' + message['content'] -}}"
                + "{%- endfor -%}{%- if add_generation_prompt -%}{{- '<|assistant|>"
                + opened
                + "' -}}{%- endif -%}{# <think> </think> #}");
    m.special(CONTROL, "<|user|>", "<|system|>", "<|assistant|>", "<|end|>");
    m.special(USER_DEFINED, "<think>", "</think>");
    m.add("ĊĊ", 1);
    m.add("yes", 1);
    m.follows("<|assistant|>", Map.of("<think>", 1.));
    m.follows("<think>", Map.of("Ċ", 1.));
    m.follows("</think>", Map.of("ĊĊ", 1.));
    m.letters("Ċ", Map.of("</think>", .05, "<|end|>", .005));
    m.letters("ĊĊ", Map.of("<|end|>", .05));
    return m;
  }

  private void special(int type, String... texts) {
    Arrays.stream(texts).forEach(text -> add(text, type));
  }

  private void add(String text, int type) {
    tokens.add(text);
    types.add(type);
  }

  private void follows(String token, Map<String, Double> chances) {
    after.put(token, chances);
  }

  /// Letters follow the token and one another, and now and then one of `ends`; a `q` is always
  /// followed by `r`, which is where entropy drops.
  private void letters(String token, Map<String, Double> ends) {
    Map<String, Double> chances = new LinkedHashMap<>(ends);
    for (char letter = 'a'; letter <= 'z'; letter++) {
      chances.put(Character.toString(letter), letter == 'q' ? .1 : .02);
    }
    after.put(token, chances);
    for (char letter = 'a'; letter <= 'z'; letter++) {
      after.putIfAbsent(Character.toString(letter), letter == 'q' ? Map.of("r", 1.) : chances);
    }
    for (String other : List.of(".", "?", "!", "k", "n", "t")) {
      after.putIfAbsent(other, chances);
    }
    after.putIfAbsent("yes", Map.of(".", 1.));
    after.putIfAbsent(Character.toString(standIn(' ')), Map.of("yes", 1.));
  }

  Path write(Path target) {
    int n = tokens.size();
    GgufWriter out =
        new GgufWriter()
            .text("general.architecture", "llama")
            .text("general.name", "chain")
            .u32("general.file_type", 0)
            .u32("llama.vocab_size", n)
            .u32("llama.context_length", 4096)
            .u32("llama.embedding_length", n)
            .u32("llama.block_count", 1)
            .u32("llama.feed_forward_length", HEAD)
            .u32("llama.attention.head_count", 1)
            .u32("llama.attention.head_count_kv", 1)
            .u32("llama.attention.key_length", HEAD)
            .u32("llama.attention.value_length", HEAD)
            .f32("llama.attention.layer_norm_rms_epsilon", 1e-6f)
            .u32("llama.rope.dimension_count", HEAD)
            .text("tokenizer.ggml.model", "gpt2")
            .text("tokenizer.ggml.pre", "llama-bpe")
            .texts("tokenizer.ggml.tokens", tokens)
            .i32s("tokenizer.ggml.token_type", types.stream().mapToInt(i -> i).toArray())
            .texts("tokenizer.ggml.merges", List.of())
            .u32("tokenizer.ggml.eos_token_id", end())
            .u32("tokenizer.ggml.padding_token_id", end())
            .flag("tokenizer.ggml.add_bos_token", false)
            .flag("tokenizer.ggml.add_eos_token", false)
            .text("tokenizer.chat_template", template);
    float[] same = new float[n * n];
    float[] next = new float[n * n];
    float scale = (float) (1 / Math.sqrt(n)); // the norm makes one dimension's 1 a sqrt(n)
    for (int token = 0; token < n; token++) {
      same[token * n + token] = 1;
      float[] logits = logits(tokens.get(token), new SplittableRandom(token));
      for (int to = 0; to < n; to++) {
        next[to * n + token] = logits[to] * scale;
      }
    }
    out.tensor("token_embd.weight", same, n, n);
    out.tensor("output_norm.weight", ones(n), n);
    out.tensor("output.weight", next, n, n);
    out.tensor("blk.0.attn_norm.weight", ones(n), n);
    for (String to : List.of("q", "k", "v")) {
      out.tensor("blk.0.attn_" + to + ".weight", new float[n * HEAD], n, HEAD);
    }
    out.tensor("blk.0.attn_output.weight", new float[HEAD * n], HEAD, n);
    out.tensor("blk.0.ffn_norm.weight", ones(n), n);
    out.tensor("blk.0.ffn_gate.weight", new float[n * HEAD], n, HEAD);
    out.tensor("blk.0.ffn_up.weight", new float[n * HEAD], n, HEAD);
    out.tensor("blk.0.ffn_down.weight", new float[HEAD * n], HEAD, n);
    out.write(target);
    return target;
  }

  private int end() {
    return Math.max(tokens.indexOf("<|return|>"), tokens.indexOf("<|end|>"));
  }

  private float[] logits(String token, SplittableRandom random) {
    float[] logits = new float[tokens.size()];
    Map<String, Double> chances = after.get(token);
    for (int to = 0; to < logits.length; to++) {
      Double chance = chances == null ? null : chances.get(tokens.get(to));
      boolean letter = tokens.get(to).matches("[a-z]");
      logits[to] =
          chances == null
              ? letter ? (float) random.nextGaussian() : NEVER
              : chance == null ? NEVER : (float) Math.log(chance);
    }
    return logits;
  }

  private static float[] ones(int n) {
    float[] ones = new float[n];
    Arrays.fill(ones, 1);
    return ones;
  }

  /// GPT-2's letters for bytes.
  private static char standIn(int b) {
    int shift = 0;
    for (int other = 0; other < b; other++) {
      shift += printable(other) ? 0 : 1;
    }
    return (char) (printable(b) ? b : 0x100 + shift);
  }

  private static boolean printable(int b) {
    return (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
  }
}
