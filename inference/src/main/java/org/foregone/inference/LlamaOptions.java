package org.foregone.inference;

/// How [LlamaEngine] runs a model. Everything here can change the last bits of a number, so all of
/// it is in the provenance.
///
/// @param threads compute threads
/// @param width sequences decoded together, always exactly this many (idle ones are padded); at
/// least 8, see [LlamaEngine]
/// @param contextLength longest sequence in tokens, prefix and completion together
/// @param chunk tokens a prefill step; prefixes are shared at multiples of it
/// @param kvType cache type, `f16` or `f32`
/// @param flashAttention `on`, `off` or `auto`
public record LlamaOptions(
    int threads, int width, int contextLength, int chunk, String kvType, String flashAttention) {

  public static final int DEFAULT_WIDTH = 32;
  public static final int DEFAULT_CHUNK = 64;

  public LlamaOptions {
    if (threads < 1 || width < 1 || width > 255 || contextLength < 2 || chunk < 1) {
      throw new IllegalArgumentException(
          "threads, context length and chunk must be positive, width between 1 and 255");
    }
  }

  /// 32 sequences, an f16 cache.
  ///
  /// @param threads [LocalModel#threads] suits the model
  public static LlamaOptions defaults(int contextLength, int threads) {
    return new LlamaOptions(threads, DEFAULT_WIDTH, contextLength, DEFAULT_CHUNK, "f16", "auto");
  }

  public LlamaOptions withWidth(int sequences) {
    return new LlamaOptions(threads, sequences, contextLength, chunk, kvType, flashAttention);
  }

  public LlamaOptions withCache(String type, String flash) {
    return new LlamaOptions(threads, width, contextLength, chunk, type, flash);
  }
}
