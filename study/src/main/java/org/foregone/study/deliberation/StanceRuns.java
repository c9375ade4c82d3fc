package org.foregone.study.deliberation;

import java.util.ArrayList;
import java.util.List;
import org.foregone.judging.Stance;
import org.jspecify.annotations.Nullable;

/// The runs of segments on one side that a thought is made of. A neutral segment, and one without a
/// stance, belongs to the run before it; those before the first side is taken belong to none.
///
/// @param runs in their order; neighbours are of opposite sides
public record StanceRuns(List<Run> runs) {
  public StanceRuns {
    runs = List.copyOf(runs);
  }

  /// Neighbouring segments on one side.
  ///
  /// @param stance REFUSE or COMPLY
  /// @param first segment, the one that takes the side
  /// @param last segment, carried neutral ones included
  public record Run(Stance stance, int first, int last) {
    public int length() {
      return last - first + 1;
    }
  }

  /// Where the text changes sides: at the first segment of `after`.
  public record Change(Run before, Run after) {
    /// Which way: 1 to comply, -1 to refuse.
    public int sign() {
      return after.stance.sign();
    }
  }

  /// @param stances of all segments of a thought; null where there is no majority
  public static StanceRuns of(List<? extends @Nullable Stance> stances) {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < stances.size(); i++) {
      Stance stance = stances.get(i);
      boolean takesSide = stance != null && stance != Stance.NEUTRAL;
      if (takesSide && (runs.isEmpty() || runs.getLast().stance != stance)) {
        runs.add(new Run(stance, i, i));
      } else if (!runs.isEmpty()) {
        Run run = runs.removeLast();
        runs.add(new Run(run.stance, run.first, i));
      }
    }
    return new StanceRuns(runs);
  }

  /// The oscillations: every change from one side to the other.
  public List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    for (int i = 1; i < runs.size(); i++) {
      changes.add(new Change(runs.get(i - 1), runs.get(i)));
    }
    return changes;
  }
}
