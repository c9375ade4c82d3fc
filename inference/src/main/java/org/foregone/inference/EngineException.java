package org.foregone.inference;

/// An engine cannot do what was asked; the message says what, why and what would work.
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public EngineException(String message) {
    super(message);
  }

  public EngineException(String message, Throwable cause) {
    super(message, cause);
  }
}
