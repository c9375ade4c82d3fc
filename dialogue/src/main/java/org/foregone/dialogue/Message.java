package org.foregone.dialogue;

/// One turn of a conversation; `role` is `system`, `user` or `assistant`, `content` its text.
public record Message(String role, String content) {
  public static Message user(String content) {
    return new Message("user", content);
  }

  public static Message system(String content) {
    return new Message("system", content);
  }
}
