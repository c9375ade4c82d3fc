package org.foregone.tensors;

import java.nio.file.Path;
import java.util.List;

/// A LoRA adapter that cannot be used with a base model, with everything that stands against it.
public final class AdapterException extends TensorFileException {
  private static final long serialVersionUID = 1L;

  private static final int MOST = 8;

  /// @param problems at least one, each naming the module or key; of a wrong model's adapter there
  ///     are hundreds alike, so only the first are told
  AdapterException(Path file, List<String> problems) {
    super(
        file,
        String.join("; ", problems.subList(0, Math.min(MOST, problems.size())))
            + (problems.size() > MOST ? "; and %,d more".formatted(problems.size() - MOST) : ""));
  }

  AdapterException(Path file, String problem, Throwable cause) {
    super(file, problem, cause);
  }
}
