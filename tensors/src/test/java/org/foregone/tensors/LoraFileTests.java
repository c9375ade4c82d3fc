package org.foregone.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names, orders and scales of converted adapters, on matrices small enough to read; that whole
/// models then compute what PyTorch computes is tested where models run.
class LoraFileTests {
  private static final String PREFIX = "base_model.model.";
  private static final String Q = "model.layers.0.self_attn.q_proj";

  @TempDir Path folder;

  /// A base model of width 3, 5 tokens, 8 query rows in two heads and 4 key rows in one.
  private Gguf base(String architecture, boolean tied) {
    GgufWriter model =
        new GgufWriter()
            .text("general.architecture", architecture)
            .u32(architecture + ".attention.head_count", 2)
            .u32(architecture + ".attention.head_count_kv", 1)
            .tensor("token_embd.weight", new float[15], 3, 5)
            .tensor("blk.0.attn_q.weight", new float[24], 3, 8)
            .tensor("blk.0.attn_k.weight", new float[12], 3, 4)
            .tensor("blk.0.attn_v.weight", new float[12], 3, 4)
            .tensor("blk.0.attn_output.weight", new float[24], 8, 3)
            .tensor("blk.0.attn_qkv.weight", new float[48], 3, 16)
            .tensor("blk.0.ffn_up.weight", new float[12], 3, 4)
            .tensor("blk.0.ffn_gate.weight", new float[12], 3, 4)
            .tensor("blk.0.ffn_down.weight", new float[12], 4, 3);
    if (!tied) {
      model.tensor("output.weight", new float[15], 3, 5);
    }
    Path file = folder.resolve(architecture + tied + ".gguf");
    model.write(file);
    return Gguf.read(file);
  }

  private Path config(String more) {
    return text(
        "adapter_config.json",
        "{\"peft_type\":\"LORA\",\"r\":1,\"lora_alpha\":2,\"bias\":\"none\"" + more + "}");
  }

  private Path text(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static float[] counted(int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = i + 1;
    }
    return values;
  }

  /// A pair of rank 1 whose numbers count from 1.
  private static SafetensorsWriter pair(SafetensorsWriter out, String module, int in, int rows) {
    return out.f32(PREFIX + module + ".lora_A.weight", counted(in), 1, in)
        .f32(PREFIX + module + ".lora_B.weight", counted(rows), rows, 1);
  }

  private void adapter(SafetensorsWriter tensors) {
    tensors.write(folder.resolve(PeftAdapter.WEIGHTS));
  }

  private Gguf converted(Gguf base) {
    return Gguf.read(LoraFile.read(folder).gguf(base, folder.resolve("converted")));
  }

  private static Gguf.Tensor tensor(Gguf file, String name) {
    return Objects.requireNonNull(file.tensors().get(name), name);
  }

  private static List<Long> shape(Gguf file, String name) {
    return tensor(file, name).shape();
  }

  private static float[] values(Gguf file, String name) {
    Gguf.Tensor tensor = tensor(file, name);
    ByteBuffer bytes = ByteBuffer.allocate((int) tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file.file())) {
      channel.read(bytes, file.dataStart() + tensor.offset());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    float[] values = new float[bytes.flip().remaining() / 4];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  @Test
  void rowsOfQueriesAndKeysAreReorderedInsideEachHeadForLlamaOnly() {
    config("");
    SafetensorsWriter tensors = pair(new SafetensorsWriter(), Q, 3, 8);
    pair(tensors, Q.replace("q_proj", "k_proj"), 3, 4);
    adapter(pair(tensors, Q.replace("q_proj", "v_proj"), 3, 4));
    Gguf llama = converted(base("llama", true));
    assertThat(values(llama, "blk.0.attn_q.weight.lora_b")).containsExactly(1, 3, 2, 4, 5, 7, 6, 8);
    assertThat(values(llama, "blk.0.attn_k.weight.lora_b")).containsExactly(1, 3, 2, 4);
    assertThat(values(llama, "blk.0.attn_v.weight.lora_b")).containsExactly(1, 2, 3, 4);
    assertThat(values(llama, "blk.0.attn_q.weight.lora_a")).containsExactly(1, 2, 3);
    assertThat(llama.text("general.type")).hasValue("adapter");
    assertThat(llama.real("adapter.lora.alpha")).hasValue(2);
    assertThatCode(() -> LoraFile.read(llama.file()).check(base("llama", true)))
        .doesNotThrowAnyException();

    Gguf qwen = converted(base("qwen2", true));
    assertThat(values(qwen, "blk.0.attn_q.weight.lora_b")).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
  }

  @ParameterizedTest
  @CsvSource({
    "qwen3, self_attn.o_proj, attn_output, 8, 3",
    "olmo2, mlp.gate_proj, ffn_gate, 3, 4",
    "qwen2, mlp.up_proj, ffn_up, 3, 4",
    "llama, mlp.down_proj, ffn_down, 4, 3",
    "phi3, self_attn.qkv_proj, attn_qkv, 3, 16",
    "phi3, mlp.gate_up_proj, ffn_up, 3, 4",
    "gpt-oss, self_attn.k_proj, attn_k, 3, 4"
  })
  void modulesHaveTheirMatrices(
      String architecture, String module, String matrix, int in, int out) {
    config("");
    adapter(pair(new SafetensorsWriter(), "model.layers.0." + module, in, out));
    assertThat(converted(base(architecture, true)).tensors().keySet())
        .containsExactly(
            "blk.0." + matrix + ".weight.lora_a", "blk.0." + matrix + ".weight.lora_b");
  }

  @Test
  void anEmbeddingIsTransposedAndTheHeadIsNot() {
    config("");
    SafetensorsWriter tensors =
        new SafetensorsWriter()
            .f32(PREFIX + "model.embed_tokens.lora_embedding_A", counted(5), 1, 5)
            .f32(PREFIX + "model.embed_tokens.lora_embedding_B", counted(3), 3, 1);
    adapter(pair(tensors, "lm_head", 3, 5));
    Gguf out = converted(base("qwen2", false));
    assertThat(shape(out, "token_embd.weight.lora_a")).containsExactly(1L, 5L);
    assertThat(shape(out, "token_embd.weight.lora_b")).containsExactly(1L, 3L);
    assertThat(shape(out, "output.weight.lora_a")).containsExactly(3L, 1L);
    assertThatCode(() -> LoraFile.read(out.file()).check(base("qwen2", false)))
        .doesNotThrowAnyException();
    Gguf tied = base("qwen2", true);
    assertThatThrownBy(() -> LoraFile.read(folder).check(tied))
        .hasMessageContaining("module model.embed_tokens: the token embedding cannot be adapted")
        .hasMessageContaining("module lm_head: the token embedding cannot be adapted");
    assertThatThrownBy(() -> LoraFile.read(out.file()).check(tied))
        .hasMessageContaining("the token embedding cannot be adapted");
  }

  /// llama.cpp multiplies by alpha / rank = 2; what else PEFT multiplies by is in lora_b.
  @Test
  void scalesOfTheirOwnAreInTheMatrices() {
    config(",\"alpha_pattern\":{\"layers.0.self_attn.v_proj\":6},\"rank_pattern\":{\"k_proj\":2}");
    String k = PREFIX + Q.replace("q_proj", "k_proj");
    SafetensorsWriter tensors = pair(new SafetensorsWriter(), Q, 3, 8);
    pair(tensors, Q.replace("q_proj", "v_proj"), 3, 4)
        .f32(k + ".lora_A.weight", counted(6), 2, 3)
        .bf16(k + ".lora_B.weight", counted(8), 4, 2);
    adapter(tensors);
    Gguf out = converted(base("qwen3", true));
    assertThat(values(out, "blk.0.attn_v.weight.lora_b")).containsExactly(3, 6, 9, 12);
    assertThat(values(out, "blk.0.attn_k.weight.lora_b")).containsExactly(counted(8));

    config(",\"use_rslora\":true,\"rank_pattern\":{\"k_proj\":2}");
    assertThat(values(converted(base("qwen3", true)), "blk.0.attn_k.weight.lora_b")[3])
        .isEqualTo((float) (4 * Math.sqrt(2)));
  }

  @Test
  void everythingThatCannotBeConvertedIsToldAtOnce() {
    config(
        ",\"use_dora\":true,\"modules_to_save\":[\"lm_head\"],\"init_lora_weights\":\"pissa_niter_4\"");
    assertThatThrownBy(() -> LoraFile.read(folder))
        .isInstanceOf(AdapterException.class)
        .hasMessageContainingAll(
            "adapter_config.json: use_dora is true",
            "modules_to_save is [\"lm_head\"]",
            "init_lora_weights is \"pissa_niter_4\"");
    text(
        "adapter_config.json",
        "{\"peft_type\":\"IA3\",\"r\":0,\"bias\":\"all\",\"rank_pattern\":{\"(\":3}}");
    assertThatThrownBy(() -> LoraFile.read(folder))
        .hasMessageContainingAll("IA3", "r and lora_alpha", "bias is \"all\"", "no pattern");

    config(",\"modules_to_save\":null,\"use_dora\":false,\"layer_replication\":[]");
    SafetensorsWriter tensors = pair(new SafetensorsWriter(), Q, 3, 8);
    tensors.f32(PREFIX + Q + ".lora_magnitude_vector", counted(8), 8);
    tensors.f32(PREFIX + "model.layers.0.self_attn.v_proj.lora_A.weight", counted(3), 1, 3);
    tensors.f32(PREFIX + "model.layers.1.mlp.up_proj.lora_A.weight", counted(6), 2, 3);
    tensors.f32(PREFIX + "model.layers.1.mlp.up_proj.lora_B.weight", counted(8), 4, 2);
    adapter(tensors);
    assertThatThrownBy(() -> LoraFile.read(folder))
        .hasMessageContainingAll(
            "lora_magnitude_vector is neither",
            "module model.layers.0.self_attn.v_proj: A [1, 3] is no pair of rank 1",
            "module model.layers.1.mlp.up_proj: A [2, 3], B [4, 2] is no pair of rank 1");
  }

  @Test
  void everyModuleThatDoesNotFitIsNamed() {
    config("");
    SafetensorsWriter tensors = pair(new SafetensorsWriter(), Q, 3, 6);
    pair(tensors, "model.layers.0.mlp.experts.1.up_proj", 3, 4);
    adapter(pair(tensors, "model.layers.7.self_attn.q_proj", 3, 8));
    LoraFile read = LoraFile.read(folder.resolve(PeftAdapter.WEIGHTS));
    assertThatThrownBy(() -> read.check(base("qwen3", true)))
        .hasMessageContainingAll(
            "module model.layers.0.self_attn.q_proj: it changes a matrix of [3, 6],"
                + " blk.0.attn_q.weight of the base model has [3, 8]",
            "module model.layers.0.mlp.experts.1.up_proj cannot be adapted",
            "module model.layers.7.self_attn.q_proj: the base model has no matrix"
                + " blk.7.attn_q.weight");
    assertThatThrownBy(() -> read.check(base("mamba", true)))
        .hasMessageContaining("mamba cannot be converted, only for gpt-oss, llama, olmo2");
  }

  @Test
  void ggufAdaptersAreCheckedBeforeTheLibrarySeesThem() {
    Gguf model = base("qwen3", true);
    assertThatThrownBy(() -> LoraFile.read(model.file()))
        .hasMessageContaining("is no LoRA adapter: general.type is missing, not adapter");
    Path file = folder.resolve("adapter.gguf");
    new GgufWriter()
        .text("general.type", "adapter")
        .text("adapter.type", "lora")
        .text("general.architecture", "llama")
        .tensor("blk.0.attn_q.weight.lora_a", new float[4], 4, 1)
        .tensor("blk.0.attn_q.weight.lora_b", new float[8], 1, 8)
        .tensor("blk.0.attn_k.weight.lora_a", new float[3], 3, 1)
        .tensor("blk.9.attn_k.weight.lora_b", new float[4], 1, 4)
        .tensor("blk.0.attn_norm.weight", new float[3], 3)
        .write(file);
    assertThatThrownBy(() -> LoraFile.read(file).check(model))
        .hasMessageContainingAll(
            "general.architecture is llama, not qwen3",
            "blk.0.attn_q.weight: lora_a [4, 1] and lora_b [1, 8] do not fit",
            "blk.0.attn_k.weight has lora_a without lora_b",
            "blk.9.attn_k.weight.lora_b is not one of a pair",
            "blk.0.attn_norm.weight is not one of a pair");
  }
}
