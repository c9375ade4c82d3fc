package org.foregone.dialogue.jinja;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/// Python's `str` and `repr`.
final class Printer {
  private final Budget budget;

  Printer(Budget budget) {
    this.budget = budget;
  }

  String str(Object value) {
    return switch (value) {
      case String s -> s;
      case Py.Markup m -> m.text();
      case Py.Undefined u -> "";
      default -> repr(value);
    };
  }

  String repr(Object value) {
    StringBuilder out = new StringBuilder();
    repr(value, out);
    return out.toString();
  }

  private void repr(Object value, StringBuilder out) {
    int before = out.length();
    switch (value) {
      case String s -> quote(s, out);
      case Py.Markup m -> {
        out.append("Markup(");
        quote(m.text(), out);
        out.append(')');
      }
      case Boolean b -> out.append(b ? "True" : "False");
      case Long l -> out.append((long) l);
      case BigInteger b -> out.append(b);
      case Double d -> out.append(Numbers.repr(d));
      case Py.None n -> out.append("None");
      case Py.Undefined u -> out.append("Undefined");
      case List<?> l -> list("[", l, "]", out);
      case Py.Tuple t -> list("(", t.items(), t.items().size() == 1 ? ",)" : ")", out);
      case Py.View v -> list("dict_" + v.name() + "([", v.items(), "])", out);
      case Map<?, ?> m -> map(m, out);
      case Py.Range r ->
          out.append(
              "range(%d, %d%s)"
                  .formatted(r.start(), r.stop(), r.step() == 1 ? "" : ", " + r.step()));
      case Py.Namespace n -> {
        out.append("<Namespace ");
        map(n.fields(), out);
        out.append('>');
      }
      default -> out.append('<').append(Operations.type(value)).append('>');
    }
    // Containers count their parts as well, so that sharing cannot hide the work of printing.
    budget.characters(out.length() - before);
    budget.step();
  }

  private void list(String open, List<?> items, String close, StringBuilder out) {
    out.append(open);
    for (int i = 0; i < items.size(); i++) {
      out.append(i == 0 ? "" : ", ");
      repr(items.get(i), out);
    }
    out.append(close);
  }

  private void map(Map<?, ?> map, StringBuilder out) {
    String separator = "{";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator);
      repr(entry.getKey(), out);
      out.append(": ");
      repr(entry.getValue(), out);
      separator = ", ";
    }
    out.append(map.isEmpty() ? "{}" : "}");
  }

  private static void quote(String text, StringBuilder out) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                  if (c == quote) {
                    out.append('\\').append(quote);
                  } else if (isPrintable(c)) {
                    out.appendCodePoint(c);
                  } else {
                    String hex = Integer.toHexString(c);
                    int digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
                    out.append(digits == 2 ? "\\x" : digits == 4 ? "\\u" : "\\U");
                    out.append("0".repeat(digits - hex.length())).append(hex);
                  }
                }
              }
            });
    out.append(quote);
  }

  static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }
}
