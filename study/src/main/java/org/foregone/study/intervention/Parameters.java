package org.foregone.study.intervention;

import java.util.Map;
import java.util.Objects;

/// What was chosen of a method, defaults filled in, each value checked against its key.
record Parameters(Map<String, String> values) {
  Parameters {
    values = Map.copyOf(values);
  }

  String text(String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  int whole(String name) {
    return Integer.parseInt(text(name));
  }

  double real(String name) {
    return Double.parseDouble(text(name));
  }
}
