package org.foregone.tensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads the bytes of a GGUF header one value at a time and believes none of them: a length is
/// compared with what the file still holds before anything is allocated, and the whole header with
/// a cap.
final class GgufHeader {
  /// Far above any real header (a 262,144-token vocabulary takes about 16 MB).
  private static final long LARGEST_HEADER = 128L << 20;

  /// Elements in all arrays together.
  private static final long MOST_ELEMENTS = 8L << 20;

  private static final int DEEPEST_ARRAY = 4;

  private final Path file;
  private final SeekableByteChannel channel;
  private final long size;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  private long at;
  private long elements;

  GgufHeader(Path file, SeekableByteChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.size = channel.size();
  }

  /// Bytes read so far.
  long at() {
    return at;
  }

  long fileSize() {
    return size;
  }

  GgufException broken(String problem) {
    return new GgufException(file, problem);
  }

  private void need(long bytes, String what) {
    if (bytes < 0 || bytes > size - at) {
      throw broken(
          "cut short or damaged: "
              + what
              + " needs "
              + Long.toUnsignedString(bytes)
              + " bytes at byte "
              + at
              + ", the file has "
              + size
              + " in all; download it again");
    }
    if (at + bytes > LARGEST_HEADER) {
      throw broken("damaged: its header claims to be larger than " + LARGEST_HEADER + " bytes");
    }
  }

  private ByteBuffer fixed(int bytes, String what) throws IOException {
    need(bytes, what);
    if (buffer.remaining() < bytes) {
      buffer.compact();
      while (buffer.position() < bytes) {
        if (channel.read(buffer) < 0) {
          throw broken("became shorter while it was read");
        }
      }
      buffer.flip();
    }
    at += bytes;
    return buffer;
  }

  int u8(String what) throws IOException {
    return fixed(1, what).get() & 0xFF;
  }

  long u32(String what) throws IOException {
    return fixed(4, what).getInt() & 0xFFFF_FFFFL;
  }

  long u64(String what) throws IOException {
    return fixed(8, what).getLong();
  }

  /// A count whose items take at least `leastBytes` each.
  long count(long leastBytes, String what) throws IOException {
    long n = u64(what);
    if (n < 0 || n > (size - at) / leastBytes) {
      throw broken(
          "cut short or damaged: it claims "
              + Long.toUnsignedString(n)
              + " "
              + what
              + ", the file has only "
              + (size - at)
              + " bytes left for them");
    }
    return n;
  }

  String text(String what) throws IOException {
    long length = u64(what);
    need(length, what);
    byte[] bytes = new byte[(int) length];
    int done = 0;
    while (done < bytes.length) {
      int step = Math.min(bytes.length - done, buffer.capacity());
      fixed(step, what).get(bytes, done, step);
      done += step;
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  GgufValue value(long type, String key, int depth) throws IOException {
    return switch ((int) type) {
      case 0 -> new GgufValue.Whole(u8(key));
      case 1 -> new GgufValue.Whole((byte) u8(key));
      case 2 -> new GgufValue.Whole(fixed(2, key).getShort() & 0xFFFF);
      case 3 -> new GgufValue.Whole(fixed(2, key).getShort());
      case 4 -> new GgufValue.Whole(u32(key));
      case 5 -> new GgufValue.Whole(fixed(4, key).getInt());
      case 6 -> new GgufValue.Real(fixed(4, key).getFloat());
      case 7 -> new GgufValue.Flag(u8(key) != 0);
      case 8 -> new GgufValue.Text(text(key));
      case 9 -> items(key, depth);
      case 10, 11 -> new GgufValue.Whole(u64(key));
      case 12 -> new GgufValue.Real(fixed(8, key).getDouble());
      default -> throw broken("damaged: " + key + " has the unknown value type " + type);
    };
  }

  private GgufValue items(String key, int depth) throws IOException {
    if (depth >= DEEPEST_ARRAY) {
      throw broken("damaged: " + key + " nests arrays more than " + DEEPEST_ARRAY + " deep");
    }
    long type = u32(key);
    long n = count(leastBytes(type, key), "elements of " + key);
    elements += n;
    if (elements > MOST_ELEMENTS) {
      throw broken("damaged: its arrays claim more than " + MOST_ELEMENTS + " elements");
    }
    List<GgufValue> values = new ArrayList<>();
    for (long i = 0; i < n; i++) {
      values.add(value(type, key, depth + 1));
    }
    return new GgufValue.Items(values);
  }

  private int leastBytes(long type, String key) {
    return switch ((int) type) {
      case 0, 1, 7 -> 1;
      case 2, 3 -> 2;
      case 4, 5, 6 -> 4;
      case 8, 10, 11, 12 -> 8;
      case 9 -> 12;
      default -> throw broken("damaged: " + key + " is an array of the unknown value type " + type);
    };
  }
}
