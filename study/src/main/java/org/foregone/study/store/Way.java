package org.foregone.study.store;

import java.util.Locale;

/// How a cut thought goes on.
public enum Way {
  /// It is closed there and then, and the answer follows.
  CLOSE,
  /// The model thinks on and answers when it likes.
  GO_ON;

  /// As the store and the findings have it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Way of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
