package org.foregone.dialogue;

/// How a thought came to its end.
public enum Close {
  /// The model closed it.
  NATURAL,
  /// The engine closed it when the thinking budget was spent, or an experiment did.
  FORCED,
  /// No thought was closed: there was none, or it is unfinished.
  NONE
}
