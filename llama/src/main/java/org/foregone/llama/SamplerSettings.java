package org.foregone.llama;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How a token is chosen from logits. The stages run in this order, llama.cpp's own: bias, grammar,
/// top-k, top-p, min-p, temperature, draw. So the truncations look at the untempered distribution.
///
/// @param temperature 0 takes the most likely token (of those that bias and grammar leave);
///     otherwise > 0
/// @param topP keep the smallest set of tokens with at least this probability; 1 = off
/// @param topK keep the k most likely tokens; 0 = off
/// @param minP keep tokens with at least this share of the most likely one's probability; 0 = off
/// @param bias added to the logits of single tokens; negative infinity bans a token
/// @param grammar a GBNF grammar with the root rule `root`, or null
public record SamplerSettings(
    double temperature,
    double topP,
    int topK,
    double minP,
    Map<Integer, Float> bias,
    @Nullable String grammar) {

  public SamplerSettings {
    if (!(temperature >= 0) || !(topP > 0 && topP <= 1) || topK < 0 || !(minP >= 0 && minP < 1)) {
      throw new IllegalArgumentException(
          "need temperature >= 0, 0 < topP <= 1, topK >= 0, 0 <= minP < 1, not "
              + temperature
              + ", "
              + topP
              + ", "
              + topK
              + ", "
              + minP);
    }
    bias = new TreeMap<>(bias); // in a fixed order
  }

  /// No bias, no grammar.
  public static SamplerSettings of(double temperature, double topP, int topK, double minP) {
    return new SamplerSettings(temperature, topP, topK, minP, Map.of(), null);
  }

  public static SamplerSettings greedy() {
    return of(0, 1, 0, 0);
  }

  public SamplerSettings withBias(Map<Integer, Float> tokenBias) {
    return new SamplerSettings(temperature, topP, topK, minP, tokenBias, grammar);
  }

  public SamplerSettings withGrammar(String gbnf) {
    return new SamplerSettings(temperature, topP, topK, minP, bias, gbnf);
  }
}
