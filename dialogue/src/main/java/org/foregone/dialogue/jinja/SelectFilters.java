package org.foregone.dialogue.jinja;

import static org.foregone.dialogue.jinja.Py.None.NONE;

import java.util.Iterator;
import java.util.Map;
import org.foregone.dialogue.jinja.Filters.Filter;
import org.foregone.dialogue.jinja.Py.Lazy;
import org.foregone.dialogue.jinja.Py.Undefined;

/// Filters that go through a sequence item by item, when their result is read: `map`, `select`,
/// `reject`, `selectattr`, `rejectattr`.
final class SelectFilters {
  static final Map<String, Filter> ALL =
      Map.of(
          "map", SelectFilters::map,
          "select", (v, a, e) -> select(v, a, e, false, true),
          "reject", (v, a, e) -> select(v, a, e, false, false),
          "selectattr", (v, a, e) -> select(v, a, e, true, true),
          "rejectattr", (v, a, e) -> select(v, a, e, true, false));

  private SelectFilters() {}

  private static Object map(Object value, Arguments a, Evaluator evaluator) {
    if (!Operations.truth(value)) {
      return new Lazy(java.util.Collections.emptyIterator());
    }
    Iterator<Object> items = evaluator.operations.items(value).iterator();
    if (a.positional().isEmpty() && a.named().containsKey("attribute")) {
      a.expect("map", "attribute", "default");
      AttributePath path = AttributePath.of(a.get(0, "attribute", NONE));
      Object otherwise = a.get(1, "default", NONE);
      return lazy(
          items,
          item -> {
            Object part = path.in(item);
            return part instanceof Undefined && otherwise != NONE ? otherwise : part;
          });
    }
    Filter filter = Filters.named(StringMethods.text(a.need(0, "filter")));
    Arguments rest = a.skip(1);
    return lazy(items, item -> filter.apply(item, rest, evaluator));
  }

  private static Lazy lazy(
      Iterator<Object> items, java.util.function.Function<Object, Object> function) {
    return new Lazy(
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return items.hasNext();
          }

          @Override
          public Object next() {
            return function.apply(items.next());
          }
        });
  }

  private static Object select(
      Object value, Arguments a, Evaluator evaluator, boolean byAttribute, boolean wanted) {
    if (!Operations.truth(value)) {
      return new Lazy(java.util.Collections.emptyIterator());
    }
    int first = byAttribute ? 1 : 0;
    AttributePath path =
        byAttribute ? AttributePath.of(a.need(0, "attribute")) : AttributePath.ITSELF;
    Checks check =
        a.positional().size() > first
            ? Checks.named(StringMethods.text(a.positional().get(first)))
            : (v, arguments, e) -> Operations.truth(v);
    Arguments rest = a.skip(first + 1);
    return new Lazy(
        evaluator.operations.items(value).stream()
            .filter(item -> check.test(path.in(item), rest, evaluator) == wanted)
            .iterator());
  }
}
