package org.foregone.app;

import java.nio.file.Path;
import java.util.List;
import org.foregone.inference.Adapter;
import org.foregone.inference.LocalModel;
import org.foregone.tensors.Gguf;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The model a command works on and the library that runs it.
final class ModelOption {
  @Option(names = "--model", required = true, paramLabel = "FILE", description = "a GGUF file")
  private Path file;

  @Option(
      names = "--lora",
      paramLabel = "FILE[:scale]",
      description = "a LoRA adapter to put on it, a PEFT folder or GGUF file; may be repeated")
  private List<String> adapters = List.of();

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
  /// @throws ProblemException when there is no such file
  /// @throws org.foregone.tensors.TensorFileException when it is no language model, or an adapter
  ///     does not fit it
  LocalModel open() {
    Gguf header = ModelFile.check(file);
    List<Adapter> lora = adapters.stream().map(ModelOption::adapter).toList();
    lora.forEach(adapter -> adapter.check(header));
    return LocalModel.open(file, library, cpuVariant, gpuLayers, lora);
  }

  private static Adapter adapter(String text) {
    try {
      return Adapter.of(text);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          Problem.of(ErrorCode.BAD_VALUE, "--lora: " + e.getMessage(), "--lora FILE[:scale]"));
    }
  }
}
