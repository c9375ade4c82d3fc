package org.foregone.llama;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/// What is asked of one node of the graph in the next decode: rows of the batch to read, and rows
/// to change. Its arrays are kept from decode to decode.
final class StateRows {
  private static final float[] NONE = {}; // lets go of an array asked for

  private final int width;
  private int[] readRows = new int[8];
  private float[][] targets = new float[8][];
  private int[] offsets = new int[8];
  private int reads;
  private int readsDone;
  private int[] editRows = new int[8];
  private float[][] vectors = new float[8][];
  private boolean[] replaces = new boolean[8];
  private int edits;
  private int editsDone;

  StateRows(int width) {
    this.width = width;
  }

  /// The rows `from <= row < to` of the batch as they lie in a node.
  ///
  /// @param place where a row of the batch is in the node
  /// @param first first row of the node that is asked for
  /// @param last last one, below `first` when there is none
  record Range(int from, int to, IntUnaryOperator place, int first, int last) {
    boolean isEmpty() {
      return last < first;
    }

    int size() {
      return last - first + 1;
    }

    boolean holds(int row) {
      return row >= from && row < to;
    }

    int index(int row) {
      return place.applyAsInt(row) - first;
    }
  }

  void read(int row, float[] target, int offset) {
    if (reads == readRows.length) {
      readRows = Arrays.copyOf(readRows, reads * 2);
      targets = Arrays.copyOf(targets, reads * 2);
      offsets = Arrays.copyOf(offsets, reads * 2);
    }
    readRows[reads] = row;
    targets[reads] = target;
    offsets[reads++] = offset;
  }

  void edit(int row, float[] vector, boolean replace) {
    if (edits == editRows.length) {
      editRows = Arrays.copyOf(editRows, edits * 2);
      vectors = Arrays.copyOf(vectors, edits * 2);
      replaces = Arrays.copyOf(replaces, edits * 2);
    }
    editRows[edits] = row;
    vectors[edits] = vector;
    replaces[edits++] = replace;
  }

  boolean wanted() {
    return reads + edits > 0;
  }

  boolean done() {
    return readsDone == reads && editsDone == edits;
  }

  void clear() {
    Arrays.fill(targets, 0, reads, NONE);
    Arrays.fill(vectors, 0, edits, NONE);
    reads = 0;
    readsDone = 0;
    edits = 0;
    editsDone = 0;
  }

  /// @param outputsOnly whether the node has only rows flagged as outputs
  void check(Batch batch, boolean outputsOnly) {
    for (int i = 0; i < reads + edits; i++) {
      int row = i < reads ? readRows[i] : editRows[i - reads];
      if (row < 0 || row >= batch.size()) {
        throw new IllegalArgumentException(
            "row %d is not in the batch of %d tokens".formatted(row, batch.size()));
      }
      if (outputsOnly && !batch.output(row)) {
        throw new IllegalArgumentException(
            "row %d was added without output: the last block and the final norm do not compute it"
                .formatted(row));
      }
    }
  }

  Range within(int from, int to, IntUnaryOperator place) {
    int first = Integer.MAX_VALUE;
    int last = -1;
    for (int i = 0; i < reads + edits; i++) {
      int row = i < reads ? readRows[i] : editRows[i - reads];
      if (row >= from && row < to) {
        int at = place.applyAsInt(row);
        first = Math.min(first, at);
        last = Math.max(last, at);
      }
    }
    return new Range(from, to, place, first, last);
  }

  /// Changes the rows in a copy of the range.
  ///
  /// @return whether there was anything to change
  boolean applyEdits(MemorySegment copy, Range range) {
    boolean any = false;
    for (int i = 0; i < edits; i++) {
      if (!range.holds(editRows[i])) {
        continue;
      }
      float[] vector = vectors[i];
      long start = (long) range.index(editRows[i]) * width;
      for (int k = 0; k < width; k++) {
        float old = copy.getAtIndex(JAVA_FLOAT, start + k);
        copy.setAtIndex(JAVA_FLOAT, start + k, replaces[i] ? vector[k] : old + vector[k]);
      }
      editsDone++;
      any = true;
    }
    return any;
  }

  /// @param counts whether the readings done count, or replace ones that did
  void copyOut(MemorySegment copy, Range range, boolean counts) {
    for (int i = 0; i < reads; i++) {
      if (!range.holds(readRows[i])) {
        continue;
      }
      long start = 4L * range.index(readRows[i]) * width;
      MemorySegment.copy(copy, JAVA_FLOAT, start, targets[i], offsets[i], width);
      readsDone += counts ? 1 : 0;
    }
  }
}
