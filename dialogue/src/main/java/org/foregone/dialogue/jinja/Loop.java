package org.foregone.dialogue.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `loop` inside a `for`; called, it runs a recursive loop again.
final class Loop implements Py.Callable, Py.Attributed {
  private final List<Object> items;
  private final int depth;
  private final Py.@Nullable Callable again;
  private int index = -1;
  private @Nullable List<Object> changed;

  Loop(List<Object> items, int depth, Py.@Nullable Callable again) {
    this.items = items;
    this.depth = depth;
    this.again = again;
  }

  /// Goes to the next item, if there is one.
  boolean next() {
    return ++index < items.size();
  }

  Object item() {
    return items.get(index);
  }

  @Override
  public Object call(Arguments arguments, Evaluator evaluator) {
    if (again == null) {
      throw new TemplateException(
          "The loop must have the 'recursive' marker to be called recursively.");
    }
    return again.call(arguments, evaluator);
  }

  @Override
  public @Nullable Object attribute(String name) {
    return switch (name) {
      case "index" -> index + 1L;
      case "index0" -> (long) index;
      case "revindex" -> (long) items.size() - index;
      case "revindex0" -> items.size() - index - 1L;
      case "first" -> index == 0;
      case "last" -> index == items.size() - 1;
      case "length" -> (long) items.size();
      case "depth" -> depth + 1L;
      case "depth0" -> (long) depth;
      case "previtem" -> neighbour(index - 1, "previous");
      case "nextitem" -> neighbour(index + 1, "next");
      case "cycle" -> (Py.Callable) (a, e) -> cycle(a);
      case "changed" -> (Py.Callable) this::changed;
      default -> null;
    };
  }

  private Object neighbour(int place, String which) {
    return place >= 0 && place < items.size()
        ? items.get(place)
        : new Py.Undefined("there is no " + which + " item");
  }

  private Object cycle(Arguments arguments) {
    List<Object> values = arguments.positional();
    if (values.isEmpty()) {
      throw new TemplateException("no items for cycling given");
    }
    return values.get(index % values.size());
  }

  private Object changed(Arguments arguments, Evaluator evaluator) {
    List<Object> values = arguments.positional();
    List<Object> before = changed;
    changed = values;
    return before == null || !evaluator.operations.equal(before, values);
  }
}
