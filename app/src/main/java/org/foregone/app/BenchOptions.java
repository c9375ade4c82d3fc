package org.foregone.app;

import org.foregone.inference.LocalModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What every benchmark is told.
final class BenchOptions {
  @Mixin private ModelOption model = new ModelOption();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "compute threads (one fewer than cores)")
  private int threads;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      description = "of each arm (5; branches: 1, it takes minutes)")
  private @Nullable Integer repeats;

  @Option(names = "--json", description = "print one JSON object a row")
  private boolean json;

  /// Opens the model when the numbers make sense.
  LocalModel open() {
    if (threads < 0 || (repeats != null && repeats < 1)) {
      throw new ProblemException(
          Problem.of(
              ErrorCode.BAD_VALUE, "--repeats must be at least 1 and --threads not negative"));
    }
    return model.open();
  }

  int threads(LocalModel loaded) {
    return threads == 0 ? loaded.threads() : threads;
  }

  int repeats(int usual) {
    return repeats == null ? usual : repeats;
  }

  boolean json() {
    return json;
  }
}
