package org.foregone.study;

import java.util.HashMap;
import java.util.Map;
import org.foregone.inference.Continuation;

/// What the engine has been asked and has not answered yet.
///
/// @param <T> what the asker knows of a request
public final class InFlight<T> {
  private final Map<String, T> asked = new HashMap<>();

  public int size() {
    return asked.size();
  }

  /// @return the request, to be handed to the engine
  public Continuation ask(Continuation request, T about) {
    if (asked.putIfAbsent(request.id(), about) != null) {
      throw new IllegalStateException(request.id() + " was asked for already");
    }
    return request;
  }

  /// What is known of a request that the engine answers.
  public T answered(Continuation request) {
    T about = asked.remove(request.id());
    if (about == null) {
      throw new IllegalStateException("the engine returned " + request.id() + ", not asked for");
    }
    return about;
  }
}
