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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTests {
  @TempDir Path folder;

  private Path raw(String header, byte... data) throws IOException {
    byte[] head = header.getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[8 + head.length + data.length];
    ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).putLong(head.length).put(head).put(data);
    return Files.write(folder.resolve("raw.safetensors"), all);
  }

  @Test
  void readsBackWhatWasWritten() throws IOException {
    Path file = folder.resolve("states/a.safetensors");
    float[] values = {1.5f, -2.25f, Float.POSITIVE_INFINITY, 1e-40f, 3, 4};
    new SafetensorsWriter()
        .note("layer", "3")
        .f32("f", values, 2, 3)
        .bf16("b", values, 6)
        .i32("i", new int[] {1, -2}, 2)
        .i64("l", new long[] {1L << 40}, 1)
        .write(file);
    try (Safetensors in = Safetensors.open(file)) {
      assertThat(in.names()).containsExactly("f", "b", "i", "l");
      assertThat(in.metadata()).isEqualTo(Map.of("layer", "3"));
      assertThat(in.tensor("f").shape()).containsExactly(2, 3);
      assertThat(in.floats("f")).containsExactly(values);
      assertThat(in.doubles("b")[1]).isEqualTo(-2.25);
      assertThat(in.ints("i")).containsExactly(1, -2);
      assertThat(in.longs("l")).containsExactly(1L << 40);
      assertThatThrownBy(() -> in.ints("l")).hasMessageContaining("does not fit");
      assertThatThrownBy(() -> in.ints("f")).hasMessageContaining("not whole numbers");
      assertThatThrownBy(() -> in.floats("g")).hasMessageContaining("no tensor g");
    }
    try (var files = Files.list(file.getParent())) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void readsTheSmallTypes() throws IOException {
    Path file =
        raw(
            """
            {"h":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},
             "s":{"dtype":"I16","shape":[1],"data_offsets":[2,4]},
             "u":{"dtype":"U8","shape":[2],"data_offsets":[4,6]},
             "i":{"dtype":"I8","shape":[1],"data_offsets":[6,7]},
             "t":{"dtype":"BOOL","shape":[],"data_offsets":[7,8]}}""",
            new byte[] {0, 0x3E, -1, -1, (byte) 200, 7, -5, 1});
    try (Safetensors in = Safetensors.open(file)) {
      assertThat(in.doubles("h")).containsExactly(1.5);
      assertThat(in.doubles("s")).containsExactly(-1);
      assertThat(in.ints("u")).containsExactly(200, 7);
      assertThat(in.ints("i")).containsExactly(-5);
      assertThat(in.ints("t")).containsExactly(1);
    }
  }

  @Test
  void roundsToTheNearestBfloat16() {
    assertThat(SafetensorsWriter.bf16(0x1.01p0f)).isEqualTo((short) 0x3F80); // tie, to even
    assertThat(SafetensorsWriter.bf16(0x1.03p0f)).isEqualTo((short) 0x3F82); // tie, to even
    assertThat(SafetensorsWriter.bf16(1.004f)).isEqualTo((short) 0x3F81);
    assertThat(SafetensorsWriter.bf16(Float.MAX_VALUE)).isEqualTo((short) 0x7F80);
    assertThat(SafetensorsWriter.bf16(Float.intBitsToFloat(0x7F800001))).isEqualTo((short) 0x7FC0);
  }

  @Test
  void refusesWhatItsHeaderDoesNotDescribe() throws IOException {
    assertThatThrownBy(() -> Safetensors.open(folder.resolve("none")))
        .isInstanceOf(SafetensorsException.class);
    for (String header :
        new String[] {
          "[]",
          "{",
          "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
          "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
          "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]}}",
          "{\"a\":{\"dtype\":\"Q4\",\"shape\":[1],\"data_offsets\":[0,4]}}",
          "{\"a\":{\"dtype\":\"F32\"}}",
        }) {
      Path file = raw(header, new byte[4]);
      assertThatThrownBy(() -> Safetensors.open(file))
          .as(header)
          .isInstanceOf(SafetensorsException.class);
    }
  }

  @Test
  void aFileCutAnywhereIsRefused() throws IOException {
    Path file = folder.resolve("whole.safetensors");
    new SafetensorsWriter().f32("a", new float[] {1, 2, 3}, 3).write(file);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Path cut = Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Safetensors.open(cut)).isInstanceOf(SafetensorsException.class);
    }
  }
}
