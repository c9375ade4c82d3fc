package org.foregone.llama;

/// llama.cpp cannot do what was asked: the message says what happened, where, and what to do; where
/// the library logged a reason, it is quoted.
public final class LlamaException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LlamaException(String message) {
    super(message);
  }

  public LlamaException(String message, Throwable cause) {
    super(message, cause);
  }
}
