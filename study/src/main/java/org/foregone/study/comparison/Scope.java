package org.foregone.study.comparison;

import java.util.List;
import java.util.Locale;
import org.foregone.study.Intent;

/// Of which prompts a number is.
enum Scope {
  HARMFUL,
  BENIGN,
  ALL;

  /// The two intents alone.
  static final List<Scope> INTENTS = List.of(HARMFUL, BENIGN);

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean has(PromptRow row) {
    return this == ALL || (this == HARMFUL) == (row.prompt().intent() == Intent.HARMFUL);
  }
}
