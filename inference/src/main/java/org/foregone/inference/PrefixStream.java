package org.foregone.inference;

import java.util.Arrays;
import java.util.Objects;
import org.foregone.llama.Batch;
import org.foregone.llama.LlamaContext;
import org.jspecify.annotations.Nullable;

/// The KV stream in which prefixes are decoded before they are forked. It keeps what it holds, so
/// that a prefix sharing its beginning with the last one decodes only the rest.
///
/// Prefixes are decoded alone and in chunks that start at multiples of the chunk size: the cache
/// cells of a chunk are then a function of the tokens up to its end, bit for bit, whether it was
/// reused or computed afresh. Where states of the last block or behind it are captured, a whole
/// chunk is computed to its end for the same reason: its last bits must not depend on which of its
/// positions were asked for.
final class PrefixStream {
  private final LlamaContext context;
  private final Batch batch;
  private final int sequence;
  private final int chunk;
  private final boolean trimmable;
  private final int lastBlock;
  private int[] held = new int[0];
  private @Nullable StateEdit heldEdit;

  /// @param trimmable false for models with recurrent state, whose past cannot be cut
  PrefixStream(LlamaContext context, int sequence, int chunk, boolean trimmable) {
    this.context = context;
    this.batch = new Batch(chunk);
    this.sequence = sequence;
    this.chunk = chunk;
    this.trimmable = trimmable;
    this.lastBlock = context.model().layers() - 1;
  }

  /// Makes the stream hold exactly the first `count` tokens of `prefix`.
  ///
  /// @param edit a change of hidden states on the way
  /// @param recorder gets the states of the positions it lacks, decoded again where they are held
  void hold(int[] prefix, int count, @Nullable StateEdit edit, @Nullable StateRecorder recorder) {
    StateEdit reaching = edit != null && edit.from() < count ? edit : null;
    int keep = keepable(prefix, count, reaching);
    if (recorder != null && recorder.next() < keep) {
      keep = trimmable ? recorder.next() / chunk * chunk : 0;
    }
    if (keep < held.length) {
      context.remove(sequence, keep == 0 ? -1 : keep, -1);
    }
    held = Arrays.copyOf(held, keep);
    heldEdit = reaching;
    for (int from = keep; from < count; from += chunk) {
      int to = Math.min(count, from + chunk);
      decode(prefix, from, to, reaching, recorder);
      held = Arrays.copyOf(prefix, to);
    }
  }

  private void decode(
      int[] prefix, int from, int to, @Nullable StateEdit edit, @Nullable StateRecorder recorder) {
    boolean outputs = recorder != null && recorder.next() < to && recorder.needsOutputs();
    if (outputs) {
      context.tap().skipLogits();
    }
    batch.clear();
    for (int i = from; i < to; i++) {
      int row = batch.add(prefix[i], i, sequence, outputs);
      if (edit != null && (outputs || edit.block() < lastBlock)) { // else nobody would see it
        edit.ask(context.tap(), i, row);
      }
      if (recorder != null) {
        recorder.ask(context.tap(), i, row);
      }
    }
    LlamaEngine.decode(context, batch);
  }

  /// How much of what is held can stay: what was computed from the same tokens under the same edit.
  private int keepable(int[] prefix, int count, @Nullable StateEdit edit) {
    int differs = Arrays.mismatch(held, 0, held.length, prefix, 0, count);
    boolean sameEdit = Objects.equals(heldEdit, edit);
    if (differs < 0 && sameEdit) {
      return held.length;
    }
    if (!trimmable) {
      return 0;
    }
    int same = differs < 0 ? count : differs;
    if (!sameEdit) {
      same = Math.min(same, Math.min(start(heldEdit), start(edit)));
    }
    return same / chunk * chunk;
  }

  private static int start(@Nullable StateEdit edit) {
    return edit == null ? Integer.MAX_VALUE : edit.from();
  }

  /// Empties the stream.
  void forget() {
    context.remove(sequence);
    held = new int[0];
    heldEdit = null;
  }

  void forkTo(int target) {
    if (held.length == 0) {
      context.remove(target);
    } else {
      context.copy(sequence, target);
    }
  }

  void close() {
    batch.close();
  }
}
