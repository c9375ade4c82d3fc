package org.foregone.dialogue.jinja;

import java.util.ArrayList;
import java.util.List;

/// The part of an item that filters go by: `"function.name"`, `0`, or the item itself.
record AttributePath(List<Object> steps) {
  static final AttributePath ITSELF = new AttributePath(List.of());

  static AttributePath of(Object attribute) {
    String path = Operations.string(attribute);
    if (path == null) {
      return attribute == Py.None.NONE ? ITSELF : new AttributePath(List.of(attribute));
    }
    List<Object> steps = new ArrayList<>();
    for (String step : path.split("\\.", -1)) {
      steps.add(step.matches("\\d{1,9}") ? (Object) Long.parseLong(step) : step);
    }
    return new AttributePath(steps);
  }

  Object in(Object item) {
    Object value = item;
    for (Object step : steps) {
      value = Attributes.item(value, step);
    }
    return value;
  }

  /// Strings without regard to case, unless asked for.
  Object in(Object item, boolean caseSensitive) {
    Object value = in(item);
    String text = caseSensitive ? null : Operations.string(value);
    return text == null ? value : Text.lower(text);
  }
}
