package org.foregone.dialogue.jinja;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Positional and named arguments of one call.
record Arguments(List<Object> positional, Map<String, Object> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());

  /// Checks that the call gives only these, by place or by name.
  Arguments expect(String callee, String... names) {
    if (positional.size() > names.length) {
      throw new TemplateException(
          "%s takes at most %d arguments, not %d"
              .formatted(callee, names.length, positional.size()));
    }
    for (String name : named.keySet()) {
      int place = Arrays.asList(names).indexOf(name);
      if (place < 0 || place < positional.size()) {
        throw new TemplateException(callee + " does not take the argument " + name + " here");
      }
    }
    return this;
  }

  boolean has(int place, String name) {
    return place < positional.size() || named.containsKey(name);
  }

  Object get(int place, String name, Object otherwise) {
    if (place < positional.size()) {
      return positional.get(place);
    }
    return named.getOrDefault(name, otherwise);
  }

  Object need(int place, String name) {
    if (!has(place, name)) {
      throw new TemplateException("the argument " + name + " is missing");
    }
    return get(place, name, Py.None.NONE);
  }

  Arguments skip(int count) {
    return new Arguments(
        positional.subList(Math.min(count, positional.size()), positional.size()), named);
  }

  /// These and one more by name.
  Arguments with(String name, Object value) {
    Map<String, Object> more = namedCopy();
    more.put(name, value);
    return new Arguments(positional, more);
  }

  Map<String, Object> namedCopy() {
    return new LinkedHashMap<>(named);
  }
}
