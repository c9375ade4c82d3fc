package org.foregone.inference;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One continuation of a prefix.
///
/// @param index completion index, `first .. first + n - 1` of its request
/// @param tokens generated ids, a forced close included, the end-of-generation token left out
/// @param finish why it ended
/// @param forcedCloseAt position in `tokens` where the engine put the forced close, or -1
/// @param logprobs one per token when asked for (NaN for forced tokens), else empty
/// @param entropies one per token when asked for, in nats, NaN for forced tokens; else empty
/// @param states the hidden states captured, null when none were asked for
/// @param amended what else than the model made it, null where nothing did
public record Completion(
    int index,
    int[] tokens,
    Finish finish,
    int forcedCloseAt,
    float[] logprobs,
    float[] entropies,
    @Nullable States states,
    @Nullable Amended amended) {

  /// What the model wrote, no more.
  public Completion(int index, int[] tokens, Finish finish, int forcedCloseAt, float[] logprobs) {
    this(index, tokens, finish, forcedCloseAt, logprobs, new float[0], null, null);
  }

  /// How a completion came about that the model did not write in one go.
  ///
  /// @param generated tokens the model generated for it, those that were dropped or asked for
  ///     outside it included
  /// @param asked questions put to the model outside it
  /// @param insertions in the order of their places
  public record Amended(int generated, int asked, List<Insertion> insertions) {
    public Amended {
      insertions = List.copyOf(insertions);
    }
  }

  /// A place where a completion was changed.
  ///
  /// @param at position in the completion's tokens
  /// @param length tokens that were put there; may be 0
  /// @param dropped tokens of the model that stood there before
  public record Insertion(int at, int length, int[] dropped) {}

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
