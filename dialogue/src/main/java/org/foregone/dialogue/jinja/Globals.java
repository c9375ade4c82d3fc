package org.foregone.dialogue.jinja;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The functions every template can call: jinja2's and the two that transformers adds.
final class Globals {
  private Globals() {}

  static final Map<String, Object> FUNCTIONS =
      Map.of(
          "range", function(Globals::range),
          "dict", function(Globals::dict),
          "namespace", function((a, e) -> new Py.Namespace(dict(a, e))),
          "joiner", function((a, e) -> joiner(a)),
          "cycler", function((a, e) -> new Cycler(a.positional())),
          "raise_exception", function(Globals::raise),
          "strftime_now",
              function((a, e) -> Strftime.format(StringMethods.text(a.need(0, "format")), e.now)));

  private static Py.Callable function(Py.Callable function) {
    return function;
  }

  private static Object raise(Arguments arguments, Evaluator evaluator) {
    throw new TemplateException(
        evaluator.printer.str(arguments.expect("raise_exception", "message").need(0, "message")));
  }

  private static Object range(Arguments arguments, Evaluator evaluator) {
    List<Object> bounds = arguments.expect("range", "start", "stop", "step").positional();
    if (bounds.isEmpty()) {
      throw new TemplateException("range expected at least 1 argument, got 0");
    }
    boolean one = bounds.size() == 1;
    long step = bounds.size() > 2 ? Operations.integer(bounds.get(2)) : 1;
    if (step == 0) {
      throw new TemplateException("range() arg 3 must not be zero");
    }
    Py.Range range =
        new Py.Range(
            one ? 0 : Operations.integer(bounds.get(0)),
            Operations.integer(bounds.get(one ? 0 : 1)),
            step);
    if (range.length() > Budget.RANGE) {
      throw new TemplateException(
          "Range too big. The sandbox blocks ranges larger than " + Budget.RANGE + ".");
    }
    return range;
  }

  /// `dict(other, name=value)`; names are strings here, so it serves namespaces too.
  private static Map<String, Object> dict(Arguments arguments, Evaluator evaluator) {
    Map<String, Object> dict = new LinkedHashMap<>();
    for (Object other : arguments.positional()) {
      if (other instanceof Map<?, ?> map) {
        map.forEach((key, value) -> dict.put(StringMethods.text(key), value));
      } else {
        for (Object pair : evaluator.operations.items(other)) {
          List<Object> both = evaluator.operations.items(pair);
          if (both.size() != 2) {
            throw new TemplateException("dict takes pairs of a key and a value");
          }
          dict.put(StringMethods.text(both.get(0)), both.get(1));
        }
      }
    }
    dict.putAll(arguments.named());
    return dict;
  }

  /// `joiner(sep)`: nothing at the first call, then the separator.
  private static Py.Callable joiner(Arguments arguments) {
    Object separator = arguments.get(0, "sep", ", ");
    boolean[] used = {false};
    return (a, e) -> {
      boolean first = !used[0];
      used[0] = true;
      return first ? "" : separator;
    };
  }

  /// `cycler(a, b)`: `.next()`, `.current`, `.reset()`.
  private static final class Cycler implements Py.Attributed {
    private final List<Object> items;
    private int at;

    Cycler(List<Object> items) {
      if (items.isEmpty()) {
        throw new TemplateException("at least one item has to be provided");
      }
      this.items = items;
    }

    @Override
    public @Nullable Object attribute(String name) {
      return switch (name) {
        case "current" -> items.get(at);
        case "next" ->
            function(
                (a, e) -> {
                  Object item = items.get(at);
                  at = (at + 1) % items.size();
                  return item;
                });
        case "reset" ->
            function(
                (a, e) -> {
                  at = 0;
                  return Py.None.NONE;
                });
        default -> null;
      };
    }
  }

  /// The outermost names of a rendering: the functions and, winning over them, the context.
  static Scope scope(Map<String, Object> context) {
    Map<String, Object> names = new HashMap<>(FUNCTIONS);
    names.putAll(context);
    return new Scope(names);
  }
}
