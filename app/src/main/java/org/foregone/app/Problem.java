package org.foregone.app;

import java.util.List;
import java.util.stream.Collectors;

/// One thing that is wrong, as a person reads it.
///
/// @param message what, where and with which value, on one line
/// @param causes what led to it, nearest first
/// @param hints what to do about it
record Problem(ErrorCode code, String message, List<String> causes, List<String> hints) {
  Problem {
    causes = List.copyOf(causes);
    hints = List.copyOf(hints);
  }

  static Problem of(ErrorCode code, String message, String... hints) {
    return new Problem(code, message, List.of(), List.of(hints));
  }

  /// The lines that go to stderr: `error[E123]: ...`, then `cause:` and `hint:` lines.
  String text() {
    StringBuilder text = new StringBuilder("error[" + code + "]: " + oneLine(message) + "\n");
    causes.forEach(cause -> text.append("cause: ").append(oneLine(cause)).append('\n'));
    hints.forEach(hint -> text.append("hint: ").append(oneLine(hint)).append('\n'));
    return text.toString();
  }

  private static String oneLine(String text) {
    return text.strip().lines().map(String::strip).collect(Collectors.joining(" "));
  }
}
