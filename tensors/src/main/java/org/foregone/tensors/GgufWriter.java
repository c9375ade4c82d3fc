package org.foregone.tensors;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Collects metadata and float32 tensors and writes them as one little-endian GGUF file (version
/// 3), whole or not at all. The same calls in the same order give the same bytes.
public final class GgufWriter {
  private static final int ALIGNMENT = 32;

  private record Tensor(long[] shape, float[] values) {}

  private final Map<String, byte[]> metadata = new LinkedHashMap<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  public GgufWriter u32(String key, int value) {
    return add(key, 4, bytes(4).putInt(value).array());
  }

  public GgufWriter i32(String key, int value) {
    return add(key, 5, bytes(4).putInt(value).array());
  }

  public GgufWriter f32(String key, float value) {
    return add(key, 6, bytes(4).putFloat(value).array());
  }

  public GgufWriter flag(String key, boolean value) {
    return add(key, 7, new byte[] {(byte) (value ? 1 : 0)});
  }

  public GgufWriter text(String key, String value) {
    return add(key, 8, text(value));
  }

  public GgufWriter u64(String key, long value) {
    return add(key, 10, bytes(8).putLong(value).array());
  }

  public GgufWriter f64(String key, double value) {
    return add(key, 12, bytes(8).putDouble(value).array());
  }

  public GgufWriter texts(String key, List<String> values) {
    ByteArrayOutputStream items = new ByteArrayOutputStream();
    values.forEach(v -> items.writeBytes(text(v)));
    return array(key, 8, values.size(), ByteBuffer.wrap(items.toByteArray()));
  }

  public GgufWriter i32s(String key, int[] values) {
    ByteBuffer items = bytes(4 * values.length);
    for (int v : values) {
      items.putInt(v);
    }
    return array(key, 5, values.length, items.flip());
  }

  public GgufWriter f32s(String key, float[] values) {
    ByteBuffer items = bytes(4 * values.length);
    for (float v : values) {
      items.putFloat(v);
    }
    return array(key, 6, values.length, items.flip());
  }

  private GgufWriter array(String key, int type, int count, ByteBuffer items) {
    return add(
        key, 9, bytes(12 + items.remaining()).putInt(type).putLong(count).put(items).array());
  }

  private GgufWriter add(String key, int type, byte[] value) {
    byte[] entry = bytes(4 + value.length).putInt(type).put(value).array();
    if (key.equals("general.alignment")) {
      throw new IllegalArgumentException("the alignment is always " + ALIGNMENT);
    }
    if (metadata.putIfAbsent(key, entry) != null) {
      throw new IllegalArgumentException(key + " is there already");
    }
    return this;
  }

  /// Adds a float32 tensor.
  ///
  /// @param values fastest dimension first; read when the file is written
  /// @param shape 1 to 4 sizes, fastest first (a matrix's row length, then its number of rows)
  public GgufWriter tensor(String name, float[] values, long... shape) {
    long size = 1;
    for (long d : shape) {
      size = Math.multiplyExact(size, d);
    }
    if (shape.length < 1 || shape.length > 4 || size != values.length || size == 0) {
      throw new IllegalArgumentException(
          name + ": impossible shape for " + values.length + " values");
    }
    if (tensors.putIfAbsent(name, new Tensor(shape.clone(), values)) != null) {
      throw new IllegalArgumentException(name + " is there already");
    }
    return this;
  }

  /// Writes the file.
  ///
  /// @throws GgufException when that fails; the target is then as it was
  public void write(Path target) {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    head.writeBytes(bytes(20).putInt(3).putLong(tensors.size()).putLong(metadata.size()).array());
    metadata.forEach(
        (key, value) -> {
          head.writeBytes(text(key));
          head.writeBytes(value);
        });
    long offset = 0;
    for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
      long[] shape = e.getValue().shape;
      byte[] entry = new byte[4 + 8 * shape.length + 4 + 8];
      ByteBuffer info = ByteBuffer.wrap(entry).order(ByteOrder.LITTLE_ENDIAN).putInt(shape.length);
      for (long d : shape) {
        info.putLong(d);
      }
      info.putInt(GgmlType.F32.id()).putLong(offset);
      head.writeBytes(text(e.getKey()));
      head.writeBytes(entry);
      offset += 4L * e.getValue().values.length;
      offset += padding(offset);
    }
    head.writeBytes(new byte[padding(head.size())]);
    try {
      WholeFile.write(
          target,
          out -> {
            head.writeTo(out);
            for (Tensor tensor : tensors.values()) {
              byte[] data = new byte[4 * tensor.values.length];
              ByteBuffer.wrap(data)
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .asFloatBuffer()
                  .put(tensor.values);
              out.write(data);
              out.write(new byte[padding(data.length)]);
            }
          });
    } catch (IOException e) {
      throw new GgufException(target, "cannot be written: " + e, e);
    }
  }

  private static int padding(long at) {
    return (int) ((ALIGNMENT - at % ALIGNMENT) % ALIGNMENT);
  }

  private static byte[] text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return bytes(8 + utf8.length).putLong(utf8.length).put(utf8).array();
  }

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
