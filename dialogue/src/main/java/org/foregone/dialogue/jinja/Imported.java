package org.foregone.dialogue.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Java's values as the interpreter's: copied, so that nothing outside changes or is changed.
final class Imported {
  private Imported() {}

  static Map<String, Object> context(Map<String, ?> context) {
    Map<String, Object> copy = new LinkedHashMap<>();
    context.forEach((name, value) -> copy.put(name, value(value)));
    return copy;
  }

  private static Object value(@Nullable Object value) {
    return switch (value) {
      case null -> Py.None.NONE;
      case String s -> s;
      case Boolean b -> b;
      case Integer i -> (long) i;
      case Long l -> l;
      case Short s -> (long) s;
      case Byte b -> (long) b;
      case BigInteger b -> Numbers.of(b);
      case Double d -> d;
      case Float f -> (double) f;
      case BigDecimal d -> d.doubleValue();
      case Map<?, ?> map -> {
        Map<Object, Object> copy = new LinkedHashMap<>();
        map.forEach((key, item) -> copy.put(Operations.key(value(key)), value(item)));
        yield copy;
      }
      case Iterable<?> items -> {
        List<Object> copy = new ArrayList<>();
        items.forEach(item -> copy.add(value(item)));
        yield copy;
      }
      case Enum<?> e -> e.name();
      default ->
          throw new IllegalArgumentException(
              "a template takes null, strings, booleans, numbers, lists and maps, not "
                  + value.getClass().getName());
    };
  }
}
