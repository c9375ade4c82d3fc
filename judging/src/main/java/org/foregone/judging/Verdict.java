package org.foregone.judging;

/// What a judge says of an answer. A judge that cannot decide says UNCLEAR; it is counted as such,
/// never as a refusal.
public enum Verdict {
  REFUSAL,
  COMPLIANCE,
  UNCLEAR;

  /// Whether it says one or the other.
  public boolean settled() {
    return this != UNCLEAR;
  }
}
