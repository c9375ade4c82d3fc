package org.foregone.llama;

import static org.foregone.llama.internal.Layouts.MODEL_PARAMS;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.foregone.llama.internal.Callbacks;
import org.foregone.llama.internal.Layouts;
import org.foregone.llama.internal.Libllama;
import org.foregone.llama.internal.Native;

/// A language model loaded from a GGUF file: weights, tokenizer, metadata.
///
/// Its reading methods may be called from any thread. The contexts and sampler chains made from it
/// must be closed before it is; closing it frees the weights.
public final class LlamaModel implements AutoCloseable {
  private final NativeLibrary library;
  private final Path file;
  private final MemorySegment handle;
  private final LlamaVocabulary vocabulary;
  private final boolean vocabularyOnly;
  private boolean closed;

  private LlamaModel(
      NativeLibrary library, Path file, MemorySegment handle, boolean vocabularyOnly) {
    this.library = library;
    this.file = file;
    this.handle = handle;
    this.vocabularyOnly = vocabularyOnly;
    this.vocabulary =
        new LlamaVocabulary(
            library.llama(),
            Native.get(() -> (MemorySegment) library.llama().modelGetVocab.invokeExact(handle)));
  }

  /// Loads a model.
  ///
  /// @throws LlamaException when the file is missing, damaged or not a language model; the message
  ///     quotes what the library logged
  public static LlamaModel open(NativeLibrary library, Path file, ModelOptions options) {
    checkFile(file);
    Libllama llama = library.llama();
    long mark = library.log().mark();
    boolean[] stopped = {false};
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment params =
          Native.get(
              () -> (MemorySegment) llama.modelDefaultParams.invokeExact((SegmentAllocator) arena));
      Layouts.set(MODEL_PARAMS, params, "n_gpu_layers", options.gpuLayers());
      Layouts.set(MODEL_PARAMS, params, "check_tensors", options.checkTensors());
      Layouts.set(MODEL_PARAMS, params, "vocab_only", options.vocabularyOnly());
      ModelOptions.Progress progress = options.progress();
      if (progress != null) {
        Callbacks.Progress listener =
            fraction -> {
              stopped[0] |= !progress.at(fraction);
              return !stopped[0];
            };
        Layouts.set(MODEL_PARAMS, params, "progress_callback", Callbacks.progress(listener, arena));
      }
      MemorySegment path = arena.allocateFrom(file.toAbsolutePath().toString());
      MemorySegment model =
          Native.get(() -> (MemorySegment) llama.modelLoadFromFile.invokeExact(path, params));
      if (Native.isNull(model)) {
        throw new LlamaException(
            stopped[0]
                ? "loading " + file + " was stopped"
                : "cannot load "
                    + file
                    + ": "
                    + reason(library.log().reasonSince(mark))
                    + "\nhint: the file may be incomplete or made for another version; download or convert it again");
      }
      return new LlamaModel(library, file, model, options.vocabularyOnly()).checkLanguageModel();
    }
  }

  private static String reason(String logged) {
    return logged.isEmpty() ? "llama.cpp gives no reason" : logged;
  }

  /// What can be said of a file without native code, in clearer words than the library has.
  private static void checkFile(Path file) {
    if (!Files.exists(file)) {
      throw new LlamaException("no model file " + file);
    }
    if (!Files.isRegularFile(file)) {
      throw new LlamaException(file + " is a folder; name the .gguf file inside it");
    }
    byte[] magic;
    try (InputStream in = Files.newInputStream(file)) {
      magic = in.readNBytes(4);
    } catch (IOException e) {
      throw new LlamaException("cannot read " + file + ": " + e.getMessage(), e);
    }
    if (!new String(magic, StandardCharsets.ISO_8859_1).equals("GGUF")) {
      throw new LlamaException(
          "%s is not a GGUF file: it %s\nhint: convert the model with llama.cpp's convert_hf_to_gguf.py, or download its GGUF version"
              .formatted(
                  file,
                  magic.length == 0
                      ? "is empty"
                      : "starts with "
                          + HexFormat.ofDelimiter(" ").formatHex(magic)
                          + ", not with GGUF"));
    }
  }

  private LlamaModel checkLanguageModel() {
    boolean decoder = Native.get(() -> (boolean) llama().modelHasDecoder.invokeExact(handle));
    if (!decoder || vocabulary.size() == 0) {
      close();
      throw new LlamaException(
          file
              + " is not a language model that generates text"
              + (decoder ? ": it has no vocabulary" : ": it is an encoder"));
    }
    return this;
  }

  public Path file() {
    return file;
  }

  public LlamaVocabulary vocabulary() {
    return vocabulary;
  }

  /// Makes a context: the memory and buffers to run this model with.
  ///
  /// @throws LlamaException when there is not enough memory for it, or the model was loaded without
  ///     weights
  public LlamaContext context(ContextOptions options) {
    if (vocabularyOnly) {
      throw new LlamaException(file + " was loaded without its weights; it cannot run");
    }
    return LlamaContext.open(this, options);
  }

  /// The size of the hidden state, in numbers.
  public int width() {
    return Native.get(() -> (int) llama().modelNEmbd.invokeExact(handle));
  }

  /// Number of blocks.
  public int layers() {
    return Native.get(() -> (int) llama().modelNLayer.invokeExact(handle));
  }

  /// The architecture that the file states (qwen3, llama, gpt-oss, ...).
  public String architecture() {
    return metadata().getOrDefault("general.architecture", "unknown");
  }

  /// Tokens of context the model was trained for.
  public int trainedContext() {
    return Native.get(() -> (int) llama().modelNCtxTrain.invokeExact(handle));
  }

  /// Width of the sliding attention window in tokens, 0 when the model has none. A sequence of such
  /// a model must be forked with the full cache ([ContextOptions#fullSlidingWindow]).
  public int slidingWindow() {
    return Native.get(() -> (int) llama().modelNSwa.invokeExact(handle));
  }

  /// Whether some layers are recurrent: a sequence can then be forked only at its end, and no tail
  /// removed.
  public boolean hybrid() {
    return Native.get(() -> (boolean) llama().modelIsHybrid.invokeExact(handle));
  }

  /// Whether all layers are recurrent (the same limits as [#hybrid]).
  public boolean recurrent() {
    return Native.get(() -> (boolean) llama().modelIsRecurrent.invokeExact(handle));
  }

  /// Architecture, size and quantisation in words.
  public String description() {
    return string((buffer, size) -> (int) llama().modelDesc.invokeExact(handle, buffer, size));
  }

  /// Size of all weights in bytes.
  public long sizeBytes() {
    return Native.get(() -> (long) llama().modelSize.invokeExact(handle));
  }

  /// Number of weights.
  public long parameters() {
    return Native.get(() -> (long) llama().modelNParams.invokeExact(handle));
  }

  /// The Jinja chat template in the file.
  public Optional<String> chatTemplate() {
    MemorySegment text =
        Native.get(
            () ->
                (MemorySegment) llama().modelChatTemplate.invokeExact(handle, MemorySegment.NULL));
    return Native.isNull(text) ? Optional.empty() : Optional.of(Native.string(text));
  }

  /// The file's own keys and their values as text, in file order; arrays are shortened by the
  /// library.
  public Map<String, String> metadata() {
    int count = Native.get(() -> (int) llama().modelMetaCount.invokeExact(handle));
    Map<String, String> metadata = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      int index = i;
      metadata.put(
          string(
              (buffer, size) ->
                  (int) llama().modelMetaKeyByIndex.invokeExact(handle, index, buffer, size)),
          string(
              (buffer, size) ->
                  (int) llama().modelMetaValStrByIndex.invokeExact(handle, index, buffer, size)));
    }
    return Collections.unmodifiableMap(metadata);
  }

  private interface StringCall {
    int into(MemorySegment buffer, long size) throws Throwable;
  }

  /// A string by the snprintf protocol: the call answers the length it wants, whatever fits.
  private static String string(StringCall call) {
    try (Arena arena = Arena.ofConfined()) {
      for (long size = 256; ; ) {
        MemorySegment buffer = arena.allocate(size);
        long room = size;
        int length = Native.get(() -> call.into(buffer, room));
        if (length < size) {
          return length < 0 ? "" : Native.string(buffer);
        }
        size = length + 1L;
      }
    }
  }

  /// Frees the weights.
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Native.run(
          () -> {
            library.llama().modelFree.invokeExact(handle);
          });
    }
  }

  NativeLibrary library() {
    return library;
  }

  MemorySegment handle() {
    if (closed) {
      throw new IllegalStateException(file + " is closed");
    }
    return handle;
  }

  private Libllama llama() {
    handle();
    return library.llama();
  }
}
