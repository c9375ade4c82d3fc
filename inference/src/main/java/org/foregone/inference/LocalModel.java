package org.foregone.inference;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.foregone.dialogue.Vocabulary;
import org.foregone.llama.ContextOptions;
import org.foregone.llama.ContextOptions.CacheType;
import org.foregone.llama.ContextOptions.FlashAttention;
import org.foregone.llama.LlamaContext;
import org.foregone.llama.LlamaException;
import org.foregone.llama.LlamaModel;
import org.foregone.llama.ModelOptions;
import org.foregone.llama.NativeLibrary;
import org.jspecify.annotations.Nullable;

/// A GGUF model loaded into this process. It exists before its engine does, because how long the
/// engine's context must be follows from prompts that the model's own tokenizer has to count.
public final class LocalModel implements AutoCloseable {
  /// Bytes of weights below which one thread is fastest.
  private static final long TINY = 32L << 20;

  private final NativeLibrary library;
  private final LlamaModel llama;
  private final ModelCard card;
  private final LlamaTokens vocabulary;
  private final LoadedAdapters adapters;

  private LocalModel(NativeLibrary library, LlamaModel llama, LoadedAdapters adapters) {
    this.library = library;
    this.llama = llama;
    this.adapters = adapters;
    this.card = card(llama);
    this.vocabulary = new LlamaTokens(llama.vocabulary());
  }

  /// @param file the GGUF file
  /// @param libraryFolder folder of a libllama build, or null for the pinned one
  /// @param cpuVariant CPU build to load (`haswell`), or null for the best that runs here
  /// @param gpuLayers layers to put on a GPU, -1 for all that fit
  /// @param adapters that every engine of this model applies, in this order
  /// @throws LlamaException when no fitting library is found
  /// @throws EngineException when the model cannot be loaded
  /// @throws org.foregone.tensors.TensorFileException when an adapter cannot be used with it
  public static LocalModel open(
      Path file,
      @Nullable Path libraryFolder,
      @Nullable String cpuVariant,
      int gpuLayers,
      List<Adapter> adapters) {
    NativeLibrary library =
        NativeLibrary.load(new NativeLibrary.Options(libraryFolder, cpuVariant));
    try {
      LlamaModel llama =
          LlamaModel.open(library, file, new ModelOptions(gpuLayers, false, false, null));
      try {
        return new LocalModel(library, llama, LoadedAdapters.open(llama, adapters));
      } catch (RuntimeException e) {
        llama.close();
        throw e;
      }
    } catch (LlamaException e) {
      throw new EngineException(String.valueOf(e.getMessage()), e);
    }
  }

  /// Without adapters.
  public static LocalModel open(
      Path file, @Nullable Path libraryFolder, @Nullable String cpuVariant, int gpuLayers) {
    return open(file, libraryFolder, cpuVariant, gpuLayers, List.of());
  }

  /// With the pinned library, wherever the model fits best.
  public static LocalModel open(Path file) {
    return open(file, null, null, -1);
  }

  private static ModelCard card(LlamaModel llama) {
    Map<String, String> all = llama.metadata();
    Map<String, String> brief = new LinkedHashMap<>();
    all.forEach(
        (key, value) -> {
          if (!key.equals("tokenizer.chat_template") && value.length() <= 200) {
            brief.put(key, value);
          }
        });
    String file = String.valueOf(llama.file().getFileName());
    return new ModelCard(
        all.getOrDefault("general.name", file),
        all.getOrDefault("general.architecture", "unknown"),
        llama.description(),
        llama.trainedContext(),
        llama.layers(),
        llama.width(),
        llama.chatTemplate().orElse(null),
        brief);
  }

  public Vocabulary vocabulary() {
    return vocabulary;
  }

  public ModelCard card() {
    return card;
  }

  public Path file() {
    return llama.file();
  }

  /// The adapters it was opened with.
  public List<Adapter> adapters() {
    return adapters.given();
  }

  /// Threads that serve this model well: one fewer than there are processors, because the library's
  /// threads wait for each other by spinning, so that a single one without a core of its own slows
  /// all of them many times; and just one for a model so small that waiting outweighs the work.
  public int threads() {
    return llama.sizeBytes() < TINY
        ? 1
        : Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
  }

  /// Makes an engine. Several may live at once; close them before the model.
  ///
  /// @throws EngineException when the context does not fit the model or the memory
  public LlamaEngine engine(LlamaOptions options) {
    return new LlamaEngine(this, options, context(options, options.width() + 1, true));
  }

  /// An engine that cannot capture hidden states, to measure what being able to costs.
  LlamaEngine engineWithoutTap(LlamaOptions options) {
    return new LlamaEngine(this, options, context(options, options.width() + 1, false));
  }

  /// Makes a context in which each of several sequences has the full length.
  LlamaContext context(LlamaOptions options, int sequences, boolean tap) {
    if (options.contextLength() > card.trainedContext()) {
      throw new EngineException(
          "a context of %,d tokens is longer than the %,d that %s was trained for; lower the thinking or answer cap, or drop the longest prompts"
              .formatted(options.contextLength(), card.trainedContext(), card.name()));
    }
    long cells = (options.contextLength() + 255L) / 256 * 256;
    long total = cells * sequences;
    if (total > Integer.MAX_VALUE) {
      throw new EngineException(
          "%,d sequences of %,d tokens are more than llama.cpp can address; lower the width"
              .formatted(sequences - 1, options.contextLength()));
    }
    int ubatch = Math.max(options.width(), options.chunk());
    CacheType cache = cacheType(options.kvType());
    ContextOptions context =
        new ContextOptions(
            (int) total,
            ubatch,
            ubatch,
            sequences,
            options.threads(),
            options.threads(),
            flashAttention(options.flashAttention()),
            cache,
            cache,
            false,
            true,
            tap);
    try {
      return adapters.applied(llama.context(context));
    } catch (LlamaException e) {
      throw new EngineException(
          "%s (its cache takes %,d MiB: %d sequences of %,d tokens; a lower width needs less)"
              .formatted(
                  e.getMessage(),
                  CacheSize.bytes(card, options, sequences) >> 20,
                  sequences,
                  options.contextLength()),
          e);
    }
  }

  private static CacheType cacheType(String name) {
    return switch (name) {
      case "f16" -> CacheType.F16;
      case "f32" -> CacheType.F32;
      default -> throw new EngineException("cache type " + name + ": allowed are f16 and f32");
    };
  }

  private static FlashAttention flashAttention(String name) {
    return switch (name) {
      case "auto" -> FlashAttention.AUTO;
      case "on" -> FlashAttention.ENABLED;
      case "off" -> FlashAttention.DISABLED;
      default ->
          throw new EngineException("flash attention " + name + ": allowed are on, off and auto");
    };
  }

  LlamaModel llama() {
    return llama;
  }

  /// Whether the past of a sequence cannot be cut (recurrent or hybrid layers).
  boolean hasRecurrentState() {
    return llama.recurrent() || llama.hybrid();
  }

  Map<String, String> provenance(LlamaOptions options) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("engine", "llama.cpp in process");
    facts.put("engine.version", library.version());
    facts.put("engine.cpu-variant", library.cpuVariant());
    facts.put(
        "engine.devices",
        library.devices().stream()
            .map(d -> d.kind() + " " + d.description())
            .collect(Collectors.joining("; ")));
    facts.put("engine.threads", Integer.toString(options.threads()));
    facts.put("engine.width", Integer.toString(options.width()));
    facts.put("engine.chunk", Integer.toString(options.chunk()));
    facts.put("engine.context", Integer.toString(options.contextLength()));
    facts.put("engine.kv-type", options.kvType());
    facts.put("engine.flash-attention", options.flashAttention());
    if (card.architecture().equals("gpt-oss")) {
      facts.put(
          "engine.note",
          "llama.cpp rounds gpt-oss's YaRN correction range, the released configuration does not:"
              + " nine of 32 rotary frequencies differ from transformers, vLLM and SGLang");
    }
    return facts;
  }

  @Override
  public void close() {
    adapters.close();
    llama.close();
  }
}
