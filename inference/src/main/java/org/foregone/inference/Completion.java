package org.foregone.inference;

import org.jspecify.annotations.Nullable;

/// One continuation of a prefix.
///
/// @param index completion index, `first .. first + n - 1` of its request
/// @param tokens generated ids, a forced close included, the end-of-generation token left out
/// @param finish why it ended
/// @param forcedCloseAt position in `tokens` where the engine put the forced close, or -1
/// @param logprobs one per token when asked for (NaN for forced tokens), else empty
/// @param states the hidden states captured, null when none were asked for
public record Completion(
    int index,
    int[] tokens,
    Finish finish,
    int forcedCloseAt,
    float[] logprobs,
    @Nullable States states) {

  /// Without hidden states.
  public Completion(int index, int[] tokens, Finish finish, int forcedCloseAt, float[] logprobs) {
    this(index, tokens, finish, forcedCloseAt, logprobs, null);
  }

  /// The hidden states of a request that asked for some.
  ///
  /// @throws IllegalStateException when it asked for none
  public States captured() {
    if (states == null) {
      throw new IllegalStateException("completion " + index + " was made without a capture");
    }
    return states;
  }

  public enum Finish {
    /// The model ended its turn.
    STOP,
    /// A cap was reached.
    LENGTH
  }
}
