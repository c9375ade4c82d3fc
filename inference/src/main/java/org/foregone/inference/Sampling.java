package org.foregone.inference;

/// How the next token is drawn: temperature, then the truncations, in llama.cpp's order top-k,
/// top-p, min-p, temperature.
///
/// @param temperature 0 takes the most likely token; otherwise > 0
/// @param topP keep the smallest set of tokens with at least this probability, 1 = off
/// @param topK keep the k most likely tokens, 0 = off
/// @param minP keep tokens with at least this share of the most likely one's probability, 0 = off
public record Sampling(double temperature, double topP, int topK, double minP) {

  /// The model's own distribution, untouched.
  public static final Sampling PLAIN = new Sampling(1, 1, 0, 0);

  public static final Sampling GREEDY = new Sampling(0, 1, 0, 0);

  public Sampling {
    if (!(temperature >= 0) || temperature > 100) {
      throw new IllegalArgumentException(
          "temperature must be between 0 and 100, not " + temperature);
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("top-p must be in (0, 1], not " + topP);
    }
    if (topK < 0) {
      throw new IllegalArgumentException("top-k must be 0 (off) or more, not " + topK);
    }
    if (!(minP >= 0 && minP < 1)) {
      throw new IllegalArgumentException("min-p must be in [0, 1), not " + minP);
    }
  }
}
