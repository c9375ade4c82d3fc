package org.foregone.dialogue.jinja;

import static org.foregone.dialogue.jinja.Py.None.NONE;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `tojson` as transformers has it: `json.dumps(x, ensure_ascii=False, indent, separators,
/// sort_keys)`, nothing escaped for HTML.
final class JsonWriter {
  private final Evaluator evaluator;
  private final StringBuilder out = new StringBuilder();
  private final boolean ascii;
  private final @Nullable String indent;
  private final String itemSeparator;
  private final String keySeparator;
  private final boolean sorted;

  private JsonWriter(Evaluator evaluator, Arguments arguments) {
    this.evaluator = evaluator;
    ascii = Operations.truth(arguments.get(0, "ensure_ascii", false));
    indent = indent(arguments.get(1, "indent", NONE));
    Object separators = arguments.get(2, "separators", NONE);
    if (separators == NONE) {
      itemSeparator = indent == null ? ", " : ",";
      keySeparator = ": ";
    } else {
      List<Object> both = evaluator.operations.items(separators);
      if (both.size() != 2) {
        throw new TemplateException("tojson takes two separators, not " + both.size());
      }
      itemSeparator = evaluator.printer.str(both.get(0));
      keySeparator = evaluator.printer.str(both.get(1));
    }
    sorted = Operations.truth(arguments.get(3, "sort_keys", false));
  }

  static String write(Object value, Arguments arguments, Evaluator evaluator) {
    JsonWriter writer =
        new JsonWriter(
            evaluator,
            arguments.expect("tojson", "ensure_ascii", "indent", "separators", "sort_keys"));
    writer.value(value, 0);
    return writer.out.toString();
  }

  private @Nullable String indent(Object value) {
    String text = Operations.string(value);
    return value == NONE || text != null
        ? text
        : evaluator.operations.repeat(" ", Math.max(0, Operations.integer(value)));
  }

  private void value(Object value, int depth) {
    int before = out.length();
    switch (value) {
      case Py.None n -> out.append("null");
      case Boolean b -> out.append((boolean) b);
      case String s -> quote(s);
      case Py.Markup m -> quote(m.text());
      case Long l -> out.append((long) l);
      case BigInteger b -> out.append(b);
      case Double d -> out.append(number(d));
      case List<?> l -> list(l, depth);
      case Py.Tuple t -> list(t.items(), depth);
      case Map<?, ?> m -> map(m, depth);
      default ->
          throw new TemplateException(
              "Object of type " + Operations.type(value) + " is not JSON serializable");
    }
    evaluator.budget.characters(out.length() - before);
    evaluator.budget.step();
  }

  private void list(List<?> items, int depth) {
    if (items.isEmpty()) {
      out.append("[]");
      return;
    }
    out.append('[');
    for (int i = 0; i < items.size(); i++) {
      out.append(i == 0 ? "" : itemSeparator);
      newline(depth + 1);
      value(items.get(i), depth + 1);
    }
    newline(depth);
    out.append(']');
  }

  private void map(Map<?, ?> map, int depth) {
    if (map.isEmpty()) {
      out.append("{}");
      return;
    }
    List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
    if (sorted) {
      entries.sort((a, b) -> evaluator.operations.order(a.getKey(), b.getKey()));
    }
    out.append('{');
    boolean first = true;
    for (Map.Entry<?, ?> entry : entries) {
      out.append(first ? "" : itemSeparator);
      first = false;
      newline(depth + 1);
      quote(key(entry.getKey()));
      out.append(keySeparator);
      value(entry.getValue(), depth + 1);
    }
    newline(depth);
    out.append('}');
  }

  private static String key(Object key) {
    return switch (key) {
      case String s -> s;
      case Boolean b -> b.toString();
      case Py.None n -> "null";
      case Double d -> number(d);
      case Long l -> l.toString();
      case BigInteger b -> b.toString();
      default ->
          throw new TemplateException(
              "keys must be str, int, float, bool or None, not " + Operations.type(key));
    };
  }

  private static String number(double value) {
    return Double.isNaN(value)
        ? "NaN"
        : Double.isInfinite(value) ? (value > 0 ? "Infinity" : "-Infinity") : Numbers.repr(value);
  }

  private void newline(int depth) {
    if (indent != null) {
      evaluator.budget.characters((long) indent.length() * depth);
      out.append('\n').repeat(indent, depth);
    }
  }

  private void quote(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\f' -> out.append("\\f");
        case '\b' -> out.append("\\b");
        default -> {
          if (c < ' ' || (ascii && c > '~')) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
