package org.foregone.tensors;

import java.nio.file.Path;

/// A tensor file that cannot be read or written, in words for the person who named it.
public sealed class TensorFileException extends RuntimeException
    permits AdapterException, GgufException, SafetensorsException {
  private static final long serialVersionUID = 1L;

  TensorFileException(Path file, String problem) {
    super(file + ": " + problem);
  }

  TensorFileException(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
