package org.foregone.dialogue;

/// Follows one generated sequence token by token and says which part of the transcript each token
/// belongs to. A reader is a small mutable state machine for one sequence and one thread; it never
/// re-tokenises.
public interface ThoughtReader {

  /// Where the sequence stands.
  enum Phase {
    /// Before the thought opens (some formats open it themselves).
    BEFORE,
    THINKING,
    /// Inside what may be the markers that close the thought and open the answer: it may turn out
    /// to be thinking after all. A close by force waits until this is decided.
    CLOSING,
    ANSWER
  }

  /// Takes the next generated token and returns the phase after it: `ANSWER` means that the token
  /// after this one is the first of the answer, apart from white-space tokens, which
  /// [Transcript] counts to the close. A model that answers without opening a thought is seen to
  /// do so only by its first tokens, which belong to the answer.
  Phase accept(int token);

  Phase phase();
}
