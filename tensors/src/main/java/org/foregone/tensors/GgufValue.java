package org.foregone.tensors;

import java.util.List;

/// A metadata value of a GGUF file. The file's many number types come as two: whole and real.
public sealed interface GgufValue {

  /// Any integer type; a u64 above 2^63 - 1 keeps its bits and shows as negative.
  record Whole(long value) implements GgufValue {}

  /// A float32 (widened) or float64.
  record Real(double value) implements GgufValue {}

  record Flag(boolean value) implements GgufValue {}

  record Text(String value) implements GgufValue {}

  /// An array, possibly of arrays.
  record Items(List<GgufValue> values) implements GgufValue {
    public Items {
      values = List.copyOf(values);
    }
  }
}
