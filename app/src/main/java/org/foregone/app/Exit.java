package org.foregone.app;

/// How a command ends; scripts rely on these numbers. Missing data is never 0.
enum Exit {
  COMPLETE(0),
  /// Complete, but a threshold that the user set or a validation failed.
  BELOW(1),
  /// Wrong command line, configuration or input file.
  USAGE(2),
  /// Some rollouts are missing, or there is no data for a number that was asked for.
  INCOMPLETE(3),
  /// Natives, model, disk, memory.
  ENVIRONMENT(4),
  /// Ctrl-C; the state is saved.
  INTERRUPTED(130);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
