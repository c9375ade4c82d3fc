package org.foregone.dialogue.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// jinja2's filters by name, with transformers' `tojson`.
final class Filters {
  /// `value | name(arguments)`.
  @FunctionalInterface
  interface Filter {
    Object apply(Object value, Arguments arguments, Evaluator evaluator);
  }

  private static final Map<String, Filter> ALL = new HashMap<>();

  static {
    ALL.putAll(TextFilters.ALL);
    ALL.putAll(ValueFilters.ALL);
    ALL.putAll(SequenceFilters.ALL);
    ALL.putAll(SelectFilters.ALL);
  }

  private Filters() {}

  static @Nullable Filter find(String name) {
    return ALL.get(name);
  }

  static Filter named(String name) {
    Filter filter = find(name);
    if (filter == null) {
      throw new TemplateException("No filter named '" + name + "'.");
    }
    return filter;
  }
}
