package org.foregone.study;

import java.util.Locale;

/// Whether the person asking means harm: the side on which a prompt counts (harmful: ASR, benign:
/// ORR).
public enum Intent {
  HARMFUL,
  BENIGN;

  /// As findings have it: `harmful`, `benign`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
