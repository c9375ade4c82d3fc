package org.foregone.dialogue;

/// How a completion ended. Only `ANSWERED` and `ANSWER_CUT` hold an answer; an unfinished thought
/// is never one.
public enum Ending {
  /// The model ended its turn with an answer.
  ANSWERED,
  /// The answer's cap came first.
  ANSWER_CUT,
  /// The completion ended while the thought was open, by the cap or by the model.
  THOUGHT_CUT,
  /// The answer is empty or white space, or the model ended its turn before any thought or answer.
  EMPTY
}
