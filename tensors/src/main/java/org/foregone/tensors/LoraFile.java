package org.foregone.tensors;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A LoRA adapter on disk: for each matrix `W` it changes, `A` and `B` with which
/// `W' = W + scale B A`.
public sealed interface LoraFile permits GgufAdapter, PeftAdapter {
  /// Reads what an adapter says of itself, not its numbers.
  ///
  /// @param path a PEFT folder (`adapter_config.json` and `adapter_model.safetensors`), the
  ///     safetensors file in it, or an adapter in a GGUF file
  /// @throws TensorFileException when there is none, or when it is of a kind that llama.cpp cannot
  ///     apply; the message names every reason
  static LoraFile read(Path path) {
    return Files.isDirectory(path) || path.toString().endsWith(".safetensors")
        ? PeftAdapter.read(path)
        : GgufAdapter.read(path);
  }

  /// Whether every module fits a base model.
  ///
  /// @throws AdapterException naming every module that does not
  void check(Gguf base);

  /// The adapter as llama.cpp loads it.
  ///
  /// @param folder where it is written when it is not in a GGUF file already
  /// @throws AdapterException as [#check]
  Path gguf(Gguf base, Path folder);

  /// The file that holds the numbers.
  Path weights();

  /// The file that says how they are applied; null where that is part of [#weights].
  @Nullable Path config();
}
