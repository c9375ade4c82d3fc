package org.foregone.dialogue.jinja;

import static org.foregone.dialogue.jinja.Py.None.NONE;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.foregone.dialogue.jinja.Filters.Filter;
import org.foregone.dialogue.jinja.Py.Lazy;
import org.foregone.dialogue.jinja.Py.Tuple;
import org.foregone.dialogue.jinja.Py.Undefined;

/// Filters of lists and dicts: order, joining, grouping.
final class SequenceFilters {
  static final Map<String, Filter> ALL =
      Map.ofEntries(
          Map.entry("list", (v, a, e) -> new ArrayList<>(e.operations.items(v))),
          Map.entry("first", (v, a, e) -> first(v, e)),
          Map.entry("last", (v, a, e) -> last(v, e)),
          Map.entry("join", SequenceFilters::join),
          Map.entry("items", (v, a, e) -> items(v)),
          Map.entry("dictsort", SequenceFilters::dictSort),
          Map.entry("sort", SequenceFilters::sort),
          Map.entry("reverse", (v, a, e) -> reverse(v, e)),
          Map.entry("unique", SequenceFilters::unique),
          Map.entry("min", (v, a, e) -> extreme(v, a, e, -1)),
          Map.entry("max", (v, a, e) -> extreme(v, a, e, 1)),
          Map.entry("sum", SequenceFilters::sum),
          Map.entry("batch", SequenceFilters::batch),
          Map.entry("slice", SequenceFilters::slices),
          Map.entry("groupby", SequenceFilters::groupBy));

  private SequenceFilters() {}

  private static Object first(Object value, Evaluator evaluator) {
    if (value instanceof Lazy(java.util.Iterator<Object> rest)) {
      return rest.hasNext() ? rest.next() : new Undefined("No first item, sequence was empty.");
    }
    List<Object> items = evaluator.operations.items(value);
    return items.isEmpty() ? new Undefined("No first item, sequence was empty.") : items.getFirst();
  }

  private static Object last(Object value, Evaluator evaluator) {
    if (value instanceof Lazy) {
      throw new TemplateException("'generator' object is not reversible");
    }
    List<Object> items = evaluator.operations.items(value);
    return items.isEmpty() ? new Undefined("No last item, sequence was empty.") : items.getLast();
  }

  private static Object join(Object value, Arguments a, Evaluator evaluator) {
    a.expect("join", "d", "attribute");
    AttributePath path = AttributePath.of(a.get(1, "attribute", NONE));
    String separator = evaluator.printer.str(a.get(0, "d", ""));
    StringBuilder out = new StringBuilder();
    boolean first = true;
    for (Object item : evaluator.operations.items(value)) {
      String text = evaluator.printer.str(path.in(item));
      evaluator.budget.characters((long) text.length() + separator.length());
      out.append(first ? "" : separator).append(text);
      first = false;
    }
    return out.toString();
  }

  private static Object items(Object value) {
    if (value instanceof Undefined) {
      return new Lazy(Collections.emptyIterator());
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw new TemplateException("Can only get item pairs from a mapping.");
    }
    return new Lazy(pairs(map).iterator());
  }

  private static List<Object> pairs(Map<?, ?> map) {
    List<Object> pairs = new ArrayList<>();
    map.forEach((key, value) -> pairs.add(Tuple.of(key, value)));
    return pairs;
  }

  private static Object dictSort(Object value, Arguments a, Evaluator evaluator) {
    a.expect("dictsort", "case_sensitive", "by", "reverse");
    if (!(value instanceof Map<?, ?> map)) {
      throw new TemplateException(
          "'" + Operations.type(value) + "' object has no attribute 'items'");
    }
    Object by = a.get(1, "by", "key");
    if (!by.equals("key") && !by.equals("value")) {
      throw new TemplateException("You can only sort by either \"key\" or \"value\"");
    }
    AttributePath path = AttributePath.of(by.equals("key") ? 0L : 1L);
    boolean caseSensitive = Operations.truth(a.get(0, "case_sensitive", false));
    boolean reverse = Operations.truth(a.get(2, "reverse", false));
    return sorted(pairs(map), List.of(path), caseSensitive, reverse, evaluator);
  }

  private static Object sort(Object value, Arguments a, Evaluator evaluator) {
    a.expect("sort", "reverse", "case_sensitive", "attribute");
    List<AttributePath> paths = new ArrayList<>();
    Object attribute = a.get(2, "attribute", NONE);
    String several = Operations.string(attribute);
    if (several != null) {
      for (String one : several.split(",", -1)) {
        paths.add(AttributePath.of(one));
      }
    } else {
      paths.add(AttributePath.of(attribute));
    }
    boolean reverse = Operations.truth(a.get(0, "reverse", false));
    boolean caseSensitive = Operations.truth(a.get(1, "case_sensitive", false));
    return sorted(evaluator.operations.items(value), paths, caseSensitive, reverse, evaluator);
  }

  private static List<Object> sorted(
      List<Object> items,
      List<AttributePath> paths,
      boolean caseSensitive,
      boolean reverse,
      Evaluator evaluator) {
    Comparator<Object> order =
        (x, y) -> {
          for (AttributePath path : paths) {
            Object p = path.in(x, caseSensitive);
            Object q = path.in(y, caseSensitive);
            int way = evaluator.operations.equal(p, q) ? 0 : evaluator.operations.order(p, q);
            if (way != 0) {
              return way;
            }
          }
          return 0;
        };
    List<Object> sorted = new ArrayList<>(items);
    try {
      sorted.sort(reverse ? order.reversed() : order);
    } catch (IllegalArgumentException e) {
      throw new TemplateException("the items have no consistent order; sort by another attribute");
    }
    return sorted;
  }

  private static Object reverse(Object value, Evaluator evaluator) {
    String text = Operations.string(value);
    if (text != null) {
      return new StringBuilder(text).reverse().toString();
    }
    List<Object> items = new ArrayList<>(evaluator.operations.items(value));
    Collections.reverse(items);
    return new Lazy(items.iterator());
  }

  private static Object unique(Object value, Arguments a, Evaluator evaluator) {
    a.expect("unique", "case_sensitive", "attribute");
    boolean caseSensitive = Operations.truth(a.get(0, "case_sensitive", false));
    AttributePath path = AttributePath.of(a.get(1, "attribute", NONE));
    Set<Object> seen = new LinkedHashSet<>();
    List<Object> kept = new ArrayList<>();
    for (Object item : evaluator.operations.items(value)) {
      if (seen.add(Operations.key(path.in(item, caseSensitive)))) {
        kept.add(item);
      }
    }
    return new Lazy(kept.iterator());
  }

  private static Object extreme(Object value, Arguments a, Evaluator evaluator, int sign) {
    a.expect(sign < 0 ? "min" : "max", "case_sensitive", "attribute");
    boolean caseSensitive = Operations.truth(a.get(0, "case_sensitive", false));
    AttributePath path = AttributePath.of(a.get(1, "attribute", NONE));
    List<Object> items = evaluator.operations.items(value);
    if (items.isEmpty()) {
      return new Undefined("No aggregated item, sequence was empty.");
    }
    Object best = items.getFirst();
    for (Object item : items.subList(1, items.size())) {
      Object challenger = path.in(item, caseSensitive);
      if (evaluator.operations.order(challenger, path.in(best, caseSensitive)) * sign > 0) {
        best = item;
      }
    }
    return best;
  }

  private static Object sum(Object value, Arguments a, Evaluator evaluator) {
    a.expect("sum", "attribute", "start");
    AttributePath path = AttributePath.of(a.get(0, "attribute", NONE));
    Object sum = a.get(1, "start", 0L);
    for (Object item : evaluator.operations.items(value)) {
      sum = evaluator.operations.binary("+", sum, path.in(item));
    }
    return sum;
  }

  private static int count(Arguments arguments, String name) {
    int count = Operations.integer(arguments.need(0, name));
    if (count < 1) {
      throw new TemplateException(name + " must be at least 1");
    }
    return count;
  }

  private static Object batch(Object value, Arguments a, Evaluator evaluator) {
    int size = count(a.expect("batch", "linecount", "fill_with"), "linecount");
    List<Object> items = evaluator.operations.items(value);
    List<Object> batches = new ArrayList<>();
    for (int from = 0; from < items.size(); from += size) {
      List<Object> batch =
          new ArrayList<>(items.subList(from, Math.min(items.size(), from + size)));
      if (ValueFilters.isGiven(a, 1, "fill_with")) {
        evaluator.budget.steps(size);
        while (batch.size() < size) {
          batch.add(a.get(1, "fill_with", NONE));
        }
      }
      batches.add(batch);
    }
    return new Lazy(batches.iterator());
  }

  private static Object slices(Object value, Arguments a, Evaluator evaluator) {
    int slices = count(a.expect("slice", "slices", "fill_with"), "slices");
    evaluator.budget.steps(slices);
    List<Object> items = evaluator.operations.items(value);
    int size = items.size() / slices;
    int longer = items.size() % slices;
    List<Object> all = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < slices; i++) {
      int to = from + size + (i < longer ? 1 : 0);
      List<Object> slice = new ArrayList<>(items.subList(from, to));
      if (i >= longer && ValueFilters.isGiven(a, 1, "fill_with")) {
        slice.add(a.get(1, "fill_with", NONE));
      }
      all.add(slice);
      from = to;
    }
    return new Lazy(all.iterator());
  }

  private static Object groupBy(Object value, Arguments a, Evaluator evaluator) {
    a.expect("groupby", "attribute", "default", "case_sensitive");
    boolean caseSensitive = Operations.truth(a.get(2, "case_sensitive", false));
    AttributePath path = AttributePath.of(a.need(0, "attribute"));
    Map<Object, List<Object>> groups = new LinkedHashMap<>();
    List<Object> items = evaluator.operations.items(value);
    for (Object item : sorted(items, List.of(path), caseSensitive, false, evaluator)) {
      Object key = Operations.key(path.in(item, caseSensitive));
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(item);
    }
    List<Object> pairs = new ArrayList<>();
    groups.forEach(
        (key, group) ->
            pairs.add(Tuple.of(caseSensitive ? key : path.in(group.getFirst()), group)));
    return pairs;
  }
}
