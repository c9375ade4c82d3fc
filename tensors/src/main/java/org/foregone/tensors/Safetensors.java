package org.foregone.tensors;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A safetensors file, mapped into memory: 8 bytes of little-endian header length, a JSON header,
/// then the data, row-major. The header is checked whole when the file is opened; tensors are
/// copied out when asked for.
public final class Safetensors implements AutoCloseable {
  private static final long LARGEST_HEADER = 100_000_000; // the reference implementation's limit
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// One tensor.
  ///
  /// @param shape sizes of the dimensions, slowest first; empty for a single number
  /// @param begin where its bytes start, counted from the start of the data
  public record Tensor(String name, DType dtype, long[] shape, long begin) {
    /// How many elements.
    public long size() {
      long n = 1;
      for (long d : shape) {
        n = Math.multiplyExact(n, d);
      }
      return n;
    }
  }

  private final Path file;
  private final Arena arena;
  private final MemorySegment data;
  private final Map<String, Tensor> tensors;
  private final Map<String, String> metadata;

  private Safetensors(
      Path file,
      Arena arena,
      MemorySegment data,
      Map<String, Tensor> tensors,
      Map<String, String> metadata) {
    this.file = file;
    this.arena = arena;
    this.data = data;
    this.tensors = Collections.unmodifiableMap(tensors);
    this.metadata = Collections.unmodifiableMap(metadata);
  }

  /// Opens a file and checks its header.
  ///
  /// @throws SafetensorsException when it is missing, unreadable or not what its header says
  @SuppressWarnings(
      "MustBeClosedChecker") // the arena lives as long as the object, close() closes it
  public static Safetensors open(Path file) {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      if (size < 8) {
        throw new SafetensorsException(
            file, "too short for a safetensors file: " + size + " bytes");
      }
      MemorySegment all = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
      long length = all.get(LONG, 0);
      if (length < 2 || length > Math.min(size - 8, LARGEST_HEADER)) {
        throw new SafetensorsException(
            file,
            "not a safetensors file, or cut short: its header should take "
                + length
                + " bytes, the file has "
                + (size - 8)
                + " after the length");
      }
      String header =
          new String(all.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
      MemorySegment data = all.asSlice(8 + length);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      Map<String, String> metadata = new LinkedHashMap<>();
      JsonNode root = JSON.readTree(header);
      if (!root.isObject()) {
        throw new SafetensorsException(file, "the header is not a JSON object");
      }
      for (Map.Entry<String, JsonNode> entry : root.properties()) {
        if (entry.getKey().equals("__metadata__")) {
          entry
              .getValue()
              .properties()
              .forEach(m -> metadata.put(m.getKey(), m.getValue().asString()));
        } else {
          tensors.put(
              entry.getKey(), tensor(file, entry.getKey(), entry.getValue(), data.byteSize()));
        }
      }
      return new Safetensors(file, arena, data, tensors, metadata);
    } catch (JacksonException e) {
      arena.close();
      throw new SafetensorsException(file, "the header is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      arena.close();
      throw new SafetensorsException(file, "cannot be read: " + e, e);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static Tensor tensor(Path file, String name, JsonNode entry, long dataBytes) {
    DType dtype;
    try {
      dtype = DType.valueOf(entry.path("dtype").asString(""));
    } catch (IllegalArgumentException e) {
      throw new SafetensorsException(
          file,
          "tensor "
              + name
              + " has the type "
              + entry.path("dtype")
              + ", which Foregone does not read",
          e);
    }
    JsonNode dims = entry.path("shape");
    JsonNode offsets = entry.path("data_offsets");
    if (!dims.isArray() || !offsets.isArray() || offsets.size() != 2) {
      throw new SafetensorsException(file, "tensor " + name + " lacks a shape or data_offsets");
    }
    long[] shape = new long[dims.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = dims.get(i).asLong(-1);
      if (shape[i] < 0) {
        throw new SafetensorsException(file, "tensor " + name + " has an impossible shape " + dims);
      }
    }
    long begin = offsets.get(0).asLong(-1);
    long end = offsets.get(1).asLong(-1);
    Tensor tensor = new Tensor(name, dtype, shape, begin);
    long bytes;
    try {
      bytes = Math.multiplyExact(tensor.size(), dtype.bytes());
    } catch (ArithmeticException e) {
      throw new SafetensorsException(
          file, "tensor " + name + " has an impossible shape " + dims, e);
    }
    if (begin < 0 || end < begin || end - begin != bytes) {
      throw new SafetensorsException(
          file, "tensor " + name + " takes bytes " + offsets + ", its shape needs " + bytes);
    }
    if (end > dataBytes) {
      throw new SafetensorsException(
          file,
          "cut short: tensor "
              + name
              + " ends at byte "
              + end
              + " of the data, the file has "
              + dataBytes);
    }
    return tensor;
  }

  /// The tensors' names, in the file's order.
  public Set<String> names() {
    return tensors.keySet();
  }

  /// The free-form texts of `__metadata__`.
  public Map<String, String> metadata() {
    return metadata;
  }

  /// What the file says of one tensor.
  ///
  /// @throws SafetensorsException when there is none of that name
  public Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new SafetensorsException(file, "no tensor " + name + "; there are " + tensors.keySet());
    }
    return tensor;
  }

  /// The elements as doubles (exact for every type but 64-bit integers beyond 2^53), row-major.
  public double[] doubles(String name) {
    Tensor t = tensor(name);
    double[] out = new double[length(t)];
    for (int i = 0; i < out.length; i++) {
      out[i] = t.dtype.whole() ? whole(t, i) : real(t, i);
    }
    return out;
  }

  /// The elements as floats; 64-bit ones are rounded.
  public float[] floats(String name) {
    return floats(name, 0, length(tensor(name)));
  }

  /// Some of the elements as floats: `count` in row-major order, from element `from` on.
  public float[] floats(String name, long from, int count) {
    Tensor t = tensor(name);
    if (from < 0 || from + count > t.size()) {
      throw new SafetensorsException(
          file, name + " has " + t.size() + " elements, not " + count + " from " + from + " on");
    }
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] = t.dtype.whole() ? whole(t, from + i) : (float) real(t, from + i);
    }
    return out;
  }

  /// The elements of a whole-number tensor.
  ///
  /// @throws SafetensorsException when it holds fractions or does not fit 32 bits
  public int[] ints(String name) {
    long[] wide = longs(name);
    int[] out = new int[wide.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (int) wide[i];
      if (out[i] != wide[i]) {
        throw new SafetensorsException(
            file, name + "[" + i + "] = " + wide[i] + " does not fit an int");
      }
    }
    return out;
  }

  /// The elements of a whole-number tensor.
  ///
  /// @throws SafetensorsException when it holds fractions
  public long[] longs(String name) {
    Tensor t = tensor(name);
    if (!t.dtype.whole()) {
      throw new SafetensorsException(file, name + " holds " + t.dtype + ", not whole numbers");
    }
    long[] out = new long[length(t)];
    for (int i = 0; i < out.length; i++) {
      out[i] = whole(t, i);
    }
    return out;
  }

  private int length(Tensor t) {
    if (t.size() > Integer.MAX_VALUE - 8) {
      throw new SafetensorsException(
          file, t.name + " has too many elements for one array: " + t.size());
    }
    return (int) t.size();
  }

  private long whole(Tensor t, long i) {
    long at = t.begin + i * t.dtype.bytes();
    return switch (t.dtype) {
      case I64 -> data.get(LONG, at);
      case I32 -> data.get(INT, at);
      case I16 -> data.get(SHORT, at);
      case I8 -> data.get(ValueLayout.JAVA_BYTE, at);
      case U8, BOOL -> data.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
      case F64, F32, F16, BF16 -> throw new IllegalStateException(t.toString());
    };
  }

  private double real(Tensor t, long i) {
    long at = t.begin + i * t.dtype.bytes();
    return switch (t.dtype) {
      case F64 -> Double.longBitsToDouble(data.get(LONG, at));
      case F32 -> Float.intBitsToFloat(data.get(INT, at));
      case F16 -> Float.float16ToFloat(data.get(SHORT, at));
      case BF16 -> Float.intBitsToFloat(data.get(SHORT, at) << 16);
      case I64, I32, I16, I8, U8, BOOL -> throw new IllegalStateException(t.toString());
    };
  }

  @Override
  public void close() {
    arena.close();
  }
}
