package org.foregone.dialogue.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
  final class Lazy implements Py {
    private List<Object> items;

    Lazy(List<Object> items) {
      this.items = items;
    }

    List<Object> take() {
      List<Object> taken = items;
      items = List.of();
      return taken;
    }
  }

  /// `namespace(...)`: the one thing a template may assign into.
  record Namespace(Map<String, Object> fields) implements Py {}

  /// Something a template may call.
  non-sealed interface Callable extends Py {
    Object call(Arguments arguments, Evaluator evaluator);
  }
}
