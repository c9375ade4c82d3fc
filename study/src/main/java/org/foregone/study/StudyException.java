package org.foregone.study;

import java.util.List;
import java.util.stream.Collectors;

/// A study cannot start or go on; every problem that was found, for a person to read.
public final class StudyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// What a problem is about; the command line gives each its error code and exit status.
  public enum Kind {
    /// A file is missing or cannot be read.
    FILE,
    PROMPTS,
    CONFIGURATION,
    /// The folder holds something else, or rows that would not mix.
    OTHER_STUDY,
    TEMPLATE,
    /// A prompt does not fit the model's context.
    CONTEXT,
    /// The disk is full, read-only or fails.
    DISK
  }

  /// One problem.
  ///
  /// @param message what, where (file, line, prompt) and with which value, on one line
  /// @param hint what to do about it, on one line; empty when the message says it
  public record Problem(Kind kind, String message, String hint) {
    @Override
    public String toString() {
      return hint.isEmpty() ? message : message + " (" + hint + ")";
    }
  }

  private final transient List<Problem> problems;

  public StudyException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public StudyException(Kind kind, String message, String hint) {
    this(List.of(new Problem(kind, message, hint)));
  }

  public StudyException(Kind kind, String message, String hint, Throwable cause) {
    this(kind, message, hint);
    initCause(cause);
  }

  public List<Problem> problems() {
    return problems;
  }
}
