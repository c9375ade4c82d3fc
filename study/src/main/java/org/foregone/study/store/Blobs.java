package org.foregone.study.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Token ids as the store keeps them: int32, little-endian, one after the other.
final class Blobs {
  private Blobs() {}

  static byte[] of(int[] tokens) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * tokens.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(tokens);
    return bytes.array();
  }

  static int[] tokens(byte[] blob) {
    int[] tokens = new int[blob.length / 4];
    ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(tokens);
    return tokens;
  }
}
