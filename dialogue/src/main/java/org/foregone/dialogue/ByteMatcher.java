package org.foregone.dialogue;

/// Finds a marker in a stream of bytes (Knuth, Morris and Pratt) and the token its first byte came
/// from.
final class ByteMatcher {
  private final byte[] marker;
  private final int[] border;

  /// The token each of the last `marker.length` bytes came from.
  private final int[] origin;

  private int read;
  private int matched;

  ByteMatcher(byte[] marker) {
    this.marker = marker.clone();
    border = new int[marker.length + 1];
    origin = new int[marker.length];
    for (int i = 1, k = 0; i < marker.length; i++) {
      while (k > 0 && marker[i] != marker[k]) {
        k = border[k];
      }
      k = marker[i] == marker[k] ? k + 1 : k;
      border[i + 1] = k;
    }
  }

  /// Whether `b`, a byte of the token at position `token`, completes the marker.
  boolean accept(byte b, int token) {
    origin[read++ % marker.length] = token;
    while (matched > 0 && (matched == marker.length || b != marker[matched])) {
      matched = border[matched];
    }
    matched = b == marker[matched] ? matched + 1 : matched;
    return matched == marker.length;
  }

  /// How many of the last bytes are the beginning of the marker.
  int matched() {
    return matched;
  }

  /// The token that holds the first byte of the marker just completed.
  int start() {
    return origin[read % marker.length];
  }
}
