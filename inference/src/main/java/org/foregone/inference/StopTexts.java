package org.foregone.inference;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.foregone.dialogue.Vocabulary;

/// Watches one sequence's bytes for texts that end it. A text may span tokens and a token may hold
/// more than the text's end; both count.
final class StopTexts {
  private final Vocabulary vocabulary;
  private final List<byte[]> texts;
  private final byte[] tail;
  private int held;

  StopTexts(Vocabulary vocabulary, List<String> stops) {
    this.vocabulary = vocabulary;
    this.texts = stops.stream().map(s -> s.getBytes(StandardCharsets.UTF_8)).toList();
    this.tail = new byte[texts.stream().mapToInt(t -> t.length).max().orElse(0)];
  }

  /// Takes the next token and says whether one of the texts is now complete.
  boolean ended(int token) {
    if (texts.isEmpty()) {
      return false;
    }
    for (byte b : vocabulary.bytes(token)) {
      if (held == tail.length) {
        System.arraycopy(tail, 1, tail, 0, --held);
      }
      tail[held++] = b;
      for (byte[] text : texts) {
        if (endsWith(text)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean endsWith(byte[] text) {
    if (text.length == 0 || text.length > held) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (tail[held - text.length + i] != text[i]) {
        return false;
      }
    }
    return true;
  }
}
