package org.foregone.dialogue.jinja;

import static org.foregone.dialogue.jinja.Py.None.NONE;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/// jinja2's tests, as in `x is defined`.
@FunctionalInterface
interface Checks {
  boolean test(Object value, Arguments arguments, Evaluator evaluator);

  Map<String, Checks> ALL =
      Map.ofEntries(
          Map.entry("defined", (v, a, e) -> !(v instanceof Py.Undefined)),
          Map.entry("undefined", (v, a, e) -> v instanceof Py.Undefined),
          Map.entry("none", (v, a, e) -> v == NONE),
          Map.entry("boolean", (v, a, e) -> v instanceof Boolean),
          Map.entry("true", (v, a, e) -> v.equals(true)),
          Map.entry("false", (v, a, e) -> v.equals(false)),
          Map.entry("integer", (v, a, e) -> v instanceof Long || v instanceof BigInteger),
          Map.entry("float", (v, a, e) -> v instanceof Double),
          Map.entry("number", (v, a, e) -> Numbers.number(v) != null),
          Map.entry("string", (v, a, e) -> Operations.string(v) != null),
          Map.entry("mapping", (v, a, e) -> v instanceof Map<?, ?>),
          Map.entry("sequence", (v, a, e) -> isSequence(v)),
          Map.entry("iterable", (v, a, e) -> isIterable(v)),
          Map.entry("callable", (v, a, e) -> v instanceof Py.Callable || v instanceof Py.Undefined),
          Map.entry("escaped", (v, a, e) -> v instanceof Py.Markup),
          Map.entry("lower", (v, a, e) -> StringMethods.isLower(e.printer.str(v))),
          Map.entry("upper", (v, a, e) -> StringMethods.isUpper(e.printer.str(v))),
          Map.entry("odd", (v, a, e) -> rest(v, 2L, e).equals(1L)),
          Map.entry("even", (v, a, e) -> rest(v, 2L, e).equals(0L)),
          Map.entry("divisibleby", (v, a, e) -> rest(v, other(a), e).equals(0L)),
          Map.entry("sameas", (v, a, e) -> isSame(v, other(a))),
          Map.entry("filter", (v, a, e) -> Filters.find(StringMethods.text(v)) != null),
          Map.entry("test", (v, a, e) -> find(StringMethods.text(v)) != null),
          comparing("in", "in"),
          comparing("eq", "=="),
          comparing("equalto", "=="),
          comparing("ne", "!="),
          comparing("lt", "<"),
          comparing("lessthan", "<"),
          comparing("le", "<="),
          comparing("gt", ">"),
          comparing("greaterthan", ">"),
          comparing("ge", ">="),
          comparing("==", "=="),
          comparing("!=", "!="),
          comparing("<", "<"),
          comparing("<=", "<="),
          comparing(">", ">"),
          comparing(">=", ">="));

  static @Nullable Checks find(String name) {
    return ALL.get(name);
  }

  static Checks named(String name) {
    Checks check = find(name);
    if (check == null) {
      throw new TemplateException("No test named '" + name + "'.");
    }
    return check;
  }

  private static Entry<String, Checks> comparing(String name, String operator) {
    return Map.entry(name, (v, a, e) -> e.operations.compare(operator, v, other(a)));
  }

  private static Object other(Arguments arguments) {
    return arguments.need(0, "other");
  }

  private static Object rest(Object value, Object divisor, Evaluator evaluator) {
    return Operations.key(evaluator.operations.binary("%", value, divisor));
  }

  @SuppressWarnings("ReferenceEquality") // the very object is what Python's `is` asks for
  private static boolean isSame(Object a, Object b) {
    boolean small = a instanceof Boolean || a instanceof Long || a instanceof String;
    return a == b || (small && a.equals(b));
  }

  /// Has a length and places: jinja2 says so of dicts and of undefined, too.
  private static boolean isSequence(Object value) {
    return Operations.length(value) != null && !(value instanceof Py.View);
  }

  private static boolean isIterable(Object value) {
    return isSequence(value)
        || value instanceof Py.View
        || value instanceof Py.Lazy
        || value instanceof List<?>;
  }
}
