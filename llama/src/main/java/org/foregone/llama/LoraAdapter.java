package org.foregone.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.foregone.llama.internal.Libllama;
import org.foregone.llama.internal.Native;

/// A LoRA adapter loaded beside a model. It changes nothing until a context is told to use it
/// ([#apply]).
///
/// Load adapters before contexts are made: a context reserves room for the adapters its model has
/// at that moment. Close it after those contexts and before the model.
public final class LoraAdapter implements AutoCloseable {
  private final LlamaModel model;
  private final MemorySegment handle;
  private boolean closed;

  private LoraAdapter(LlamaModel model, MemorySegment handle) {
    this.model = model;
    this.handle = handle;
  }

  /// Reads an adapter into memory; the file is not needed afterwards.
  ///
  /// @param file a GGUF file with pairs `NAME.lora_a`, `NAME.lora_b`. The library checks their
  ///     shapes, but stops the process over an adapted token embedding that is also the output
  ///     matrix
  /// @throws LlamaException when it does not fit the model; the message quotes the library
  public static LoraAdapter open(LlamaModel model, Path file) {
    Libllama llama = model.library().llama();
    long mark = model.library().log().mark();
    MemorySegment modelHandle = model.handle();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom(file.toAbsolutePath().toString());
      MemorySegment adapter =
          Native.get(() -> (MemorySegment) llama.adapterLoraInit.invokeExact(modelHandle, path));
      if (Native.isNull(adapter)) {
        throw new LlamaException(
            "cannot load the adapter %s for %s: %s"
                .formatted(file, model.file(), model.library().log().reasonSince(mark)));
      }
      return new LoraAdapter(model, adapter);
    }
  }

  /// Applies adapters to everything that a context decodes from now on, instead of those before.
  /// Its cache keeps what was decoded without them.
  ///
  /// @param adapters of the context's model. With three or more that change the same matrix the
  ///     library adds them in no fixed order, so that last bits may differ between processes
  /// @param scales one for each adapter, on top of the adapter's own; 0 leaves it out
  public static void apply(LlamaContext context, List<LoraAdapter> adapters, float... scales) {
    if (adapters.size() != scales.length
        || adapters.stream().anyMatch(a -> a.model != context.model())) {
      throw new IllegalArgumentException(
          "%d scales for %d adapters, which must be of the context's model"
              .formatted(scales.length, adapters.size()));
    }
    Libllama llama = context.model().library().llama();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handles = arena.allocate(ADDRESS, Math.max(1, adapters.size()));
      for (int i = 0; i < adapters.size(); i++) {
        handles.setAtIndex(ADDRESS, i, adapters.get(i).handle());
      }
      MemorySegment factors = arena.allocate(JAVA_FLOAT, Math.max(1, scales.length));
      MemorySegment.copy(scales, 0, factors, JAVA_FLOAT, 0, scales.length);
      MemorySegment contextHandle = context.handle();
      int result =
          Native.get(
              () ->
                  (int)
                      llama.setAdaptersLora.invokeExact(
                          contextHandle, handles, (long) scales.length, factors));
      if (result != 0) {
        throw new LlamaException("llama.cpp refused the adapters (code %d)".formatted(result));
      }
    }
  }

  private MemorySegment handle() {
    if (closed) {
      throw new IllegalStateException("the adapter is closed");
    }
    return handle;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Native.run(
          () -> {
            model.library().llama().adapterLoraFree.invokeExact(handle);
          });
    }
  }
}
