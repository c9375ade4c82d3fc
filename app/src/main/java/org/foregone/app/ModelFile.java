package org.foregone.app;

import java.nio.file.Files;
import java.nio.file.Path;
import org.foregone.tensors.Gguf;

/// A model's file, checked before anything is loaded.
final class ModelFile {
  private ModelFile() {}

  /// Its header.
  ///
  /// @throws ProblemException when there is no such file
  /// @throws org.foregone.tensors.GgufException when it is broken or holds no language model
  static Gguf check(Path file) {
    if (!Files.exists(file)) {
      throw new ProblemException(
          Problem.of(
              ErrorCode.NO_FILE, "no such model file: " + file, "check the path of --model"));
    }
    Gguf header = Gguf.read(file);
    header.requireLanguageModel();
    return header;
  }
}
