package org.foregone.inference;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a model file says of itself.
///
/// @param name `general.name`, or the file's name
/// @param architecture `general.architecture` (qwen3, llama, gpt-oss, ...)
/// @param description size and quantisation in words, as llama.cpp describes it
/// @param trainedContext tokens the model was trained for
/// @param layers number of blocks
/// @param width size of the hidden state
/// @param chatTemplate the Jinja template in the file, or null
/// @param metadata the file's own keys with short values, in file order
public record ModelCard(
    String name,
    String architecture,
    String description,
    int trainedContext,
    int layers,
    int width,
    @Nullable String chatTemplate,
    Map<String, String> metadata) {}
