package org.foregone.inference;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.foregone.inference.Site.Block;
import org.foregone.inference.Site.Embedding;
import org.foregone.inference.Site.FinalNorm;
import org.foregone.llama.StateTap;

/// Gathers the captured states of one sequence while it is decoded. Positions come in ascending
/// order, so those it has are always the first of the capture's.
final class StateRecorder {
  private final Capture capture;
  private final int blocks;
  private final int width;
  private final float[][] values;
  private int filled;

  /// @param end position that the sequence cannot reach
  StateRecorder(Capture capture, ModelCard model, int end) {
    this.capture = capture;
    this.blocks = model.layers();
    this.width = model.width();
    int reachable = (int) Arrays.stream(capture.positions()).filter(p -> p < end).count();
    this.values = new float[capture.sites().size()][reachable * width];
  }

  private StateRecorder(StateRecorder other) {
    this.capture = other.capture;
    this.blocks = other.blocks;
    this.width = other.width;
    this.filled = other.filled;
    this.values = Arrays.stream(other.values).map(float[]::clone).toArray(float[][]::new);
  }

  /// Another one that goes on from here.
  StateRecorder copy() {
    return new StateRecorder(this);
  }

  /// The next position that it lacks, [Integer#MAX_VALUE] when it has all.
  int next() {
    return filled * width < values[0].length ? capture.positions()[filled] : Integer.MAX_VALUE;
  }

  /// Whether it needs states that are computed only for outputs.
  boolean needsOutputs() {
    return capture.sites().stream()
        .anyMatch(
            site ->
                switch (site) {
                  case Embedding() -> false;
                  case Block(int index) -> index == blocks - 1;
                  case FinalNorm() -> true;
                });
  }

  /// Asks for the states of one row, when its position is captured.
  void ask(StateTap tap, int position, int row) {
    if (position != next()) {
      return;
    }
    int offset = filled++ * width;
    for (int s = 0; s < values.length; s++) {
      switch (capture.sites().get(s)) {
        case Embedding() -> tap.readEmbedding(row, values[s], offset);
        case Block(int index) -> tap.readBlock(index, row, values[s], offset);
        case FinalNorm() -> tap.readFinalNorm(row, values[s], offset);
      }
    }
  }

  /// What was recorded.
  States states() {
    List<float[]> recorded =
        IntStream.range(0, values.length)
            .mapToObj(s -> Arrays.copyOf(values[s], filled * width))
            .toList();
    return new States(capture.sites(), Arrays.copyOf(capture.positions(), filled), recorded);
  }
}
