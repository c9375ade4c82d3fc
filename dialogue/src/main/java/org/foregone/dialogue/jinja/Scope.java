package org.foregone.dialogue.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Names and their values, inside an outer scope. What a scope sets is gone when it ends.
final class Scope {
  private final @Nullable Scope outer;
  private final Map<String, Object> values;

  /// The outermost scope; it reads `values` and never changes them.
  Scope(Map<String, Object> values) {
    this.outer = null;
    this.values = values;
  }

  private Scope(Scope outer) {
    this.outer = outer;
    this.values = new HashMap<>();
  }

  Scope inner() {
    return new Scope(this);
  }

  @Nullable Object get(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Object value = scope.values.get(name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  void set(String name, Object value) {
    values.put(name, value);
  }
}
