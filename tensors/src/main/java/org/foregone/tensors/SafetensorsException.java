package org.foregone.tensors;

import java.nio.file.Path;

/// A problem with a safetensors file; the message starts with its path.
public final class SafetensorsException extends TensorFileException {
  private static final long serialVersionUID = 1L;

  SafetensorsException(Path file, String problem) {
    super(file, problem);
  }

  SafetensorsException(Path file, String problem, Throwable cause) {
    super(file, problem, cause);
  }
}
