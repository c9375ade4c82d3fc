package org.foregone.inference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foregone.llama.LlamaContext;
import org.foregone.llama.LlamaModel;
import org.foregone.llama.LoraAdapter;
import org.foregone.tensors.Gguf;
import org.foregone.tensors.LoraFile;

/// The adapters of a loaded model.
///
/// @param given as they were named
/// @param loaded one for each of them
record LoadedAdapters(List<Adapter> given, List<LoraAdapter> loaded) implements AutoCloseable {
  LoadedAdapters {
    given = List.copyOf(given);
    loaded = List.copyOf(loaded);
  }

  /// Loads adapters, converted first where they come from PEFT.
  static LoadedAdapters open(LlamaModel model, List<Adapter> adapters) {
    if (adapters.isEmpty()) {
      return new LoadedAdapters(List.of(), List.of());
    }
    Gguf base = Gguf.read(model.file());
    List<LoraAdapter> loaded = new ArrayList<>();
    try {
      for (Adapter adapter : adapters) {
        loaded.add(load(model, base, LoraFile.read(adapter.file())));
      }
    } catch (RuntimeException e) {
      loaded.forEach(LoraAdapter::close);
      throw e;
    }
    return new LoadedAdapters(adapters, loaded);
  }

  private static LoraAdapter load(LlamaModel model, Gguf base, LoraFile file) {
    try {
      Path folder = Files.createTempDirectory("foregone-lora");
      try {
        return LoraAdapter.open(model, file.gguf(base, folder));
      } finally {
        try (var left = Files.list(folder)) {
          for (Path converted : left.toList()) {
            Files.delete(converted);
          }
        }
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The context, using them from now on.
  LlamaContext applied(LlamaContext context) {
    if (!loaded.isEmpty()) {
      float[] scales = new float[given.size()];
      for (int i = 0; i < scales.length; i++) {
        scales[i] = (float) given.get(i).scale();
      }
      LoraAdapter.apply(context, loaded, scales);
    }
    return context;
  }

  @Override
  public void close() {
    loaded.forEach(LoraAdapter::close);
  }
}
