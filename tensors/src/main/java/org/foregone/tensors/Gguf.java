package org.foregone.tensors;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// What the header of a GGUF file (versions 2 and 3, little-endian) says: metadata and tensors.
/// Reading it checks everything that can be checked without the tensors' numbers, so that a broken
/// download is named before native code sees it.
///
/// @param metadata by key, in the file's order
/// @param tensors by name, in the file's order
/// @param dataStart first byte of the tensor data
/// @param fileSize bytes of the file
public record Gguf(
    Path file,
    int version,
    Map<String, GgufValue> metadata,
    Map<String, Tensor> tensors,
    long dataStart,
    long fileSize) {
  private static final long MAGIC = 0x46554747; // "GGUF"
  private static final int DEFAULT_ALIGNMENT = 32;
  private static final int MOST_DIMENSIONS = 4;

  /// One tensor.
  ///
  /// @param shape sizes of the dimensions, fastest first (ggml's order: a row's length comes first)
  /// @param offset where its bytes start, counted from `dataStart`
  /// @param bytes how many bytes it takes
  public record Tensor(String name, GgmlType type, List<Long> shape, long offset, long bytes) {}

  public Gguf {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /// Reads and checks the header.
  ///
  /// @throws GgufException when the file is missing, empty, of another kind, of an unsupported
  ///     version,
  ///     cut short or damaged
  public static Gguf read(Path file) {
    if (Files.isDirectory(file)) {
      throw new GgufException(file, "is a folder; name the .gguf file inside it");
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      GgufHeader in = new GgufHeader(file, channel);
      checkKind(in);
      int version = checkVersion(in);
      long tensorCount = in.count(8 + 4 + 4 + 8, "tensors");
      long keyCount = in.count(8 + 4 + 1, "metadata keys");
      Map<String, GgufValue> metadata = new LinkedHashMap<>();
      for (long i = 0; i < keyCount; i++) {
        String key = in.text("the name of metadata key " + i);
        GgufValue value = in.value(in.u32(key), key, 0);
        if (metadata.putIfAbsent(key, value) != null) {
          throw in.broken("damaged: metadata key " + key + " is there twice");
        }
      }
      long alignment = alignment(in, metadata);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      long end = 0;
      for (long i = 0; i < tensorCount; i++) {
        Tensor tensor = tensor(in, i);
        if (tensors.putIfAbsent(tensor.name, tensor) != null) {
          throw in.broken("damaged: tensor " + tensor.name + " is there twice");
        }
        if (tensor.offset != padded(end, alignment)) {
          throw in.broken(
              "damaged: tensor "
                  + tensor.name
                  + " is at "
                  + tensor.offset
                  + ", expected at "
                  + padded(end, alignment));
        }
        end = Math.addExact(tensor.offset, tensor.bytes);
      }
      long start = padded(in.at(), alignment);
      if (!tensors.isEmpty() && Math.addExact(start, end) > in.fileSize()) {
        throw in.broken(
            "cut short: "
                + (start + end)
                + " bytes expected, the file has "
                + in.fileSize()
                + "; download it again");
      }
      return new Gguf(file, version, metadata, tensors, start, in.fileSize());
    } catch (NoSuchFileException e) {
      throw new GgufException(file, "there is no such file", e);
    } catch (ArithmeticException e) {
      throw new GgufException(file, "damaged: its tensors have impossible sizes", e);
    } catch (IOException e) {
      throw new GgufException(file, "cannot be read: " + e, e);
    }
  }

  private static void checkKind(GgufHeader in) throws IOException {
    if (in.fileSize() == 0) {
      throw in.broken("is empty");
    }
    if (in.fileSize() < 4 || in.u32("the magic number") != MAGIC) {
      throw in.broken(
          "is not a GGUF file (it does not start with \"GGUF\"); models in other formats can be"
              + " converted with llama.cpp's convert_hf_to_gguf.py");
    }
  }

  private static int checkVersion(GgufHeader in) throws IOException {
    long version = in.u32("the version");
    if (version != 0 && (version & 0xFFFF) == 0) {
      throw in.broken("is a big-endian GGUF file; only little-endian ones are supported");
    }
    if (version != 2 && version != 3) {
      throw in.broken("has GGUF version " + version + "; versions 2 and 3 are supported");
    }
    return (int) version;
  }

  private static long alignment(GgufHeader in, Map<String, GgufValue> metadata) {
    GgufValue value =
        metadata.getOrDefault("general.alignment", new GgufValue.Whole(DEFAULT_ALIGNMENT));
    if (value instanceof GgufValue.Whole(long n)
        && n > 0
        && n <= 1 << 20
        && Long.bitCount(n) == 1) {
      return n;
    }
    throw in.broken("damaged: general.alignment is " + value + ", not a power of two");
  }

  private static Tensor tensor(GgufHeader in, long index) throws IOException {
    String name = in.text("the name of tensor " + index);
    long dimensions = in.u32(name);
    if (dimensions > MOST_DIMENSIONS) {
      throw in.broken("damaged: tensor " + name + " has " + dimensions + " dimensions");
    }
    Long[] shape = new Long[(int) dimensions];
    long size = 1;
    for (int d = 0; d < shape.length; d++) {
      shape[d] = in.u64(name);
      if (shape[d] <= 0) {
        throw in.broken("damaged: tensor " + name + " has a dimension of " + shape[d]);
      }
      size = Math.multiplyExact(size, shape[d]);
    }
    long id = in.u32(name);
    GgmlType type =
        GgmlType.of(id)
            .orElseThrow(
                () -> in.broken("tensor " + name + " has type " + id + ", unknown or removed"));
    long row = shape.length == 0 ? 1 : shape[0];
    if (row % type.blockSize() != 0) {
      throw in.broken(
          "damaged: tensor "
              + name
              + " has rows of "
              + row
              + ", "
              + type
              + " needs a multiple of "
              + type.blockSize());
    }
    long offset = in.u64(name);
    long bytes = Math.multiplyExact(size / type.blockSize(), type.blockBytes());
    return new Tensor(name, type, List.of(shape), offset, bytes);
  }

  private static long padded(long at, long alignment) {
    return Math.addExact(at, alignment - 1) / alignment * alignment;
  }

  /// The size this file must at least have for all its tensors.
  public long expectedSize() {
    return tensors.values().stream()
        .mapToLong(t -> dataStart + t.offset + t.bytes)
        .max()
        .orElse(dataStart);
  }

  public Optional<String> text(String key) {
    return metadata.get(key) instanceof GgufValue.Text(String value)
        ? Optional.of(value)
        : Optional.empty();
  }

  public OptionalLong whole(String key) {
    return metadata.get(key) instanceof GgufValue.Whole(long value)
        ? OptionalLong.of(value)
        : OptionalLong.empty();
  }

  public OptionalDouble real(String key) {
    return metadata.get(key) instanceof GgufValue.Real(double value)
        ? OptionalDouble.of(value)
        : OptionalDouble.empty();
  }

  /// The elements of an array, empty when there is none under that key.
  public List<GgufValue> items(String key) {
    return metadata.get(key) instanceof GgufValue.Items(List<GgufValue> values)
        ? values
        : List.of();
  }

  /// Checks that this is a model that generates text by itself, with all it takes.
  ///
  /// @throws GgufException saying what it is instead, or what it lacks
  public void requireLanguageModel() {
    LanguageModelCheck.check(this);
  }
}
