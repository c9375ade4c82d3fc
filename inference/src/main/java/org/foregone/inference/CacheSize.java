package org.foregone.inference;

import java.util.Map;

/// How much memory a model's KV cache takes: the number that decides how many sequences of which
/// length fit.
public final class CacheSize {
  private CacheSize() {}

  /// Bytes of one token's keys and values over all layers; grouped heads and explicit head sizes
  /// counted as the file states them. An upper bound for models with sliding windows or recurrent
  /// layers.
  ///
  /// @param bytesPerValue 2 for f16, 4 for f32
  public static long bytesPerToken(ModelCard model, int bytesPerValue) {
    String arch = model.architecture();
    Map<String, String> metadata = model.metadata();
    long heads = number(metadata, arch + ".attention.head_count", 1);
    long kvHeads = number(metadata, arch + ".attention.head_count_kv", heads);
    long head = Math.max(1, model.width() / heads);
    long key = number(metadata, arch + ".attention.key_length", head);
    long value = number(metadata, arch + ".attention.value_length", head);
    return model.layers() * kvHeads * (key + value) * bytesPerValue;
  }

  /// Bytes of the whole cache: `width` decoding streams and the prefix stream, each of the full
  /// length (llama.cpp pads it to 256 cells).
  public static long bytes(ModelCard model, LlamaOptions options) {
    return bytes(model, options, options.width() + 1);
  }

  static long bytes(ModelCard model, LlamaOptions options, int sequences) {
    long cells = (options.contextLength() + 255L) / 256 * 256;
    int bytesPerValue = options.kvType().equals("f32") ? 4 : 2;
    return cells * sequences * bytesPerToken(model, bytesPerValue);
  }

  private static long number(Map<String, String> metadata, String key, long otherwise) {
    String text = metadata.get(key);
    try {
      return text == null ? otherwise : Math.max(1, Long.parseLong(text.strip()));
    } catch (NumberFormatException e) {
      return otherwise; // per-layer lists: the caller wants an estimate, and gets the plain one
    }
  }
}
