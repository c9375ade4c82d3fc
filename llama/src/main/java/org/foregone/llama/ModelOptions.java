package org.foregone.llama;

import org.jspecify.annotations.Nullable;

/// How a model file is loaded.
///
/// @param gpuLayers layers to put on a GPU, -1 for all that fit; without a GPU it means nothing
/// @param checkTensors look at every weight for NaN and infinity while loading
/// @param vocabularyOnly load the tokenizer and metadata but no weights: no context can be made
/// @param progress hears how far loading is and may end it, or null
public record ModelOptions(
    int gpuLayers, boolean checkTensors, boolean vocabularyOnly, @Nullable Progress progress) {

  /// All layers on a GPU where there is one, no checks.
  public static final ModelOptions DEFAULT = new ModelOptions(-1, false, false, null);

  public static final ModelOptions VOCABULARY = new ModelOptions(-1, false, true, null);

  /// Called while a model loads, on the loading thread.
  @FunctionalInterface
  public interface Progress {
    /// @param fraction from 0 to 1
    /// @return false to end loading
    boolean at(float fraction);
  }

  public ModelOptions withProgress(@Nullable Progress listener) {
    return new ModelOptions(gpuLayers, checkTensors, vocabularyOnly, listener);
  }
}
