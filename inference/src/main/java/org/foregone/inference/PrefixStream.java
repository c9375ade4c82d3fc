package org.foregone.inference;

import java.util.Arrays;
import org.foregone.llama.Batch;
import org.foregone.llama.LlamaContext;

/// The KV stream in which prefixes are decoded before they are forked. It keeps what it holds, so
/// that a prefix sharing its beginning with the last one decodes only the rest.
///
/// Prefixes are decoded alone and in chunks that start at multiples of the chunk size: the cache
/// cells of a chunk are then a function of the tokens up to its end, bit for bit, whether it was
/// reused or computed afresh.
final class PrefixStream {
  private final LlamaContext context;
  private final Batch batch;
  private final int sequence;
  private final int chunk;
  private final boolean trimmable;
  private int[] held = new int[0];

  /// @param trimmable false for models with recurrent state, whose past cannot be cut
  PrefixStream(LlamaContext context, int sequence, int chunk, boolean trimmable) {
    this.context = context;
    this.batch = new Batch(chunk);
    this.sequence = sequence;
    this.chunk = chunk;
    this.trimmable = trimmable;
  }

  /// Makes the stream hold exactly the first `count` tokens of `prefix`.
  void hold(int[] prefix, int count) {
    int keep = keepable(prefix, count);
    if (keep < held.length) {
      context.remove(sequence, keep == 0 ? -1 : keep, -1);
    }
    held = Arrays.copyOf(held, keep);
    for (int from = keep; from < count; from += chunk) {
      int to = Math.min(count, from + chunk);
      batch.clear();
      for (int i = from; i < to; i++) {
        batch.add(prefix[i], i, sequence, false);
      }
      LlamaEngine.decode(context, batch);
      held = Arrays.copyOf(prefix, to);
    }
  }

  private int keepable(int[] prefix, int count) {
    int differs = Arrays.mismatch(held, 0, held.length, prefix, 0, count);
    if (differs < 0) {
      return held.length;
    }
    if (!trimmable) {
      return 0;
    }
    return differs / chunk * chunk;
  }

  /// Empties the stream.
  void forget() {
    context.remove(sequence);
    held = new int[0];
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
