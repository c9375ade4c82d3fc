package org.foregone.dialogue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/// The texts that a tokenizer would turn into control tokens or reasoning markers.
///
/// USER_DEFINED tokens count when they look like a marker (`<...>`, `[...]`): such vocabularies
/// also hold runs of spaces and whole phrases, which are content like any other.
final class Markers {
  private final Set<String> texts = new HashSet<>();
  private final Set<Integer> lengths = new TreeSet<>();
  private final Set<Integer> firsts = new HashSet<>();

  Markers(Vocabulary vocabulary, ReasoningFormat format) {
    for (int token = 0; token < vocabulary.size(); token++) {
      Vocabulary.Kind kind = vocabulary.kind(token);
      if (kind == Vocabulary.Kind.CONTROL || kind == Vocabulary.Kind.USER_DEFINED) {
        String text = new String(vocabulary.bytes(token), StandardCharsets.UTF_8);
        if (kind == Vocabulary.Kind.CONTROL || bracketed(text)) {
          add(text);
        }
      }
    }
    format.markers().forEach(this::add);
  }

  private void add(String text) {
    // One code point cannot be cut inside.
    if (text.codePointCount(0, text.length()) >= 2) {
      texts.add(text);
      lengths.add(text.length());
      firsts.add(text.codePointAt(0));
    }
  }

  private static boolean bracketed(String text) {
    return text.length() > 2
        && ((text.startsWith("<") && text.endsWith(">"))
            || (text.startsWith("[") && text.endsWith("]")));
  }

  /// Whether some marker begins with this character.
  boolean mayStart(int codePoint) {
    return firsts.contains(codePoint);
  }

  /// Length of the longest marker that begins at `index` of `text`, or 0.
  int lengthAt(CharSequence text, int index) {
    int longest = 0;
    for (int length : lengths) {
      if (index + length > text.length()) {
        break;
      }
      if (texts.contains(text.subSequence(index, index + length).toString())) {
        longest = length;
      }
    }
    return longest;
  }
}
