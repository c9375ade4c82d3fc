package org.foregone.inference;

import java.util.Arrays;
import org.foregone.llama.Batch;
import org.foregone.llama.LlamaContext;
import org.foregone.llama.LlamaException;
import org.foregone.llama.StateTap;

/// Reads one given sequence through a model, without continuing it: the hidden states at any of its
/// positions, and the logits.
public final class StateReader {
  private final LocalModel model;
  private final LlamaOptions options;

  /// @param options context length, chunk, cache and attention; the width is not used
  public StateReader(LocalModel model, LlamaOptions options) {
    this.model = model;
    this.options = options;
  }

  /// What was read.
  ///
  /// @param logits row-major `[positions x vocabulary]`, empty when not asked for
  public record Reading(States states, float[] logits) {}

  /// @param tokens the sequence, decoded exactly as given (no BOS added)
  /// @param capture positions must be in the sequence, sites in the model
  /// @throws EngineException when it does not fit the context or the model computes no such states
  public Reading read(int[] tokens, Capture capture, boolean logits) {
    int vocabulary = model.vocabulary().size();
    int[] positions = capture.positions();
    if (logits && (long) positions.length * vocabulary > Integer.MAX_VALUE - 8) {
      throw new EngineException(
          "logits of %,d positions by %,d tokens are too many for one tensor; ask for at most %,d positions"
              .formatted(positions.length, vocabulary, (Integer.MAX_VALUE - 8) / vocabulary));
    }
    float[] rows = new float[logits ? positions.length * vocabulary : 0];
    StateRecorder recorder = new StateRecorder(capture, model.card(), tokens.length);
    try (LlamaContext context = model.context(options, 1, true);
        Batch batch = new Batch(options.chunk())) {
      StateTap tap = context.tap();
      int done = 0;
      for (int from = 0; from < tokens.length; from += options.chunk()) {
        int to = Math.min(tokens.length, from + options.chunk());
        int end = lowerBound(positions, to);
        boolean outputs = end > done && (logits || recorder.needsOutputs());
        batch.clear();
        for (int i = from; i < to; i++) {
          recorder.ask(tap, i, batch.add(tokens[i], i, 0, outputs));
        }
        if (outputs && !logits) {
          tap.skipLogits();
        }
        LlamaEngine.decode(context, batch);
        for (; done < end; done++) {
          if (logits) {
            float[] row = context.copyLogits(positions[done] - from);
            System.arraycopy(row, 0, rows, done * vocabulary, vocabulary);
          }
        }
      }
    } catch (LlamaException e) {
      throw new EngineException(String.valueOf(e.getMessage()), e);
    }
    return new Reading(recorder.states(), rows);
  }

  /// How many of the ascending positions are below `end`.
  private static int lowerBound(int[] positions, int end) {
    int at = Arrays.binarySearch(positions, end);
    return at >= 0 ? at : -at - 1;
  }
}
