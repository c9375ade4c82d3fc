package org.foregone.statistics;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.LongStream;

/// The words of a text, each as a 64-bit hash: compatibility-normalised (NFKC), lower-case runs of
/// letters, marks and digits, each ideograph and kana a word of its own. A text without words is
/// one word, itself.
record WordSequence(long[] words) {

  static WordSequence of(String text) {
    String normal = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    LongStream.Builder words = LongStream.builder();
    long word = 0;
    boolean open = false;
    for (int at = 0; at < normal.length(); ) {
      int point = normal.codePointAt(at);
      at += Character.charCount(point);
      boolean alone = standsAlone(point);
      boolean inside = !alone && insideWord(point);
      if (open && !inside) {
        words.add(word);
        open = false;
      }
      if (alone) {
        words.add(mix(point));
      } else if (inside) {
        word = mix((open ? word : 0) + point);
        open = true;
      }
    }
    if (open) {
      words.add(word);
    }
    long[] found = words.build().toArray();
    return new WordSequence(found.length > 0 ? found : new long[] {text.strip().hashCode()});
  }

  private static boolean standsAlone(int point) {
    Character.UnicodeScript script = Character.UnicodeScript.of(point);
    return Character.isIdeographic(point)
        || script == Character.UnicodeScript.HIRAGANA
        || script == Character.UnicodeScript.KATAKANA;
  }

  private static boolean insideWord(int point) {
    return Character.isLetterOrDigit(point)
        || Character.getType(point) == Character.NON_SPACING_MARK
        || Character.getType(point) == Character.COMBINING_SPACING_MARK;
  }

  int length() {
    return words.length;
  }

  /// Of the whole sequence, but for the word at one position.
  ///
  /// @param without position left out, -1 for none
  long hash(int without) {
    return hash(words, without);
  }

  static long hash(long[] values, int without) {
    long hash = 1;
    for (int i = 0; i < values.length; i++) {
      hash = i == without ? hash : mix(hash + values[i]);
    }
    return hash;
  }

  /// The set of three successive words, ascending; of a shorter text the whole.
  long[] triples() {
    if (words.length < 3) {
      return new long[] {hash(-1)};
    }
    long[] triples = new long[words.length - 2];
    for (int i = 0; i < triples.length; i++) {
      triples[i] = mix(mix(mix(words[i]) + words[i + 1]) + words[i + 2]);
    }
    Arrays.sort(triples);
    return Arrays.stream(triples).distinct().toArray();
  }

  /// The SplitMix64 finaliser on the next point of its sequence.
  static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
