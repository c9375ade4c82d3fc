package org.foregone.tensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// Collects tensors and writes them as one safetensors file, whole or not at all. The same calls
/// give the same bytes.
public final class SafetensorsWriter {
  private static final JsonMapper JSON = new JsonMapper();

  private record Entry(DType dtype, long[] shape, Elements elements, int count) {}

  /// Puts element `i` into a little-endian buffer.
  private interface Elements {
    void put(ByteBuffer out, int i);
  }

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, String> metadata = new TreeMap<>();

  /// Adds a text to `__metadata__`.
  public SafetensorsWriter note(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /// Adds a float32 tensor; `values` (row-major) are read when the file is written.
  public SafetensorsWriter f32(String name, float[] values, long... shape) {
    return add(name, DType.F32, shape, values.length, (out, i) -> out.putFloat(values[i]));
  }

  public SafetensorsWriter f64(String name, double[] values, long... shape) {
    return add(name, DType.F64, shape, values.length, (out, i) -> out.putDouble(values[i]));
  }

  /// Adds a bfloat16 tensor: each value rounded to the nearest, ties to even; NaN stays NaN.
  public SafetensorsWriter bf16(String name, float[] values, long... shape) {
    return add(name, DType.BF16, shape, values.length, (out, i) -> out.putShort(bf16(values[i])));
  }

  public SafetensorsWriter i64(String name, long[] values, long... shape) {
    return add(name, DType.I64, shape, values.length, (out, i) -> out.putLong(values[i]));
  }

  public SafetensorsWriter i32(String name, int[] values, long... shape) {
    return add(name, DType.I32, shape, values.length, (out, i) -> out.putInt(values[i]));
  }

  private SafetensorsWriter add(
      String name, DType dtype, long[] shape, int count, Elements elements) {
    long size = 1;
    for (long d : shape) {
      size = Math.multiplyExact(size, d);
    }
    if (size != count) {
      throw new IllegalArgumentException(name + ": shape of " + size + " for " + count + " values");
    }
    if (name.equals("__metadata__") || entries.containsKey(name)) {
      throw new IllegalArgumentException("a tensor cannot be added as " + name + " (again)");
    }
    entries.put(name, new Entry(dtype, shape.clone(), elements, count));
    return this;
  }

  static short bf16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> 16) | 0x40); // keep it a NaN when the low half held all its bits
    }
    return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
  }

  /// Writes the file.
  ///
  /// @throws SafetensorsException when that fails; the target is then as it was
  public void write(Path target) {
    Map<String, Object> header = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      header.put("__metadata__", metadata);
    }
    long at = 0;
    for (Map.Entry<String, Entry> e : entries.entrySet()) {
      Entry t = e.getValue();
      long end = at + (long) t.count * t.dtype.bytes();
      Map<String, Object> info = new LinkedHashMap<>();
      info.put("dtype", t.dtype.name());
      info.put("shape", t.shape);
      info.put("data_offsets", List.of(at, end));
      header.put(e.getKey(), info);
      at = end;
    }
    String json = JSON.writeValueAsString(header);
    int length = json.getBytes(StandardCharsets.UTF_8).length;
    byte[] head = (json + " ".repeat((8 - length % 8) % 8)).getBytes(StandardCharsets.UTF_8);
    try {
      WholeFile.write(
          target,
          out -> {
            out.write(buffer(8).putLong(head.length).array());
            out.write(head);
            for (Entry t : entries.values()) {
              byte[] bytes = new byte[1 << 16];
              ByteBuffer piece = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
              for (int i = 0; i < t.count; i++) {
                t.elements.put(piece, i);
                if (piece.remaining() < 8) {
                  out.write(bytes, 0, piece.position());
                  piece.clear();
                }
              }
              out.write(bytes, 0, piece.position());
            }
          });
    } catch (IOException e) {
      throw new SafetensorsException(target, "cannot be written: " + e, e);
    }
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
