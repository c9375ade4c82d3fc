package org.foregone.statistics;

import java.util.stream.IntStream;

/// Where along a prompt, a trace and a model's layers states are looked at. Whole-number arithmetic
/// throughout: the paper's double-precision floors are off by one for some lengths.
public final class Positions {
  private Positions() {}

  /// Evenly spread from the first to the last token, both included, rounded to the nearest:
  /// first + round(k (last - first) / (count - 1)). The paper's prefill anchors: 20 of the user's
  /// content to the end of the prompt.
  ///
  /// @param last when before `first`, all are `first`
  /// @param count at least 2; even, so that no position lies half-way between two tokens
  public static int[] anchors(int first, int last, int count) {
    long span = Math.max(0, last - first);
    long gaps = count - 1L;
    return IntStream.range(0, count)
        .map(k -> first + (int) ((2L * k * span + gaps) / (2 * gaps)))
        .toArray();
  }

  /// The paper's layers: 0, L/4, L/2, 3L/4, L without repeats; 0 = embeddings, L = after the final
  /// norm.
  public static int[] layers(int blocks) {
    return IntStream.of(0, blocks / 4, blocks / 2, 3 * blocks / 4, blocks).distinct().toArray();
  }

  /// Single tokens of a trace, evenly spread: position i of count is token floor(i (tokens - 1) /
  /// (count - 1)).
  public static int[] hop(int tokens, int count) {
    return IntStream.range(0, count)
        .map(i -> (int) ((long) i * (tokens - 1) / (count - 1)))
        .toArray();
  }

  /// Tokens `from` (inclusive) to `to` (exclusive), whose states are averaged.
  public record Range(int from, int to) {}

  /// The whole trace in pieces: position i is the mean over the tokens from floor(i tokens / count)
  /// to floor((i+1) tokens / count); of a trace of no more tokens than positions, the hops.
  public static Range[] pool(int tokens, int count) {
    int[] hops = hop(tokens, count);
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                tokens <= count
                    ? new Range(hops[i], hops[i] + 1)
                    : new Range(edge(tokens, count, i), edge(tokens, count, i + 1)))
        .toArray(Range[]::new);
  }

  private static int edge(int tokens, int count, int i) {
    return (int) ((long) i * tokens / count);
  }
}
