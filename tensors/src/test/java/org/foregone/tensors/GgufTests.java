package org.foregone.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufTests {
  @TempDir Path folder;

  private static GgufWriter model() {
    return new GgufWriter()
        .text("general.architecture", "llama")
        .u32("llama.block_count", 2)
        .i32("some.i32", -7)
        .f32("some.f32", 0.1f)
        .f64("some.f64", 0.1)
        .u64("some.u64", 1L << 40)
        .flag("some.flag", true)
        .text("tokenizer.ggml.model", "gpt2")
        .texts("tokenizer.ggml.tokens", List.of("a", "Ġb", "é"))
        .texts("tokenizer.ggml.merges", List.of())
        .i32s("tokenizer.ggml.token_type", new int[] {1, 3, 4})
        .f32s("some.scores", new float[] {0.5f, -1})
        .tensor("token_embd.weight", new float[] {1, 2, 3, 4, 5, 6}, 2, 3)
        .tensor("output_norm.weight", new float[] {1, 1}, 2);
  }

  private Path written() {
    Path file = folder.resolve("model.gguf");
    model().write(file);
    return file;
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("case.gguf"), bytes);
  }

  @Test
  void readsBackWhatWasWritten() throws IOException {
    Gguf gguf = Gguf.read(written());
    assertThat(gguf.version()).isEqualTo(3);
    assertThat(gguf.text("general.architecture")).hasValue("llama");
    assertThat(gguf.whole("llama.block_count")).hasValue(2);
    assertThat(gguf.whole("some.i32")).hasValue(-7);
    assertThat(gguf.whole("some.u64")).hasValue(1L << 40);
    assertThat(gguf.real("some.f32")).hasValue((double) 0.1f);
    assertThat(gguf.real("some.f64")).hasValue(0.1);
    assertThat(gguf.metadata().get("some.flag")).isEqualTo(new GgufValue.Flag(true));
    assertThat(gguf.items("tokenizer.ggml.tokens"))
        .containsExactly(
            new GgufValue.Text("a"), new GgufValue.Text("Ġb"), new GgufValue.Text("é"));
    assertThat(gguf.metadata().get("tokenizer.ggml.merges"))
        .isEqualTo(new GgufValue.Items(List.of()));
    assertThat(gguf.items("some.scores"))
        .containsExactly(new GgufValue.Real(0.5), new GgufValue.Real(-1));
    assertThat(gguf.tensors().values())
        .containsExactly(
            new Gguf.Tensor("token_embd.weight", GgmlType.F32, List.of(2L, 3L), 0, 24),
            new Gguf.Tensor("output_norm.weight", GgmlType.F32, List.of(2L), 32, 8));
    assertThat(gguf.dataStart() % 32).isZero();
    ByteBuffer data =
        ByteBuffer.wrap(Files.readAllBytes(gguf.file())).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(data.getFloat((int) gguf.dataStart() + 20)).isEqualTo(6f);
    assertThat(gguf.fileSize())
        .isEqualTo(data.capacity())
        .isGreaterThanOrEqualTo(gguf.expectedSize());
    gguf.requireLanguageModel();
  }

  @Test
  void sameCallsGiveTheSameBytesAndLeaveNothingElseBehind() throws IOException {
    Path other = folder.resolve("other.gguf");
    model().write(other);
    assertThat(Files.readAllBytes(other)).isEqualTo(Files.readAllBytes(written()));
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }

  /// Every cut before the last tensor's end is refused, and never by running out of memory.
  @Test
  void aFileCutAnywhereIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(written());
    long needed = Gguf.read(folder.resolve("model.gguf")).expectedSize();
    for (int length = 0; length < needed; length++) {
      Path cut = file(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Gguf.read(cut))
          .as("%d bytes", length)
          .isInstanceOf(GgufException.class);
    }
    assertThatThrownBy(() -> Gguf.read(file(Arrays.copyOf(whole, (int) needed - 1))))
        .hasMessageContaining(needed + " bytes expected, the file has " + (needed - 1));
  }

  /// A flipped byte may leave a readable file (a letter of a text); otherwise it is a GgufException
  /// and nothing else.
  @Test
  void damagedBytesNeverBreakTheReader() throws IOException {
    byte[] whole = Files.readAllBytes(written());
    int header = (int) Gguf.read(folder.resolve("model.gguf")).dataStart();
    Random random = new Random(3);
    int refused = 0;
    for (int at = 0; at < header; at++) {
      for (int value : new int[] {0, 0x7F, 0xFF, random.nextInt(256)}) {
        byte[] damaged = whole.clone();
        damaged[at] = (byte) value;
        try {
          Gguf.read(file(damaged));
        } catch (GgufException e) {
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(header);
  }

  @Test
  void saysWhatIsWrongWithOtherFiles() throws IOException {
    assertThatThrownBy(() -> Gguf.read(folder.resolve("none.gguf")))
        .isInstanceOf(GgufException.class)
        .hasMessageContaining("there is no such file");
    assertThatThrownBy(() -> Gguf.read(folder)).hasMessageContaining("is a folder");
    assertThatThrownBy(() -> Gguf.read(file(new byte[0]))).hasMessageContaining("is empty");
    assertThatThrownBy(() -> Gguf.read(file("{\"model\": 1}".getBytes(StandardCharsets.UTF_8))))
        .hasMessageContaining("is not a GGUF file");
    assertThatThrownBy(() -> Gguf.read(file(bytes(header(Integer.reverseBytes(3), 0, 0)))))
        .hasMessageContaining("big-endian");
    assertThatThrownBy(() -> Gguf.read(file(bytes(header(1, 0, 0)))))
        .hasMessageContaining("version 1");
    assertThatThrownBy(() -> Gguf.read(file(bytes(header(3, Long.MAX_VALUE, 0)))))
        .hasMessageContaining("it claims 9223372036854775807 tensors");
    assertThatThrownBy(() -> Gguf.read(file(bytes(header(3, 0, 1).putLong(-1)))))
        .hasMessageContaining("needs 18446744073709551615 bytes");
  }

  @Test
  void refusesDuplicatesAndTensorsOutOfPlace() throws IOException {
    ByteBuffer twice = header(3, 0, 2);
    for (int i = 0; i < 2; i++) {
      twice.putLong(1).put((byte) 'k').putInt(7).put((byte) 1);
    }
    assertThatThrownBy(() -> Gguf.read(file(bytes(twice))))
        .hasMessageContaining("k is there twice");

    ByteBuffer tensors = header(3, 2, 0);
    for (int i = 0; i < 2; i++) {
      tensors.putLong(1).put((byte) 't').putInt(1).putLong(8).putInt(0).putLong(32L * i);
    }
    assertThatThrownBy(() -> Gguf.read(file(bytes(tensors))))
        .hasMessageContaining("t is there twice");

    ByteBuffer place = header(3, 1, 0).putLong(1).put((byte) 't').putInt(1).putLong(8).putInt(0);
    assertThatThrownBy(() -> Gguf.read(file(bytes(place.putLong(64)))))
        .hasMessageContaining("is at 64, expected at 0");
  }

  private static byte[] bytes(ByteBuffer written) {
    byte[] all = new byte[written.capacity()];
    written.rewind().get(all);
    return all;
  }

  private static ByteBuffer header(int version, long tensors, long keys) {
    return ByteBuffer.allocate(256)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0x46554747)
        .putInt(version)
        .putLong(tensors)
        .putLong(keys);
  }

  @Test
  void tellsLanguageModelsFromOthers() {
    assertNotAModel(new GgufWriter().text("x", "y"), "general.architecture");
    assertNotAModel(new GgufWriter().text("general.architecture", "clip"), "clip");
    assertNotAModel(new GgufWriter().text("general.type", "adapter"), "LoRA adapter");
    assertNotAModel(
        new GgufWriter().text("general.architecture", "llama"),
        "a tokenizer (tokenizer.ggml.model) and the tensor token_embd.weight");
    assertNotAModel(
        new GgufWriter()
            .text("general.architecture", "llama")
            .u32("split.no", 1)
            .u32("split.count", 3),
        "part 2 of a model in 3 files");
  }

  private void assertNotAModel(GgufWriter writer, String says) {
    Path file = folder.resolve("not.gguf");
    writer.write(file);
    assertThatThrownBy(() -> Gguf.read(file).requireLanguageModel())
        .isInstanceOf(GgufException.class)
        .hasMessageContaining(says);
  }

  @Test
  void aFailedWriteLeavesTheOldFile() throws IOException {
    Path taken = folder.resolve("taken.gguf");
    Path folderInTheWay = Files.createDirectories(taken.resolve("inside"));
    assertThatThrownBy(() -> model().write(taken)).isInstanceOf(GgufException.class);
    assertThat(folderInTheWay).exists();
  }
}
