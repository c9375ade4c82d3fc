package org.foregone.study.steering;

import java.util.Locale;

/// How a direction gets into the model.
public enum Method {
  /// Added at every position from the prompt's last token on.
  CONTROL_VECTOR,
  /// Added at the first thinking token only, the thought going on from there.
  PATCH;

  /// As tables and findings have it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
