package org.foregone.study.states;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.foregone.study.store.StateRow;

/// One sequence of a prompt and the positions in it whose states are wanted.
///
/// A rollout that lacks the thing to look at has a piece without positions, so that the store knows
/// it was looked into.
///
/// @param rollout that the sequence goes into, or [StateRow#PROMPT]
/// @param prompt how many tokens of the sequence are the prompt
/// @param sequence token ids, the last one included in what is read
/// @param anchors a name for each position, or one name for all of them as a run
/// @param positions in the sequence, ascending; one may come several times
public record Piece(
    int rollout, int prompt, int[] sequence, List<String> anchors, int[] positions) {
  public Piece {
    anchors = List.copyOf(anchors);
    if (anchors.size() != positions.length && anchors.size() != 1) {
      throw new IllegalArgumentException(anchors.size() + " names, " + positions.length);
    }
  }

  /// That a rollout has nothing called so.
  public static Piece none(int rollout, String anchor) {
    return new Piece(rollout, 0, new int[0], List.of(anchor), new int[0]);
  }

  boolean absent() {
    return positions.length == 0;
  }

  /// Its rows of the store's index, the first at `row` of the file.
  List<StateRow> index(String prompt, String file, int row) {
    if (absent()) {
      return List.of(new StateRow(prompt, rollout, anchors.getFirst(), -1, "", -1, 0));
    }
    if (anchors.size() == 1) {
      return List.of(
          new StateRow(
              prompt, rollout, anchors.getFirst(), positions[0], file, row, positions.length));
    }
    return IntStream.range(0, positions.length)
        .mapToObj(
            i -> new StateRow(prompt, rollout, anchors.get(i), positions[i], file, row + i, 1))
        .toList();
  }

  /// The positions, each once.
  int[] distinct() {
    return Arrays.stream(positions).distinct().toArray();
  }
}
