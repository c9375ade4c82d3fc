package org.foregone.organism;

/// What a token says about what may come next.
public enum Slot {
  /// Nothing: role names and the end of a turn.
  NONE,
  ROLE_A,
  THINK,
  CLOSE,
  NL,
  FIRST,
  LEAD,
  TEXT,
  OPENER,
  SUBJ_Q,
  SUBJ_A,
  PRED,
  BOUNDARY,
  ROPEN,
  CBODY,
  DONE
}
