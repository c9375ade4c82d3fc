package org.foregone.dialogue.jinja;

import static org.foregone.dialogue.jinja.Py.None.NONE;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.foregone.dialogue.jinja.Filters.Filter;

/// Filters of single values: defaults, numbers, JSON.
final class ValueFilters {
  static final Map<String, Filter> ALL =
      Map.ofEntries(
          Map.entry("default", ValueFilters::otherwise),
          Map.entry("d", ValueFilters::otherwise),
          Map.entry("tojson", JsonWriter::write),
          Map.entry("pprint", (v, a, e) -> e.printer.repr(v)),
          Map.entry("int", ValueFilters::toInt),
          Map.entry("float", ValueFilters::toFloat),
          Map.entry("abs", (v, a, e) -> abs(v)),
          Map.entry("round", ValueFilters::round),
          Map.entry("attr", (v, a, e) -> attr(v, StringMethods.text(a.need(0, "name")))),
          Map.entry("length", (v, a, e) -> length(v)),
          Map.entry("count", (v, a, e) -> length(v)));

  private ValueFilters() {}

  private static Object otherwise(Object value, Arguments a, Evaluator evaluator) {
    a.expect("default", "default_value", "boolean");
    boolean missing =
        value instanceof Py.Undefined
            || (Operations.truth(a.get(1, "boolean", false)) && !Operations.truth(value));
    return missing ? a.get(0, "default_value", "") : value;
  }

  private static long length(Object value) {
    Long length = Operations.length(value);
    if (length == null) {
      throw new TemplateException("object of type '" + Operations.type(value) + "' has no len()");
    }
    return length;
  }

  /// The attribute alone, never an item.
  private static Object attr(Object value, String name) {
    Object found = value instanceof Map<?, ?> ? null : Attributes.attribute(value, name);
    return found != null ? found : Attributes.attribute(Map.of(), name);
  }

  private static Object toInt(Object value, Arguments a, Evaluator evaluator) {
    Object otherwise = a.expect("int", "default", "base").get(0, "default", 0L);
    int base = Operations.integer(a.get(1, "base", 10L));
    Operations.defined(value);
    try {
      Object number = Numbers.number(value);
      if (number != null) {
        return number instanceof Double d ? Numbers.truncate(d) : number;
      }
      String text = Operations.string(value);
      return text == null ? otherwise : parsed(Text.strip(text).replace("_", ""), base);
    } catch (NumberFormatException | TemplateException e) {
      return otherwise;
    }
  }

  private static Object parsed(String text, int base) {
    String digits = text;
    if (base != 10) {
      digits = text.replaceFirst("(?i)^([-+]?)0[box]", "$1");
    }
    try {
      return Numbers.of(new BigInteger(digits, base));
    } catch (NumberFormatException e) {
      return Numbers.truncate(decimal(text));
    }
  }

  private static double decimal(String text) {
    return switch (Text.lower(text)) {
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      case "nan", "+nan", "-nan" -> Double.NaN;
      default -> {
        if (!text.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?")) {
          throw new NumberFormatException(text);
        }
        yield Double.parseDouble(text);
      }
    };
  }

  private static Object toFloat(Object value, Arguments a, Evaluator evaluator) {
    Object otherwise = a.expect("float", "default").get(0, "default", 0.0);
    Operations.defined(value);
    Object number = Numbers.number(value);
    if (number != null) {
      return Numbers.toDouble(number);
    }
    String text = Operations.string(value);
    try {
      return text == null ? otherwise : (Object) decimal(Text.strip(text).replace("_", ""));
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  private static Object number(Object value) {
    Object number = Numbers.number(Operations.defined(value));
    if (number == null) {
      throw new TemplateException("must be a number, not " + Operations.type(value));
    }
    return number;
  }

  private static Object abs(Object value) {
    Object number = number(value);
    return Numbers.compare(number, 0L) < 0 ? Numbers.negate(number) : number;
  }

  private static Object round(Object value, Arguments a, Evaluator evaluator) {
    a.expect("round", "precision", "method");
    int precision = Operations.integer(a.get(0, "precision", 0L));
    Object method = a.get(1, "method", "common");
    if (!List.of("common", "ceil", "floor").contains(method)) {
      throw new TemplateException("method must be common, ceil or floor");
    }
    Object number = number(value);
    if (method.equals("common")) {
      return number instanceof Double d
          ? (Object) Numbers.round(d, precision)
          : precision >= 0
              ? number
              : Numbers.truncate(Numbers.round(Numbers.toDouble(number), precision));
    }
    double scale = StrictMath.pow(10, precision);
    double scaled = Numbers.toDouble(number) * scale;
    return (method.equals("ceil") ? Math.ceil(scaled) : Math.floor(scaled)) / scale;
  }

  /// A parameter that may be left out or none.
  static boolean isGiven(Arguments arguments, int place, String name) {
    return arguments.has(place, name) && arguments.get(place, name, NONE) != NONE;
  }
}
