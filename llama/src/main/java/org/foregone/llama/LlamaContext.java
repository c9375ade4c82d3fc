package org.foregone.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.foregone.llama.internal.Layouts.CONTEXT_PARAMS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.BitSet;
import java.util.function.BooleanSupplier;
import org.foregone.llama.internal.Callbacks;
import org.foregone.llama.internal.Layouts;
import org.foregone.llama.internal.Libllama;
import org.foregone.llama.internal.Native;
import org.jspecify.annotations.Nullable;

/// What a model runs in: the cache of several sequences, and the outputs of the last decode.
///
/// One thread at a time uses a context; another may use it later. It must be closed before its
/// model. Arguments that would make the library end the process are refused here.
public final class LlamaContext implements AutoCloseable {
  private final LlamaModel model;
  private final ContextOptions options;
  private final Libllama llama;
  private final MemorySegment handle;
  private final MemorySegment memory;
  private final int vocabularySize;
  private final int batchTokens;
  private final BitSet outputs = new BitSet();
  private final @Nullable StateTap tap;
  private boolean closed;

  private LlamaContext(
      LlamaModel model, ContextOptions options, MemorySegment handle, @Nullable StateTap tap) {
    this.model = model;
    this.options = options;
    this.llama = model.library().llama();
    this.handle = handle;
    this.tap = tap;
    this.memory = Native.get(() -> (MemorySegment) llama.getMemory.invokeExact(handle));
    this.vocabularySize = model.vocabulary().size();
    this.batchTokens = Native.get(() -> (int) llama.nBatch.invokeExact(handle));
  }

  static LlamaContext open(LlamaModel model, ContextOptions options) {
    Libllama llama = model.library().llama();
    long mark = model.library().log().mark();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment params =
          Native.get(
              () ->
                  (MemorySegment) llama.contextDefaultParams.invokeExact((SegmentAllocator) arena));
      Layouts.set(CONTEXT_PARAMS, params, "n_ctx", options.contextTokens());
      Layouts.set(CONTEXT_PARAMS, params, "n_batch", options.batchTokens());
      Layouts.set(CONTEXT_PARAMS, params, "n_ubatch", options.ubatchTokens());
      Layouts.set(CONTEXT_PARAMS, params, "n_seq_max", options.sequences());
      Layouts.set(CONTEXT_PARAMS, params, "n_threads", options.threads());
      Layouts.set(CONTEXT_PARAMS, params, "n_threads_batch", options.batchThreads());
      Layouts.set(CONTEXT_PARAMS, params, "flash_attn_type", options.flashAttention().code);
      Layouts.set(CONTEXT_PARAMS, params, "type_k", options.keys().code);
      Layouts.set(CONTEXT_PARAMS, params, "type_v", options.values().code);
      Layouts.set(CONTEXT_PARAMS, params, "kv_unified", options.unifiedCache());
      Layouts.set(CONTEXT_PARAMS, params, "swa_full", options.fullSlidingWindow());
      Layouts.set(CONTEXT_PARAMS, params, "no_perf", true);
      StateTap tap = options.stateTap() ? new StateTap(model, options.ubatchTokens()) : null;
      if (tap != null) {
        Layouts.set(CONTEXT_PARAMS, params, "cb_eval", tap.callback());
      }
      MemorySegment modelHandle = model.handle();
      MemorySegment context =
          Native.get(() -> (MemorySegment) llama.initFromModel.invokeExact(modelHandle, params));
      if (Native.isNull(context)) {
        if (tap != null) {
          tap.close();
        }
        throw new LlamaException(
            "no context of %d tokens for %d sequences can be made for %s: %s\nhint: a shorter context, fewer sequences or a smaller cache type needs less memory"
                .formatted(
                    options.contextTokens(),
                    options.sequences(),
                    model.file(),
                    model.library().log().reasonSince(mark)));
      }
      return new LlamaContext(model, options, context, tap);
    }
  }

  /// How a decode ended.
  public enum Decoded {
    /// All tokens are in the cache and the outputs are there.
    DONE,
    /// The cache has no room for the batch; nothing was added. Remove sequences or decode less.
    NO_ROOM,
    /// It was cancelled; a part of the batch may be in the cache: ask [#lastPosition] or clear.
    CANCELLED
  }

  public LlamaModel model() {
    return model;
  }

  public ContextOptions options() {
    return options;
  }

  /// The tap on the hidden states of the next decode.
  ///
  /// @throws IllegalStateException when the context was made without one
  public StateTap tap() {
    if (tap == null) {
      throw new IllegalStateException("the context was made without a state tap");
    }
    return tap;
  }

  /// Adds a vector to the output of one block at every position decoded from now on, in all
  /// sequences. The first block cannot be steered so; [StateTap] can edit it.
  ///
  /// @param block `1 .. layers - 1`
  /// @param vector as wide as the hidden state, or null to take the vector away again
  public void controlVector(int block, float @Nullable [] vector) {
    int layers = model.layers();
    int width = model.width();
    if (vector != null && (block < 1 || block >= layers || vector.length != width)) {
      throw new IllegalArgumentException(
          "a control vector has %d numbers and is for a block in 1..%d, not %d numbers for block %d"
              .formatted(width, layers - 1, vector.length, block));
    }
    try (Arena arena = Arena.ofConfined()) {
      long length = (long) (layers - 1) * width; // the library's rows start at block 1
      MemorySegment rows = vector == null ? MemorySegment.NULL : arena.allocate(JAVA_FLOAT, length);
      if (vector != null) {
        MemorySegment.copy(vector, 0, rows, JAVA_FLOAT, 4L * (block - 1) * width, width);
      }
      int result =
          Native.get(
              () ->
                  (int)
                      llama.setAdapterCvec.invokeExact(
                          handle(), rows, length, width, block, block));
      if (result != 0) {
        throw new LlamaException(
            "llama.cpp does not take a control vector for block " + block + " of " + model.file());
      }
    }
  }

  /// Runs a batch through the model and adds it to the cache. What was asked of the tap is done and
  /// forgotten.
  ///
  /// @throws LlamaException when the library refuses the batch (positions that do not follow on,
  ///     for
  ///     instance) or fails
  public Decoded decode(Batch batch) {
    if (tap == null || tap.idle()) {
      return decode(batch, true);
    }
    boolean logits = !tap.skipsLogits();
    return tap.during(batch, () -> decode(batch, logits));
  }

  private Decoded decode(Batch batch, boolean logits) {
    check(batch);
    outputs.clear();
    MemorySegment struct = batch.struct();
    long mark = model.library().log().mark();
    int result = Native.get(() -> (int) llama.decode.invokeExact(handle(), struct));
    if (result == 0 && logits) {
      for (int row = 0; row < batch.size(); row++) {
        outputs.set(row, batch.output(row));
      }
    }
    return switch (result) {
      case 0 -> Decoded.DONE;
      case 1 -> Decoded.NO_ROOM;
      case 2 -> Decoded.CANCELLED;
      default ->
          throw new LlamaException(
              "llama.cpp cannot decode a batch of %d tokens (code %d): %s"
                  .formatted(batch.size(), result, model.library().log().reasonSince(mark)));
    };
  }

  /// As [#decode(Batch)], but asks again and again whether to stop. The question is put on the
  /// calling thread between parts of the computation, so it must be quick; an exception from it
  /// cancels too and is thrown here.
  public Decoded decode(Batch batch, BooleanSupplier cancelled) {
    RuntimeException[] thrown = {null};
    Callbacks.Abort abort =
        () -> {
          try {
            return cancelled.getAsBoolean();
          } catch (RuntimeException e) {
            thrown[0] = e;
            return true;
          }
        };
    try (Arena arena = Arena.ofShared()) { // the question may come from a thread of the library
      setAbort(Callbacks.abort(abort, arena));
      Decoded result;
      try {
        result = decode(batch);
        synchronize();
      } finally {
        setAbort(MemorySegment.NULL);
      }
      if (thrown[0] != null) {
        throw thrown[0];
      }
      return result;
    }
  }

  private void setAbort(MemorySegment callback) {
    Native.run(
        () -> {
          llama.setAbortCallback.invokeExact(handle(), callback, MemorySegment.NULL);
        });
  }

  /// The library asserts on these or reads out of bounds.
  private void check(Batch batch) {
    if (batch.isEmpty() || batch.size() > batchTokens) {
      throw new IllegalArgumentException(
          "a batch must have 1 to " + batchTokens + " tokens, not " + batch.size());
    }
    for (int row = 0; row < batch.size(); row++) {
      int token = batch.token(row);
      if (token < 0 || token >= vocabularySize) {
        throw new IllegalArgumentException(
            "token %d in row %d is not in the vocabulary (0..%d)"
                .formatted(token, row, vocabularySize - 1));
      }
      checkSequence(batch.sequence(row));
    }
  }

  private void checkSequence(int sequence) {
    if (sequence < 0 || sequence >= options.sequences()) {
      throw new IllegalArgumentException(
          "sequence %d is not in 0..%d".formatted(sequence, options.sequences() - 1));
    }
  }

  /// The logits of one row of the last batch: [LlamaVocabulary#size] floats in native memory, valid
  /// until the next decode, read-only.
  ///
  /// @param row the row that [Batch#add] returned, added with `output`
  public MemorySegment logits(int row) {
    checkRow(row);
    MemorySegment found =
        Native.get(() -> (MemorySegment) llama.getLogitsIth.invokeExact(handle(), row));
    return found.reinterpret(4L * vocabularySize).asReadOnly();
  }

  /// A copy of the logits of one row.
  public float[] copyLogits(int row) {
    return logits(row).toArray(JAVA_FLOAT);
  }

  void checkRow(int row) {
    if (row < 0 || !outputs.get(row)) {
      throw new IllegalArgumentException("row " + row + " of the last batch has no logits");
    }
  }

  /// Waits until the last decode has been computed. Reading logits does this too.
  public void synchronize() {
    Native.run(
        () -> {
          llama.synchronize.invokeExact(handle());
        });
  }

  /// Room for tokens in the whole cache.
  public int contextTokens() {
    return Native.get(() -> (int) llama.nCtx.invokeExact(handle()));
  }

  /// Room for tokens in one sequence: the longest that it can get.
  public int sequenceTokens() {
    return Native.get(() -> (int) llama.nCtxSeq.invokeExact(handle()));
  }

  /// Number of sequences.
  public int sequences() {
    return Native.get(() -> (int) llama.nSeqMax.invokeExact(handle()));
  }

  /// Most tokens in one decode.
  public int batchTokens() {
    return batchTokens;
  }

  /// Most tokens computed at once.
  public int ubatchTokens() {
    return Native.get(() -> (int) llama.nUbatch.invokeExact(handle()));
  }

  /// Sets the number of threads.
  ///
  /// @param single for one token at a time
  /// @param batch for several
  public void threads(int single, int batch) {
    Native.run(
        () -> {
          llama.setNThreads.invokeExact(handle(), single, batch);
        });
  }

  /// Empties the cache of all sequences.
  public void clear() {
    handle();
    Native.run(
        () -> {
          llama.memoryClear.invokeExact(memory, true);
        });
  }

  /// Makes `to` a copy of the whole of `from`: a fork. With a unified cache the two share cells and
  /// nothing is computed or moved.
  public void copy(int from, int to) {
    copy(from, to, -1, -1);
  }

  /// Adds the positions `start <= p < end` of one sequence to another. Without a unified cache only
  /// a whole sequence can be copied.
  ///
  /// @param start first position, or -1 for the beginning
  /// @param end position after the last, or -1 for the end
  public void copy(int from, int to, int start, int end) {
    checkSequence(from);
    checkSequence(to);
    if (!options.unifiedCache() && (start > 0 || end >= 0)) {
      throw new IllegalArgumentException(
          "without a unified cache only a whole sequence can be copied; copy it and remove the tail");
    }
    handle();
    Native.run(
        () -> {
          llama.memorySeqCp.invokeExact(memory, from, to, start, end);
        });
  }

  /// Removes the positions `start <= p < end` of a sequence.
  ///
  /// @param start first position, or -1 for the beginning
  /// @param end position after the last, or -1 for the end
  /// @return false when the model cannot (a part of a sequence of a hybrid or recurrent model)
  public boolean remove(int sequence, int start, int end) {
    checkSequence(sequence);
    handle();
    return Native.get(() -> (boolean) llama.memorySeqRm.invokeExact(memory, sequence, start, end));
  }

  /// Removes a whole sequence.
  public void remove(int sequence) {
    remove(sequence, -1, -1);
  }

  /// The first position of a sequence that all layers hold, -1 when it is empty.
  public int firstPosition(int sequence) {
    checkSequence(sequence);
    handle();
    return Native.get(() -> (int) llama.memorySeqPosMin.invokeExact(memory, sequence));
  }

  /// The last position of a sequence, -1 when it is empty.
  public int lastPosition(int sequence) {
    checkSequence(sequence);
    handle();
    return Native.get(() -> (int) llama.memorySeqPosMax.invokeExact(memory, sequence));
  }

  /// The cache of one sequence as bytes, to be restored in a context with the same options.
  public byte[] save(int sequence) {
    checkSequence(sequence);
    long size = Native.get(() -> (long) llama.stateSeqGetSize.invokeExact(handle(), sequence));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(size);
      long written =
          Native.get(
              () -> (long) llama.stateSeqGetData.invokeExact(handle(), buffer, size, sequence));
      return buffer.asSlice(0, written).toArray(JAVA_BYTE);
    }
  }

  /// Replaces a sequence by one that [#save] returned.
  ///
  /// @throws LlamaException when the bytes do not fit this context
  public void restore(int sequence, byte[] saved) {
    checkSequence(sequence);
    long mark = model.library().log().mark();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocateFrom(JAVA_BYTE, saved);
      long read =
          Native.get(
              () ->
                  (long)
                      llama.stateSeqSetData.invokeExact(
                          handle(), buffer, (long) saved.length, sequence));
      if (read == 0) {
        throw new LlamaException(
            "a saved sequence does not fit this context: "
                + model.library().log().reasonSince(mark));
      }
    }
  }

  @Override
  public void close() {
    if (!closed) {
      MemorySegment context = handle();
      closed = true;
      Native.run(
          () -> {
            llama.contextFree.invokeExact(context);
          });
      if (tap != null) {
        tap.close();
      }
    }
  }

  MemorySegment handle() {
    if (closed) {
      throw new IllegalStateException("the context is closed");
    }
    return handle;
  }
}
