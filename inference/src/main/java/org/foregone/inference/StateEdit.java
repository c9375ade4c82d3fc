package org.foregone.inference;

import java.util.Arrays;
import org.foregone.llama.StateTap;

/// A change of hidden states while they are computed: `vector` is added to the output of a block at
/// the positions `from <= p < to`. From 0 on without end it is a control vector; at one position it
/// is a patch.
///
/// @param block counted from 0
/// @param vector as wide as the hidden state; not to be changed afterwards
/// @param from first position in the sequence (prefix, then generated tokens)
/// @param to position after the last; [Integer#MAX_VALUE] for all that follow
public record StateEdit(int block, float[] vector, int from, int to) {
  public StateEdit {
    if (block < 0 || from < 0 || to <= from) {
      throw new IllegalArgumentException(
          "an edit needs block >= 0 and 0 <= from < to, not block %d at [%d, %d)"
              .formatted(block, from, to));
    }
  }

  boolean covers(int position) {
    return position >= from && position < to;
  }

  /// Asks for the change of one row, where it covers its position.
  void ask(StateTap tap, int position, int row) {
    if (covers(position)) {
      tap.addToBlock(block, row, vector);
    }
  }

  /// Equal edits change a sequence alike, so the vector counts by its numbers.
  @Override
  public boolean equals(Object other) {
    return other instanceof StateEdit e
        && block == e.block
        && from == e.from
        && to == e.to
        && Arrays.equals(vector, e.vector);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * (31 * block + from) + to) + Arrays.hashCode(vector);
  }
}
