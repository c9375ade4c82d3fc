package org.foregone.study.comparison;

import java.util.Locale;

/// Whether thinking decides more of what the prompt leaves open than it did.
public enum Deliberates {
  INDUCED,
  SUPPRESSED,
  UNCHANGED,
  NOT_MEASURED;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
