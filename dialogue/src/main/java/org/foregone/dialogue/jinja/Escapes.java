package org.foregone.dialogue.jinja;

/// Backslash escapes of string literals, as Python's `unicode-escape`: unknown ones stay as they
/// are.
final class Escapes {
  private Escapes() {}

  static String decode(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i++);
      if (c != '\\' || i == text.length()) {
        out.append(c);
        continue;
      }
      char escape = text.charAt(i++);
      switch (escape) {
        case '\n' -> {}
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case 'a' -> out.append('\u0007');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'v' -> out.append('\u000b');
        case '\\', '\'', '"' -> out.append(escape);
        case 'x', 'u', 'U' -> {
          int digits = escape == 'x' ? 2 : escape == 'u' ? 4 : 8;
          out.appendCodePoint(hex(text, i, digits));
          i += digits;
        }
        default -> {
          if (escape >= '0' && escape <= '7') {
            int from = i - 1;
            while (i < text.length() && i < from + 3 && isOctal(text.charAt(i))) {
              i++;
            }
            out.append((char) Integer.parseInt(text.substring(from, i), 8));
          } else {
            out.append('\\').append(escape);
          }
        }
      }
    }
    return out.toString();
  }

  private static boolean isOctal(char c) {
    return c >= '0' && c <= '7';
  }

  private static int hex(String text, int from, int digits) {
    try {
      int value = Integer.parseInt(text.substring(from, from + digits), 16);
      if (Character.isValidCodePoint(value)) {
        return value;
      }
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      // Reported below: the digits are missing, not digits, or beyond Unicode.
    }
    throw new TemplateException("a \\x, \\u or \\U escape needs 2, 4 or 8 hex digits");
  }
}
