package org.foregone.dialogue.jinja;

import static org.foregone.dialogue.jinja.Py.None.NONE;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Python's `'%s' % value` and `'{}'.format(value)`.
final class Format {
  private static final Pattern PERCENT =
      Pattern.compile(
          "%(?:\\((?<key>[^)]*)\\))?(?<flags>[-+ #0]*)(?<width>\\*|\\d+)?(?:\\.(?<precision>\\*|\\d*))?"
              + "[hlL]?(?<type>.)?",
          Pattern.DOTALL);
  private static final Pattern FIELD =
      Pattern.compile("(?<first>[^.\\[\\]]*)(?<rest>(?:\\.[^.\\[\\]]+|\\[[^\\]]+\\])*)");
  private static final Pattern STEP = Pattern.compile("\\.([^.\\[\\]]+)|\\[([^\\]]+)\\]");

  private final Evaluator evaluator;
  private final StringBuilder out = new StringBuilder();

  private Format(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /// `format % value`.
  static String percent(String format, Object value, Evaluator evaluator) {
    return new Format(evaluator).percent(format, value);
  }

  /// `format.format(...)`.
  static String braces(String format, Arguments arguments, Evaluator evaluator) {
    Format run = new Format(evaluator);
    run.braces(format, arguments, new int[1], 2);
    return run.out.toString();
  }

  private String percent(String format, Object value) {
    List<Object> values = value instanceof Py.Tuple t ? t.items() : List.of(value);
    int used = 0;
    boolean mapped = false;
    Matcher matcher = PERCENT.matcher(format);
    int from = 0;
    for (int at = format.indexOf('%'); at >= 0; at = format.indexOf('%', from)) {
      append(format.substring(from, at));
      matcher.region(at, format.length());
      if (!matcher.lookingAt() || matcher.group("type") == null) {
        throw new TemplateException("incomplete format");
      }
      from = matcher.end();
      char type = matcher.group("type").charAt(0);
      if (type == '%') {
        append("%");
        continue;
      }
      String width = matcher.group("width");
      if ("*".equals(width)) {
        width = String.valueOf(Operations.integer(next(values, used++)));
      }
      String precision = matcher.group("precision");
      if ("*".equals(precision)) {
        precision = String.valueOf(Operations.integer(next(values, used++)));
      }
      Object argument;
      String key = matcher.group("key");
      if (key != null) {
        if (!(value instanceof Map<?, ?> map)) {
          throw new TemplateException("format requires a mapping");
        }
        argument = map.get(key);
        if (argument == null) {
          throw new TemplateException("KeyError: '" + key + "'");
        }
        mapped = true;
      } else {
        argument = next(values, used++);
      }
      append(percent(argument, matcher.group("flags"), width, precision, type));
    }
    append(format.substring(from));
    if (used < values.size()
        && !mapped
        && !(value instanceof Map<?, ?>)
        && !(value instanceof List<?>)) {
      throw new TemplateException("not all arguments converted during string formatting");
    }
    return out.toString();
  }

  private static Object next(List<Object> values, int place) {
    if (place >= values.size()) {
      throw new TemplateException("not enough arguments for format string");
    }
    return values.get(place);
  }

  private String percent(
      Object value, String flags, @Nullable String width, @Nullable String precision, char type) {
    boolean left = flags.contains("-");
    String sign = flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
    String digits = precision == null ? "" : "." + (precision.isEmpty() ? "0" : precision);
    boolean text = type == 's' || type == 'r' || type == 'a' || type == 'c';
    if (text) {
      String shown =
          type == 's'
              ? evaluator.printer.str(value)
              : type == 'c' ? character(value) : evaluator.printer.repr(value);
      return new FormatSpec((left ? "<" : ">") + orEmpty(width) + digits).text(shown, evaluator);
    }
    Object number = Numbers.number(value);
    if (number == null) {
      throw new TemplateException(
          "%%%c format: a real number is required, not %s".formatted(type, Operations.type(value)));
    }
    if (type == 'd' || type == 'i' || type == 'u') {
      Object whole = number instanceof Double d ? Numbers.truncate(d) : number;
      String spec = alignment(flags, left) + sign + zero(flags, left) + orEmpty(width) + "d";
      return new FormatSpec(spec).number(whole, evaluator);
    }
    if ("eEfFgG".indexOf(type) >= 0) {
      Object real = Numbers.toDouble(number);
      String spec =
          alignment(flags, left) + sign + zero(flags, left) + orEmpty(width) + digits + type;
      return new FormatSpec(spec).number(real, evaluator);
    }
    if ("oxX".indexOf(type) >= 0) {
      String hash = flags.contains("#") ? "#" : "";
      String spec =
          alignment(flags, left) + sign + hash + zero(flags, left) + orEmpty(width) + type;
      return new FormatSpec(spec).number(number, evaluator);
    }
    throw new TemplateException("unsupported format character '" + type + "'");
  }

  private static String alignment(String flags, boolean left) {
    return left ? "<" : flags.contains("0") ? "" : ">";
  }

  private static String zero(String flags, boolean left) {
    return flags.contains("0") && !left ? "0" : "";
  }

  private static String character(Object value) {
    String text = Operations.string(value);
    return text != null ? text : Character.toString(Operations.integer(value));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private void append(String text) {
    evaluator.budget.characters(text.length());
    out.append(text);
  }

  /// `{}`, `{0}`, `{name.a[b]!r:spec}`; `depth` is how deep specifications may nest.
  private void braces(String format, Arguments arguments, int[] automatic, int depth) {
    if (depth < 0) {
      throw new TemplateException("Max string recursion exceeded");
    }
    int i = 0;
    while (i < format.length()) {
      char c = format.charAt(i);
      if ((c == '{' || c == '}') && i + 1 < format.length() && format.charAt(i + 1) == c) {
        append(String.valueOf(c));
        i += 2;
      } else if (c == '}') {
        throw new TemplateException("Single '}' encountered in format string");
      } else if (c == '{') {
        int end = closing(format, i);
        append(field(format.substring(i + 1, end), arguments, automatic, depth));
        i = end + 1;
      } else {
        int next = i;
        while (next < format.length() && format.charAt(next) != '{' && format.charAt(next) != '}') {
          next++;
        }
        append(format.substring(i, next));
        i = next;
      }
    }
  }

  private static int closing(String format, int open) {
    int depth = 0;
    for (int i = open; i < format.length(); i++) {
      depth += format.charAt(i) == '{' ? 1 : format.charAt(i) == '}' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    throw new TemplateException("expected '}' before end of string");
  }

  private String field(String field, Arguments arguments, int[] automatic, int depth) {
    int colon = field.indexOf(':');
    String spec = colon < 0 ? "" : field.substring(colon + 1);
    String name = colon < 0 ? field : field.substring(0, colon);
    int mark = name.indexOf('!');
    String conversion = mark < 0 ? "" : name.substring(mark + 1);
    Object value = value(mark < 0 ? name : name.substring(0, mark), arguments, automatic);
    Format inner = new Format(evaluator);
    inner.braces(spec, arguments, automatic, depth - 1);
    String wanted = inner.out.toString();
    return switch (conversion) {
      case "r", "a" -> new FormatSpec(wanted).text(evaluator.printer.repr(value), evaluator);
      case "s" -> new FormatSpec(wanted).text(evaluator.printer.str(value), evaluator);
      case "" -> formatted(value, wanted);
      default -> throw new TemplateException("Unknown conversion specifier '" + conversion + "'");
    };
  }

  private String formatted(Object value, String spec) {
    if (spec.isEmpty() || value instanceof Py.Undefined) {
      return evaluator.printer.str(value);
    }
    String text = Operations.string(value);
    if (text != null) {
      return new FormatSpec(spec).text(text, evaluator);
    }
    Object number = Numbers.number(value);
    if (number == null) {
      throw new TemplateException(
          "unsupported format string passed to " + Operations.type(value) + ".__format__");
    }
    return new FormatSpec(spec).number(number, evaluator);
  }

  /// A number in the field, or the next one; `automatic` counts, and is -1 after a number.
  private static int place(String digits, int[] automatic) {
    if (digits.isEmpty() ? automatic[0] < 0 : automatic[0] > 0) {
      throw new TemplateException("numbered fields and fields without number cannot be mixed");
    }
    if (digits.isEmpty()) {
      return automatic[0]++;
    }
    automatic[0] = -1;
    return new BigInteger(digits).min(BigInteger.valueOf(Integer.MAX_VALUE)).intValue();
  }

  private static Object value(String name, Arguments arguments, int[] automatic) {
    Matcher field = FIELD.matcher(name);
    if (!field.matches()) {
      throw new TemplateException("'" + name + "' is not a field of a format string");
    }
    String first = field.group("first");
    Object value;
    if (first.isEmpty() || first.chars().allMatch(c -> c >= '0' && c <= '9')) {
      int place = place(first, automatic);
      if (place >= arguments.positional().size()) {
        throw new TemplateException(
            "Replacement index " + place + " out of range for positional args tuple");
      }
      value = arguments.positional().get(place);
    } else {
      value = arguments.named().getOrDefault(first, NONE);
      if (!arguments.named().containsKey(first)) {
        throw new TemplateException("KeyError: '" + first + "'");
      }
    }
    Matcher step = STEP.matcher(field.group("rest"));
    while (step.find()) {
      String key = step.group(2);
      value =
          key == null
              ? Attributes.attribute(value, step.group(1))
              : Attributes.item(
                  value, key.matches("\\d{1,9}") ? (Object) Long.parseLong(key) : key);
    }
    return value;
  }
}
