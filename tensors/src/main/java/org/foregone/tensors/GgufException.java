package org.foregone.tensors;

import java.nio.file.Path;

/// A problem with a GGUF file; the message starts with its path.
public final class GgufException extends TensorFileException {
  private static final long serialVersionUID = 1L;

  GgufException(Path file, String problem) {
    super(file, problem);
  }

  GgufException(Path file, String problem, Throwable cause) {
    super(file, problem, cause);
  }
}
