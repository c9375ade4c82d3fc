package org.foregone.dialogue.jinja;

import static org.foregone.dialogue.jinja.Py.None.NONE;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.foregone.dialogue.jinja.Filters.Filter;

/// Filters that make text of text.
final class TextFilters {
  private static final Pattern TITLE_PART =
      Pattern.compile("[-\\s({\\[<]+|[^-\\s({\\[<]+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern TAG = Pattern.compile("(?s)<!--.*?-->|<.*?>");

  static final Map<String, Filter> ALL =
      Map.ofEntries(
          Map.entry("upper", (v, a, e) -> Text.upper(e.printer.str(v))),
          Map.entry("lower", (v, a, e) -> Text.lower(e.printer.str(v))),
          Map.entry("capitalize", (v, a, e) -> Text.capitalize(e.printer.str(v))),
          Map.entry("title", (v, a, e) -> title(e.printer.str(v))),
          Map.entry("trim", (v, a, e) -> trim(e.printer.str(v), a)),
          Map.entry("replace", TextFilters::replace),
          Map.entry("center", (v, a, e) -> center(e.printer.str(v), a, e)),
          Map.entry("indent", (v, a, e) -> indent(e.printer.str(v), a, e)),
          Map.entry("truncate", (v, a, e) -> truncate(e.printer.str(v), a)),
          Map.entry("wordcount", (v, a, e) -> WORD.matcher(e.printer.str(v)).results().count()),
          Map.entry("striptags", (v, a, e) -> stripTags(e.printer.str(v))),
          Map.entry("urlencode", (v, a, e) -> urlEncode(e.printer.str(v))),
          Map.entry("format", TextFilters::format),
          Map.entry("string", (v, a, e) -> v instanceof Py.Markup ? v : e.printer.str(v)),
          Map.entry("safe", (v, a, e) -> new Py.Markup(e.printer.str(v))),
          Map.entry("escape", (v, a, e) -> escape(v, e)),
          Map.entry("e", (v, a, e) -> escape(v, e)),
          Map.entry("forceescape", (v, a, e) -> new Py.Markup(Text.escaped(e.printer.str(v)))));

  private TextFilters() {}

  private static Object escape(Object value, Evaluator evaluator) {
    return value instanceof Py.Markup
        ? value
        : new Py.Markup(evaluator.budget.text(Text.escaped(evaluator.printer.str(value))));
  }

  /// Unlike `str.title`, words are cut at white space, hyphens and opening brackets only.
  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    Matcher parts = TITLE_PART.matcher(text);
    while (parts.find()) {
      String part = parts.group();
      int first = part.offsetByCodePoints(0, 1);
      out.append(Text.upper(part.substring(0, first))).append(Text.lower(part.substring(first)));
    }
    return out.toString();
  }

  private static String trim(String text, Arguments arguments) {
    Object set = arguments.expect("trim", "chars").get(0, "chars", NONE);
    return set == NONE ? Text.strip(text) : Text.strip(text, StringMethods.text(set), true, true);
  }

  private static Object replace(Object value, Arguments a, Evaluator evaluator) {
    a.expect("replace", "old", "new", "count");
    Object count = a.get(2, "count", NONE);
    String old = evaluator.printer.str(a.need(0, "old"));
    String by = evaluator.printer.str(a.need(1, "new"));
    int most = count == NONE ? -1 : Operations.integer(count);
    return StringMethods.replace(evaluator.printer.str(value), old, by, most, evaluator.budget);
  }

  private static String center(String text, Arguments arguments, Evaluator evaluator) {
    Object width = arguments.expect("center", "width").get(0, "width", 80L);
    Py.Callable method = StringMethods.find(text, "center");
    if (method == null) {
      throw new IllegalStateException("str has center");
    }
    return StringMethods.text(method.call(new Arguments(List.of(width), Map.of()), evaluator));
  }

  private static Object indent(String text, Arguments a, Evaluator evaluator) {
    a.expect("indent", "width", "first", "blank");
    Object width = a.get(0, "width", 4L);
    String given = Operations.string(width);
    String prefix =
        given != null
            ? given
            : evaluator.operations.repeat(" ", Math.max(0, Operations.integer(width)));
    boolean blank = Operations.truth(a.get(2, "blank", false));
    // The line behind a last newline counts.
    List<Object> lines = Text.lines(text + "\n", false);
    evaluator.budget.characters(text.length() + (long) prefix.length() * lines.size());
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      String line = (String) lines.get(i);
      boolean indented =
          i == 0 ? Operations.truth(a.get(1, "first", false)) : blank || !line.isEmpty();
      out.append(i == 0 ? "" : "\n").append(indented ? prefix : "").append(line);
    }
    return out.toString();
  }

  private static String truncate(String text, Arguments a) {
    a.expect("truncate", "length", "killwords", "end", "leeway");
    int length = Operations.integer(a.get(0, "length", 255L));
    String end = StringMethods.text(a.get(2, "end", "..."));
    int leeway = a.get(3, "leeway", NONE) == NONE ? 5 : Operations.integer(a.get(3, "leeway", 5L));
    int room = length - Text.length(end);
    if (room < 0 || leeway < 0) {
      throw new TemplateException("truncate needs a length of at least that of its end");
    }
    if (Text.length(text) <= (long) length + leeway) {
      return text;
    }
    String cut = text.substring(0, text.offsetByCodePoints(0, room));
    int space = cut.lastIndexOf(' ');
    boolean killWords = Operations.truth(a.get(1, "killwords", false));
    return (killWords || space < 0 ? cut : cut.substring(0, space)) + end;
  }

  private static String stripTags(String text) {
    return Text.strip(TAG.matcher(text).replaceAll("")).replaceAll("(?U)\\s+", " ");
  }

  private static String urlEncode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~")
        .replace("%2F", "/");
  }

  private static Object format(Object value, Arguments arguments, Evaluator evaluator) {
    if (!arguments.named().isEmpty() && !arguments.positional().isEmpty()) {
      throw new TemplateException("can't handle positional and keyword arguments at the same time");
    }
    Object values =
        arguments.named().isEmpty() ? new Py.Tuple(arguments.positional()) : arguments.named();
    return Format.percent(evaluator.printer.str(value), values, evaluator);
  }
}
