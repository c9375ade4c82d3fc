package org.foregone.dialogue.jinja;

import static org.foregone.dialogue.jinja.Py.None.NONE;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.foregone.dialogue.jinja.Py.Lazy;
import org.foregone.dialogue.jinja.Py.Markup;
import org.foregone.dialogue.jinja.Py.Namespace;
import org.foregone.dialogue.jinja.Py.None;
import org.foregone.dialogue.jinja.Py.Range;
import org.foregone.dialogue.jinja.Py.Tuple;
import org.foregone.dialogue.jinja.Py.Undefined;
import org.foregone.dialogue.jinja.Py.View;
import org.jspecify.annotations.Nullable;

/// What Python's operators do with values, within a budget.
final class Operations {
  private final Budget budget;

  Operations(Budget budget) {
    this.budget = budget;
  }

  /// Python's name of the value's type.
  static String type(Object value) {
    return switch (value) {
      case String s -> "str";
      case Markup m -> "Markup";
      case Boolean b -> "bool";
      case Long l -> "int";
      case BigInteger b -> "int";
      case Double d -> "float";
      case List<?> l -> "list";
      case Map<?, ?> m -> "dict";
      case None n -> "NoneType";
      case Tuple t -> "tuple";
      case Range r -> "range";
      case View v -> "dict_" + v.name();
      case Undefined u -> "Undefined";
      case Lazy l -> "generator";
      case Namespace n -> "Namespace";
      default -> "function";
    };
  }

  static boolean truth(Object value) {
    return switch (value) {
      case Boolean b -> b;
      case String s -> !s.isEmpty();
      case None n -> false;
      case Undefined u -> false;
      case Long l -> l != 0;
      case Double d -> d != 0;
      case List<?> l -> !l.isEmpty();
      case Map<?, ?> m -> !m.isEmpty();
      case Markup m -> !m.text().isEmpty();
      case Tuple t -> !t.items().isEmpty();
      case Range r -> r.length() > 0;
      case View v -> !v.items().isEmpty();
      default -> true;
    };
  }

  /// The text of a string, plain or markup; null for anything else.
  static @Nullable String string(Object value) {
    return value instanceof String s ? s : value instanceof Markup m ? m.text() : null;
  }

  /// An int, booleans included, that fits; anything else is refused.
  static int integer(Object value) {
    Object number = value instanceof Double ? null : Numbers.number(value);
    if (number == null) {
      throw new TemplateException(
          "'" + type(value) + "' object cannot be interpreted as an integer");
    }
    // A number beyond int is no place or width in any text; it meets the budget all the same.
    return Numbers.big(number)
        .max(BigInteger.valueOf(Integer.MIN_VALUE))
        .min(BigInteger.valueOf(Integer.MAX_VALUE))
        .intValue();
  }

  /// The key under which a dict keeps a value; equal numbers share one.
  static Object key(Object value) {
    return switch (value) {
      case List<?> l -> throw unhashable(value);
      case Map<?, ?> m -> throw unhashable(value);
      case Markup m -> m.text();
      case Double d when d == Math.rint(d) && Math.abs(d) < 1e18 -> (long) (double) d;
      default -> value;
    };
  }

  private static TemplateException unhashable(Object value) {
    return new TemplateException("unhashable type: '" + type(value) + "'");
  }

  /// Everything iteration gives: characters of a string, keys of a dict.
  List<Object> items(Object value) {
    List<Object> items = itemsOrNull(value);
    if (items == null) {
      throw new TemplateException("'" + type(value) + "' object is not iterable");
    }
    budget.steps(items.size());
    return items;
  }

  @SuppressWarnings("unchecked") // lists and maps of the interpreter hold Objects
  static @Nullable List<Object> itemsOrNull(Object value) {
    return switch (value) {
      case List<?> l -> (List<Object>) l;
      case Map<?, ?> m -> new ArrayList<>(m.keySet());
      case Tuple t -> t.items();
      case String s -> Text.characters(s);
      case Markup m -> Text.characters(m.text());
      case Range r -> r.items();
      case View v -> v.items();
      case Undefined u -> List.of();
      case Lazy l -> l.take();
      default -> null;
    };
  }

  /// `len(value)`; null where Python has none.
  static @Nullable Long length(Object value) {
    return switch (value) {
      case String s -> (long) Text.length(s);
      case Markup m -> (long) Text.length(m.text());
      case List<?> l -> (long) l.size();
      case Map<?, ?> m -> (long) m.size();
      case Tuple t -> (long) t.items().size();
      case View v -> (long) v.items().size();
      case Range r -> r.length();
      case Undefined u -> 0L;
      default -> null;
    };
  }

  boolean equal(Object a, Object b) {
    budget.step();
    Object x = Numbers.number(a);
    Object y = Numbers.number(b);
    if (x != null && y != null) {
      return !Numbers.isNan(x) && !Numbers.isNan(y) && Numbers.compare(x, y) == 0;
    }
    String text = string(a);
    if (text != null) {
      return text.equals(string(b));
    }
    return switch (a) {
      case List<?> l -> b instanceof List<?> other && equalItems(l, other);
      case Tuple t -> b instanceof Tuple other && equalItems(t.items(), other.items());
      case Map<?, ?> m -> b instanceof Map<?, ?> other && equalMaps(m, other);
      case Undefined u -> b instanceof Undefined;
      case Range r -> b instanceof Range other && r.items().equals(other.items());
      default -> a.equals(b);
    };
  }

  private boolean equalItems(List<?> a, List<?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!equal(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean equalMaps(Map<?, ?> a, Map<?, ?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (Map.Entry<?, ?> entry : a.entrySet()) {
      Object other = b.get(entry.getKey());
      if (other == null || !equal(entry.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  /// `a operator b` for `==`, `!=`, `<`, `<=`, `>`, `>=`, `in` and `not in`.
  boolean compare(String operator, Object a, Object b) {
    return switch (operator) {
      case "==" -> equal(a, b);
      case "!=" -> !equal(a, b);
      case "in" -> contains(b, a);
      case "not in" -> !contains(b, a);
      default -> {
        if (Numbers.isNan(a) || Numbers.isNan(b)) {
          yield false;
        }
        int order = order(operator, a, b);
        yield switch (operator) {
          case "<" -> order < 0;
          case "<=" -> order <= 0;
          case ">" -> order > 0;
          default -> order >= 0;
        };
      }
    };
  }

  /// Python's order of two values, for sorting.
  int order(Object a, Object b) {
    return order("<", a, b);
  }

  private int order(String operator, Object a, Object b) {
    budget.step();
    Object x = Numbers.number(a);
    Object y = Numbers.number(b);
    if (x != null && y != null) {
      return Numbers.compare(x, y);
    }
    String s = string(a);
    String t = string(b);
    if (s != null && t != null) {
      return Text.compare(s, t);
    }
    if (a instanceof List<?> l && b instanceof List<?> m) {
      return orderItems(operator, l, m);
    }
    if (a instanceof Tuple l && b instanceof Tuple m) {
      return orderItems(operator, l.items(), m.items());
    }
    defined(a);
    defined(b);
    throw new TemplateException(
        "'%s' not supported between instances of '%s' and '%s'"
            .formatted(operator, type(a), type(b)));
  }

  private int orderItems(String operator, List<?> a, List<?> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (!equal(a.get(i), b.get(i))) {
        return order(operator, a.get(i), b.get(i));
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  boolean contains(Object container, Object wanted) {
    String text = string(container);
    if (text != null) {
      String part = string(wanted);
      if (part == null) {
        throw new TemplateException(
            "'in <string>' requires string as left operand, not " + type(wanted));
      }
      return text.contains(part);
    }
    if (container instanceof Map<?, ?> map) {
      return map.containsKey(key(wanted));
    }
    List<Object> items = itemsOrNull(container);
    if (items == null) {
      throw new TemplateException("argument of type '" + type(container) + "' is not iterable");
    }
    for (Object item : items) {
      if (equal(item, wanted)) {
        return true;
      }
    }
    return false;
  }

  /// `+ - * / // % **`, but for `%` on strings.
  Object binary(String operator, Object a, Object b) {
    Object x = Numbers.number(a);
    Object y = Numbers.number(b);
    if (x != null && y != null) {
      return Numbers.binary(operator, x, y);
    }
    Object result =
        switch (operator) {
          case "+" -> join(a, b);
          case "*" -> y != null ? repeat(a, b) : x != null ? repeat(b, a) : null;
          default -> null;
        };
    if (result == null) {
      defined(a);
      defined(b);
      throw new TemplateException(
          "unsupported operand type(s) for %s: '%s' and '%s'"
              .formatted(operator, type(a), type(b)));
    }
    return result;
  }

  private @Nullable Object join(Object a, Object b) {
    if (a instanceof String s && b instanceof String t) {
      budget.characters((long) s.length() + t.length());
      return s.concat(t);
    }
    if (string(a) != null && string(b) != null) {
      return new Markup(budget.text(escaped(a) + escaped(b)));
    }
    if (a instanceof List<?> l && b instanceof List<?> m) {
      return joined(l, m);
    }
    if (a instanceof Tuple l && b instanceof Tuple m) {
      return new Tuple(joined(l.items(), m.items()));
    }
    return null;
  }

  private List<Object> joined(List<?> a, List<?> b) {
    budget.steps((long) a.size() + b.size());
    List<Object> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }

  private @Nullable Object repeat(Object value, Object times) {
    return switch (value) {
      case String s -> repeat(s, Math.max(0, integer(times)));
      case Markup m -> new Markup(repeat(m.text(), Math.max(0, integer(times))));
      case List<?> l -> repeat(l, Math.max(0, integer(times)));
      case Tuple t -> new Tuple(repeat(t.items(), Math.max(0, integer(times))));
      default -> null;
    };
  }

  String repeat(String text, int times) {
    budget.characters((long) text.length() * times);
    return text.repeat(times);
  }

  private List<Object> repeat(List<?> items, int times) {
    budget.steps((long) items.size() * times);
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      all.addAll(items);
    }
    return all;
  }

  Object sign(boolean minus, Object value) {
    Object number = Numbers.number(value);
    if (number == null) {
      defined(value);
      throw new TemplateException(
          "bad operand type for unary %s: '%s'".formatted(minus ? "-" : "+", type(value)));
    }
    return minus ? Numbers.negate(number) : number;
  }

  /// The value, unless it is undefined and so nothing can be done with it.
  static Object defined(Object value) {
    if (value instanceof Undefined u) {
      throw u.error();
    }
    return value;
  }

  /// A string as text inside markup.
  static String escaped(Object string) {
    return string instanceof Markup m ? m.text() : Text.escaped((String) string);
  }

  static Object orNone(@Nullable Object value) {
    return value == null ? NONE : value;
  }
}
