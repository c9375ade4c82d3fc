package org.foregone.dialogue.jinja;

import java.util.ArrayList;
import java.util.List;

/// Python's `str` where it differs from Java's: length, places and order count code points, and
/// more characters are white space.
final class Text {
  private Text() {}

  /// Python's `str.isspace`, also what `\s` matches; all such characters are single `char`s.
  static boolean isSpace(int c) {
    return (c >= 9 && c <= 13)
        || (c >= 28 && c <= 32)
        || c == 0x85
        || c == 0xa0
        || (c > 0xff
            && (Character.isSpaceChar(c)
                || Character.getType(c) == Character.LINE_SEPARATOR
                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR));
  }

  static boolean isBlank(String text) {
    return text.chars().allMatch(Text::isSpace);
  }

  static String lstrip(String text) {
    int from = 0;
    while (from < text.length() && isSpace(text.charAt(from))) {
      from++;
    }
    return text.substring(from);
  }

  static String rstrip(String text) {
    int to = text.length();
    while (to > 0 && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(0, to);
  }

  static String strip(String text) {
    return rstrip(lstrip(text));
  }

  /// Drops any of `set`'s characters at the ends asked for.
  static String strip(String text, String set, boolean left, boolean right) {
    int from = 0;
    int to = text.length();
    while (left && from < to && set.indexOf(text.codePointAt(from)) >= 0) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (right && to > from && set.indexOf(text.codePointBefore(to)) >= 0) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /// The character at a place from 0 to length - 1.
  static String charAt(String text, int place) {
    int from = text.offsetByCodePoints(0, place);
    return text.substring(from, text.offsetByCodePoints(from, 1));
  }

  static List<Object> characters(String text) {
    List<Object> characters = new ArrayList<>(text.length());
    text.codePoints().forEach(c -> characters.add(Character.toString(c)));
    return characters;
  }

  /// Order by code points.
  static int compare(String a, String b) {
    int i = 0;
    int shorter = Math.min(a.length(), b.length());
    while (i < shorter && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    if (i == shorter) {
      return a.length() - b.length();
    }
    char x = a.charAt(i);
    char y = b.charAt(i);
    // A surrogate stands for a character beyond all others.
    return Character.isSurrogate(x) == Character.isSurrogate(y)
        ? x - y
        : Character.isSurrogate(x) ? 1 : -1;
  }

  /// Lines without their ends, or with them, cut where `str.splitlines` cuts.
  static List<Object> lines(String text, boolean keepEnds) {
    List<Object> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c >= 10 && c <= 13) || (c >= 28 && c <= 30) || c == 0x85 || c == 0x2028 || c == 0x2029) {
        int end = i;
        if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
          i++;
        }
        lines.add(text.substring(from, keepEnds ? i + 1 : end));
        from = i + 1;
      }
    }
    if (from < text.length()) {
      lines.add(text.substring(from));
    }
    return lines;
  }

  /// `str.capitalize`.
  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.offsetByCodePoints(0, 1);
    return titled(text.substring(0, first)) + lower(text.substring(first));
  }

  /// `str.title`: a letter behind a letter is lower, any other is upper.
  static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean inWord = false;
    for (Object character : characters(text)) {
      String c = (String) character;
      out.append(inWord ? lower(c) : titled(c));
      inWord = isCased(c.codePointAt(0));
    }
    return out.toString();
  }

  static boolean isCased(int c) {
    return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
  }

  static String lower(String text) {
    return text.toLowerCase(java.util.Locale.ROOT);
  }

  static String upper(String text) {
    return text.toUpperCase(java.util.Locale.ROOT);
  }

  private static String titled(String character) {
    String upper = upper(character);
    if (upper.length() > 1 && !upper.equals(character)) {
      return capitalize2(upper);
    }
    return Character.toString(Character.toTitleCase(character.codePointAt(0)));
  }

  /// What one small letter such as the German sharp s becomes at the head of a word.
  private static String capitalize2(String upper) {
    int first = upper.offsetByCodePoints(0, 1);
    return upper.substring(0, first) + lower(upper.substring(first));
  }

  /// HTML's five characters as entities.
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace(">", "&gt;")
        .replace("<", "&lt;")
        .replace("'", "&#39;")
        .replace("\"", "&#34;");
  }
}
