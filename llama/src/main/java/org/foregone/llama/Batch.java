package org.foregone.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.foregone.llama.internal.Layouts.BATCH;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.foregone.llama.internal.Layouts;

/// Tokens to decode together, in native arrays that are reused: fill, [LlamaContext#decode], clear.
/// One thread at a time uses a batch.
public final class Batch implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final int capacity;
  private final MemorySegment struct = arena.allocate(BATCH);
  private final MemorySegment tokens;
  private final MemorySegment positions;
  private final MemorySegment sequences;
  private final MemorySegment outputs;
  private int size;

  /// @param capacity most tokens it can hold
  public Batch(int capacity) {
    this.capacity = capacity;
    tokens = arena.allocate(JAVA_INT, capacity);
    positions = arena.allocate(JAVA_INT, capacity);
    sequences = arena.allocate(JAVA_INT, capacity);
    outputs = arena.allocate(JAVA_BYTE, capacity);
    MemorySegment sequenceCounts = arena.allocate(JAVA_INT, capacity);
    MemorySegment sequenceLists = arena.allocate(ADDRESS, capacity);
    for (int i = 0; i < capacity; i++) {
      sequenceCounts.setAtIndex(JAVA_INT, i, 1);
      sequenceLists.setAtIndex(ADDRESS, i, sequences.asSlice(4L * i));
    }
    Layouts.set(BATCH, struct, "token", tokens);
    Layouts.set(BATCH, struct, "pos", positions);
    Layouts.set(BATCH, struct, "n_seq_id", sequenceCounts);
    Layouts.set(BATCH, struct, "seq_id", sequenceLists);
    Layouts.set(BATCH, struct, "logits", outputs);
  }

  /// Adds one token.
  ///
  /// @param position its place in the sequence, which must be the sequence's next
  /// @param output whether to compute its logits
  /// @return its row, by which [LlamaContext#logits] finds the logits
  public int add(int token, int position, int sequence, boolean output) {
    if (size == capacity) {
      throw new IllegalStateException("the batch is full: " + capacity + " tokens");
    }
    tokens.setAtIndex(JAVA_INT, size, token);
    positions.setAtIndex(JAVA_INT, size, position);
    sequences.setAtIndex(JAVA_INT, size, sequence);
    outputs.set(JAVA_BYTE, size, (byte) (output ? 1 : 0));
    return size++;
  }

  /// Number of tokens in it.
  public int size() {
    return size;
  }

  public int capacity() {
    return capacity;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public void clear() {
    size = 0;
  }

  boolean output(int row) {
    return outputs.get(JAVA_BYTE, row) != 0;
  }

  int sequence(int row) {
    return sequences.getAtIndex(JAVA_INT, row);
  }

  int token(int row) {
    return tokens.getAtIndex(JAVA_INT, row);
  }

  /// The C struct with the tokens added so far.
  MemorySegment struct() {
    Layouts.set(BATCH, struct, "n_tokens", size);
    return struct;
  }

  @Override
  public void close() {
    arena.close();
  }
}
