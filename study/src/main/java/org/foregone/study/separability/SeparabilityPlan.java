package org.foregone.study.separability;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.foregone.dialogue.Mode;
import org.foregone.statistics.Positions;
import org.foregone.study.config.Experiments;
import org.foregone.study.states.Piece;
import org.foregone.study.states.StatesPlan;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Trace;

/// The states separability takes: [#POSITIONS] positions of each trace, position i of a trace of n
/// tokens at `floor(i (n - 1) / (POSITIONS - 1))`.
///
/// @param layers as transformers counts, ascending
/// @param rollouts traces of a prompt
public record SeparabilityPlan(List<Integer> layers, int rollouts, boolean half)
    implements StatesPlan {
  public static final int POSITIONS = 100;

  private static final String TRACE = "trace";

  public SeparabilityPlan {
    layers = List.copyOf(layers);
  }

  @Override
  public String experiment() {
    return Experiments.SEPARABILITY;
  }

  @Override
  public List<Piece> pieces(String id, StudyStore store) {
    int[] prefix =
        store
            .prefix(id, Mode.THINK)
            .orElseThrow(() -> new IllegalStateException(id + " was not prepared"));
    List<Piece> pieces = new ArrayList<>();
    for (Trace trace : store.traces(id, rollouts)) {
      pieces.add(
          trace.thinking().isEmpty() ? Piece.none(trace.index(), TRACE) : along(prefix, trace));
    }
    return pieces;
  }

  private static Piece along(int[] prefix, Trace trace) {
    int end = trace.thinking().end();
    int[] sequence = Arrays.copyOf(prefix, prefix.length + end);
    System.arraycopy(trace.tokens(), 0, sequence, prefix.length, end);
    int start = prefix.length + trace.thinking().start();
    int[] positions =
        Arrays.stream(Positions.hop(trace.thinking().length(), POSITIONS))
            .map(hop -> start + hop)
            .toArray();
    return new Piece(trace.index(), prefix.length, sequence, List.of(TRACE), positions);
  }
}
