package org.foregone.dialogue.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values of Python that Java has no word for. The others are `String` (length counts code
/// points, see [Text]), `Long` and `BigInteger` (int), `Double`, `Boolean`, `List` and `Map`, the
/// last two never changed after they are made.
sealed interface Py {

  /// `None`.
  enum None implements Py {
    NONE
  }

  /// A name or attribute that is not there; prints as nothing, but nothing can be done with it.
  record Undefined(String what) implements Py {
    TemplateException error() {
      return new TemplateException(what);
    }
  }

  /// `(a, b)`.
  record Tuple(List<Object> items) implements Py {
    static Tuple of(Object... items) {
      return new Tuple(List.of(items));
    }
  }

  /// `range(start, stop, step)`.
  record Range(long start, long stop, long step) implements Py {
    long length() {
      long span = step > 0 ? stop - start : start - stop;
      return span <= 0 ? 0 : (span - 1) / Math.abs(step) + 1;
    }

    List<Object> items() {
      List<Object> items = new ArrayList<>();
      for (long at = start; step > 0 ? at < stop : at > stop; at += step) {
        items.add(at);
      }
      return items;
    }
  }

  /// `dict.keys()`, `.values()`, `.items()`: sized, iterable, not to be indexed.
  record View(String name, List<Object> items) implements Py {}

  /// A string that counts as escaped already: what `safe` and `escape` give.
  record Markup(String text) implements Py {}

  /// A generator: always true, without length, empty once it was read.
  record Lazy(Iterator<Object> rest) implements Py {
    List<Object> take() {
      List<Object> taken = new ArrayList<>();
      rest.forEachRemaining(taken::add);
      return taken;
    }
  }

  /// `namespace(...)`: the one thing a template may assign into.
  record Namespace(Map<String, Object> fields) implements Py {}

  /// Something a template may call.
  non-sealed interface Callable extends Py {
    Object call(Arguments arguments, Evaluator evaluator);
  }

  /// Something with attributes of its own; null where it lacks one.
  non-sealed interface Attributed extends Py {
    @Nullable Object attribute(String name);
  }
}
