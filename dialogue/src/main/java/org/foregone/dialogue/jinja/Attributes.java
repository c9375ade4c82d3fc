package org.foregone.dialogue.jinja;

import static org.foregone.dialogue.jinja.Py.None.NONE;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.foregone.dialogue.jinja.Py.Tuple;
import org.foregone.dialogue.jinja.Py.Undefined;
import org.jspecify.annotations.Nullable;

/// `a.b`, `a[b]` and `a[b:c:d]`. The sandbox lets a template read, never change: methods that
/// would change a list or dict are not there.
final class Attributes {
  private Attributes() {}

  /// `of.name`: a method or attribute, else the dict's item of that name, else undefined.
  static Object attribute(Object of, String name) {
    Operations.defined(of);
    Object own = own(of, name);
    if (own != null) {
      return own;
    }
    Object item = of instanceof Map<?, ?> map ? map.get(name) : null;
    return item != null ? item : missing(of, "attribute '" + name + "'");
  }

  /// `of[key]`: an item, else the attribute of that name, else undefined.
  static Object item(Object of, Object key) {
    Operations.defined(of);
    Object item = itemOrNull(of, key);
    String name = Operations.string(key);
    if (item == null && name != null) {
      item = own(of, name);
    }
    return item != null ? item : missing(of, "element " + Operations.orNone(key));
  }

  private static Undefined missing(Object of, String what) {
    String owner = of == NONE ? "None" : Operations.type(of) + " object";
    return new Undefined("'" + owner + "' has no " + what);
  }

  private static @Nullable Object itemOrNull(Object of, Object key) {
    if (of instanceof Map<?, ?> map) {
      return key instanceof List<?> || key instanceof Map<?, ?>
          ? null
          : map.get(Operations.key(key));
    }
    Object number = key instanceof Double ? null : Numbers.number(key);
    Long length = Operations.length(of);
    if (!(number instanceof Long place) || length == null || of instanceof Py.View) {
      return null;
    }
    long at = place < 0 ? place + length : place;
    if (at < 0 || at >= length) {
      return null;
    }
    return switch (of) {
      case List<?> l -> l.get((int) at);
      case Tuple t -> t.items().get((int) at);
      case Py.Range r -> r.start() + at * r.step();
      case String s -> Text.charAt(s, (int) at);
      case Py.Markup m -> new Py.Markup(Text.charAt(m.text(), (int) at));
      default -> null;
    };
  }

  private static @Nullable Object own(Object of, String name) {
    return switch (of) {
      case String s -> StringMethods.find(s, name);
      case Py.Markup m -> markupMethod(m, name);
      case Map<?, ?> m -> dictMethod(m, name);
      case List<?> l -> name.equals("copy") ? method((a, e) -> l) : listMethod(l, name);
      case Tuple t -> listMethod(t.items(), name);
      case Py.Namespace n -> n.fields().get(name);
      case Py.Attributed a -> a.attribute(name);
      default -> null;
    };
  }

  private static Py.Callable method(Py.Callable method) {
    return method;
  }

  private static @Nullable Object markupMethod(Py.Markup markup, String name) {
    Py.Callable method = StringMethods.find(markup.text(), name);
    return method == null
        ? null
        : method(
            (a, e) -> {
              Object result = method.call(a, e);
              return result instanceof String text ? new Py.Markup(text) : result;
            });
  }

  private static Py.@Nullable Callable listMethod(List<?> items, String name) {
    return switch (name) {
      case "count" ->
          (a, e) -> {
            Object wanted = a.expect("count", "value").need(0, "value");
            return items.stream().filter(item -> e.operations.equal(item, wanted)).count();
          };
      case "index" ->
          (a, e) -> {
            Object wanted = a.expect("index", "value").need(0, "value");
            for (int i = 0; i < items.size(); i++) {
              if (e.operations.equal(items.get(i), wanted)) {
                return (long) i;
              }
            }
            throw new TemplateException(e.printer.repr(wanted) + " is not in list");
          };
      default -> null;
    };
  }

  private static Py.@Nullable Callable dictMethod(Map<?, ?> map, String name) {
    return switch (name) {
      case "get" ->
          (a, e) -> {
            Object value =
                map.get(Operations.key(a.expect("get", "key", "default").need(0, "key")));
            return value != null ? value : a.get(1, "default", NONE);
          };
      case "items" ->
          (a, e) -> {
            List<Object> pairs = new ArrayList<>();
            map.forEach((key, value) -> pairs.add(Tuple.of(key, value)));
            return new Py.View("items", pairs);
          };
      case "keys" -> (a, e) -> new Py.View("keys", new ArrayList<>(map.keySet()));
      case "values" -> (a, e) -> new Py.View("values", new ArrayList<>(map.values()));
      case "copy" -> (a, e) -> new LinkedHashMap<Object, Object>(map);
      default -> null;
    };
  }

  /// `of[from:to:step]`, where `None` stands for what is left out; undefined where `of` has no
  /// slices.
  static Object slice(Object of, Object from, Object to, Object step, Budget budget) {
    Operations.defined(of);
    Long length = Operations.length(of);
    if (length == null || of instanceof Map<?, ?> || of instanceof Py.View) {
      return missing(of, "slices");
    }
    int size = (int) (long) length;
    int by = step == NONE ? 1 : Operations.integer(step);
    if (by == 0) {
      throw new TemplateException("slice step cannot be zero");
    }
    int low = by > 0 ? 0 : -1;
    int high = by > 0 ? size : size - 1;
    int start =
        from == NONE ? (by > 0 ? low : high) : bound(Operations.integer(from), size, low, high);
    int stop = to == NONE ? (by > 0 ? high : low) : bound(Operations.integer(to), size, low, high);
    if (of instanceof String s) {
      return slice(s, start, stop, by, budget);
    }
    if (of instanceof Py.Markup m) {
      return new Py.Markup(slice(m.text(), start, stop, by, budget));
    }
    List<Object> items = Operations.itemsOrNull(of);
    List<Object> part = new ArrayList<>();
    for (long at = start; items != null && (by > 0 ? at < stop : at > stop); at += by) {
      part.add(items.get((int) at));
    }
    budget.steps(part.size());
    return of instanceof Tuple ? new Tuple(part) : part;
  }

  private static int bound(int place, int size, int low, int high) {
    int at = place < 0 ? (int) Math.max((long) place + size, low) : place;
    return Math.min(at, high);
  }

  private static String slice(String text, int start, int stop, int by, Budget budget) {
    if (by == 1) {
      if (stop <= start) {
        return "";
      }
      int from = text.offsetByCodePoints(0, start);
      return budget.text(text.substring(from, text.offsetByCodePoints(from, stop - start)));
    }
    int[] characters = text.codePoints().toArray();
    StringBuilder out = new StringBuilder();
    for (long at = start; by > 0 ? at < stop : at > stop; at += by) {
      out.appendCodePoint(characters[(int) at]);
    }
    return budget.text(out.toString());
  }
}
