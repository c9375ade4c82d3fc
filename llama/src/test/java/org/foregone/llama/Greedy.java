package org.foregone.llama;

import java.util.Arrays;
import java.util.List;

/// The ways of decoding a prompt and continuing it by the most likely token that must all agree.
final class Greedy {
  private Greedy() {}

  /// Decodes the prompt in one batch.
  static int[] prefilled(LlamaContext context, SamplerChain greedy, int[] prompt, int count) {
    try (Batch batch = new Batch(prompt.length)) {
      context.clear();
      int row = prefill(context, batch, prompt);
      return continued(context, greedy, batch, row, new int[] {0}, prompt.length, count).getFirst();
    }
  }

  /// Decodes the prompt one token at a time.
  static int[] stepped(LlamaContext context, SamplerChain greedy, int[] prompt, int count) {
    try (Batch batch = new Batch(1)) {
      context.clear();
      int row = 0;
      for (int position = 0; position < prompt.length; position++) {
        batch.clear();
        row = batch.add(prompt[position], position, 0, true);
        decode(context, batch);
      }
      return continued(context, greedy, batch, row, new int[] {0}, prompt.length, count).getFirst();
    }
  }

  /// Decodes the prompt in sequence 0, copies it to all others and continues those together.
  static List<int[]> forked(LlamaContext context, SamplerChain greedy, int[] prompt, int count) {
    int[] sequences = new int[context.sequences() - 1];
    try (Batch batch = new Batch(Math.max(prompt.length, sequences.length))) {
      context.clear();
      int row = prefill(context, batch, prompt);
      for (int i = 0; i < sequences.length; i++) {
        sequences[i] = i + 1;
        context.copy(0, i + 1);
      }
      return continued(context, greedy, batch, row, sequences, prompt.length, count);
    }
  }

  /// Fills and decodes a prompt in sequence 0; the row of its last token.
  static int prefill(LlamaContext context, Batch batch, int[] prompt) {
    batch.clear();
    int row = 0;
    for (int position = 0; position < prompt.length; position++) {
      row = batch.add(prompt[position], position, 0, position == prompt.length - 1);
    }
    decode(context, batch);
    return row;
  }

  private static List<int[]> continued(
      LlamaContext context,
      SamplerChain greedy,
      Batch batch,
      int promptRow,
      int[] sequences,
      int from,
      int count) {
    List<int[]> results = Arrays.stream(sequences).mapToObj(s -> new int[count]).toList();
    int[] rows = new int[sequences.length];
    Arrays.fill(rows, promptRow);
    for (int i = 0; i < count; i++) {
      for (int s = 0; s < sequences.length; s++) {
        results.get(s)[i] = greedy.sample(context, rows[s], 0);
      }
      batch.clear();
      for (int s = 0; s < sequences.length; s++) {
        rows[s] = batch.add(results.get(s)[i], from + i, sequences[s], true);
      }
      decode(context, batch);
    }
    return results;
  }

  private static void decode(LlamaContext context, Batch batch) {
    if (context.decode(batch) != LlamaContext.Decoded.DONE) {
      throw new AssertionError("a decode was not done");
    }
  }
}
