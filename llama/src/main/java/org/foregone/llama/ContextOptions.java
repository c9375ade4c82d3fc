package org.foregone.llama;

/// How a context is set up.
///
/// @param contextTokens room for tokens in the cache; with a unified cache all sequences share it,
///     else each has `contextTokens / sequences`; 0 = as many as the model was trained for
/// @param batchTokens most tokens in one [LlamaContext#decode]
/// @param ubatchTokens most tokens computed at once; a larger batch is cut into these
/// @param sequences number of sequences, ids `0 .. sequences - 1`, at most 256
/// @param threads threads for one token at a time
/// @param batchThreads threads for several
/// @param flashAttention whether to use fused attention; it computes with F16 keys and values
///     whatever the cache holds
/// @param keys type of the cached keys
/// @param values type of the cached values; quantised ones need flash attention
/// @param unifiedCache one cache for all sequences: forking is then free and any part of a sequence
///     can be copied; otherwise each sequence has its own and only whole ones can be copied
/// @param fullSlidingWindow keep all positions of sliding-window layers; without it a fork in the
///     middle of a sequence gives wrong logits and no error
/// @param stateTap make a [StateTap], at a small cost for each node of the graph also while nothing
///     is asked of it
public record ContextOptions(
    int contextTokens,
    int batchTokens,
    int ubatchTokens,
    int sequences,
    int threads,
    int batchThreads,
    FlashAttention flashAttention,
    CacheType keys,
    CacheType values,
    boolean unifiedCache,
    boolean fullSlidingWindow,
    boolean stateTap) {

  /// `enum llama_flash_attn_type`
  public enum FlashAttention {
    AUTO(-1),
    DISABLED(0),
    ENABLED(1);

    final int code;

    FlashAttention(int code) {
      this.code = code;
    }
  }

  /// The types of `enum ggml_type` that a cache can have.
  public enum CacheType {
    F32(0),
    F16(1),
    BF16(30),
    Q8_0(8);

    final int code;

    CacheType(int code) {
      this.code = code;
    }
  }

  public ContextOptions {
    if (contextTokens < 0
        || batchTokens < 1
        || ubatchTokens < 1
        || threads < 1
        || batchThreads < 1) {
      throw new IllegalArgumentException(
          "a context needs batchTokens, ubatchTokens and threads >= 1 and contextTokens >= 0");
    }
    if (sequences < 1 || sequences > 256) {
      throw new IllegalArgumentException("sequences must be in 1..256, not " + sequences);
    }
  }

  /// One sequence, a unified F16 cache, all processors.
  ///
  /// @param contextTokens as above
  public static ContextOptions of(int contextTokens) {
    int processors = Runtime.getRuntime().availableProcessors();
    return new ContextOptions(
        contextTokens,
        2048,
        512,
        1,
        processors,
        processors,
        FlashAttention.AUTO,
        CacheType.F16,
        CacheType.F16,
        true,
        true,
        false);
  }

  /// The same with the numerics of the reference figures: F32 cache, no flash attention.
  public ContextOptions reference() {
    return new ContextOptions(
        contextTokens,
        batchTokens,
        ubatchTokens,
        sequences,
        threads,
        batchThreads,
        FlashAttention.DISABLED,
        CacheType.F32,
        CacheType.F32,
        unifiedCache,
        fullSlidingWindow,
        stateTap);
  }

  public ContextOptions withBatch(int tokens, int ubatch) {
    return new ContextOptions(
        contextTokens,
        tokens,
        ubatch,
        sequences,
        threads,
        batchThreads,
        flashAttention,
        keys,
        values,
        unifiedCache,
        fullSlidingWindow,
        stateTap);
  }

  public ContextOptions withSequences(int count) {
    return new ContextOptions(
        contextTokens,
        batchTokens,
        ubatchTokens,
        count,
        threads,
        batchThreads,
        flashAttention,
        keys,
        values,
        unifiedCache,
        fullSlidingWindow,
        stateTap);
  }

  /// @param single threads for one token at a time
  /// @param batch threads for several
  public ContextOptions withThreads(int single, int batch) {
    return new ContextOptions(
        contextTokens,
        batchTokens,
        ubatchTokens,
        sequences,
        single,
        batch,
        flashAttention,
        keys,
        values,
        unifiedCache,
        fullSlidingWindow,
        stateTap);
  }

  public ContextOptions withUnifiedCache(boolean unified) {
    return new ContextOptions(
        contextTokens,
        batchTokens,
        ubatchTokens,
        sequences,
        threads,
        batchThreads,
        flashAttention,
        keys,
        values,
        unified,
        fullSlidingWindow,
        stateTap);
  }

  public ContextOptions withStateTap(boolean tap) {
    return new ContextOptions(
        contextTokens,
        batchTokens,
        ubatchTokens,
        sequences,
        threads,
        batchThreads,
        flashAttention,
        keys,
        values,
        unifiedCache,
        fullSlidingWindow,
        tap);
  }
}
