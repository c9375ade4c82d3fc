package org.foregone.app;

import java.nio.file.Path;
import org.foregone.inference.LocalModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The model a command works on and the library that runs it.
final class ModelOption {
  @Option(names = "--model", required = true, paramLabel = "FILE", description = "a GGUF file")
  private Path file;

  @Option(
      names = "--llama-lib",
      paramLabel = "DIR",
      description = "folder of another libllama build (FOREGONE_LLAMA_LIB)")
  private @Nullable Path library;

  @Option(
      names = "--cpu-variant",
      paramLabel = "NAME",
      description = "CPU build to load (zen4, haswell, x64); default: the best that runs here")
  private @Nullable String cpuVariant;

  @Option(
      names = "--gpu-layers",
      paramLabel = "N",
      defaultValue = "-1",
      description = "layers to put on a GPU; default: all that fit")
  private int gpuLayers;

  Path file() {
    return file;
  }

  @Nullable Path library() {
    return library;
  }

  /// Loads the model, after its file has been checked without loading anything.
  ///
  /// @throws ProblemException when it is no language model
  LocalModel open() {
    ModelFile.check(file);
    return LocalModel.open(file, library, cpuVariant, gpuLayers);
  }
}
