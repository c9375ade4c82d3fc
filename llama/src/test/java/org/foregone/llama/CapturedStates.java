package org.foregone.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.foregone.tensors.Safetensors;
import tools.jackson.databind.JsonNode;

/// Everything that the oracle stores of some positions, as this binding computes it: one array a
/// site, row-major.
final class CapturedStates {
  final int layers;
  final int width;
  private final float[][] sites; // embedding, blocks, final norm
  private final float[][] logits;

  CapturedStates(LlamaModel model, int rows) {
    layers = model.layers();
    width = model.width();
    sites = new float[layers + 2][rows * width];
    logits = new float[rows][];
  }

  /// Asks for all states of a row of the batch about to be decoded.
  void ask(StateTap tap, int batchRow, int row) {
    tap.readEmbedding(batchRow, sites[0], row * width);
    for (int block = 0; block < layers; block++) {
      tap.readBlock(block, batchRow, sites[block + 1], row * width);
    }
    tap.readFinalNorm(batchRow, sites[layers + 1], row * width);
  }

  void takeLogits(LlamaContext context, int batchRow, int row) {
    logits[row] = context.copyLogits(batchRow);
  }

  float[] block(int block) {
    return sites[block + 1];
  }

  float[] finalNorm() {
    return sites[layers + 1];
  }

  float[] logits(int row) {
    return logits[row];
  }

  /// Compares with the stored tensors whose names start with `prefix`.
  ///
  /// @param tolerance the manifest's `recommended.ref` or `recommended.default`
  void agreesWith(Safetensors oracle, String prefix, JsonNode tolerance) {
    if (oracle.names().contains(prefix + ".embd")) {
      assertThat(sites[0]).as("embedding").containsExactly(oracle.floats(prefix + ".embd"));
    }
    float[] stored = oracle.floats(prefix + ".layers");
    for (int block = 0; block < layers; block++) {
      int size = block(block).length;
      closeRows(
          prefix + " block " + block,
          block(block),
          Arrays.copyOfRange(stored, block * size, (block + 1) * size),
          tolerance);
    }
    closeRows(prefix + " final norm", finalNorm(), oracle.floats(prefix + ".norm"), tolerance);
    float[] expected = oracle.floats(prefix + ".logits");
    double worst = 0;
    for (int row = 0; row < logits.length; row++) {
      int vocabulary = logits[row].length;
      for (int t = 0; t < vocabulary; t++) {
        worst = Math.max(worst, Math.abs(logits[row][t] - expected[row * vocabulary + t]));
      }
    }
    assertThat(worst)
        .as(prefix + " logits")
        .isLessThanOrEqualTo(tolerance.path("logits_max_abs").asDouble());
  }

  private void closeRows(String what, float[] found, float[] expected, JsonNode tolerance) {
    assertThat(found).as(what).hasSameSizeAs(expected);
    for (int row = 0; row < found.length / width; row++) {
      double difference = 0;
      double product = 0;
      double foundNorm = 0;
      double expectedNorm = 0;
      double largest = 0;
      for (int i = row * width; i < (row + 1) * width; i++) {
        double d = (double) found[i] - expected[i];
        difference += d * d;
        product += (double) found[i] * expected[i];
        foundNorm += (double) found[i] * found[i];
        expectedNorm += (double) expected[i] * expected[i];
        largest = Math.max(largest, Math.abs(d));
      }
      String where = what + ", row " + row;
      assertThat(Math.sqrt(difference / expectedNorm))
          .as("%s: relative distance", where)
          .isLessThanOrEqualTo(tolerance.path("row_relative_l2").asDouble());
      assertThat(1 - product / Math.sqrt(foundNorm * expectedNorm))
          .as("%s: one minus cosine", where)
          .isLessThanOrEqualTo(tolerance.path("one_minus_cosine").asDouble());
      assertThat(largest)
          .as("%s: largest difference", where)
          .isLessThanOrEqualTo(tolerance.path("hidden_max_abs").asDouble());
    }
  }

  /// Decodes a prompt in sequence 0 and captures what the oracle stores of it.
  ///
  /// @param step tokens a decode
  static CapturedStates ofPrompt(LlamaContext context, OracleModel.Sequence sequence, int step) {
    int[] tokens = sequence.tokens();
    CapturedStates states = new CapturedStates(context.model(), sequence.rows().length);
    context.clear();
    try (Batch batch = new Batch(step)) {
      for (int from = 0; from < tokens.length; from += step) {
        int to = Math.min(tokens.length, from + step);
        int start = from;
        batch.clear();
        for (int i = from; i < to; i++) {
          int row = batch.add(tokens[i], i, 0, true);
          int stored = Arrays.binarySearch(sequence.rows(), i);
          if (stored >= 0) {
            states.ask(context.tap(), row, stored);
          }
        }
        assertThat(context.decode(batch)).isEqualTo(LlamaContext.Decoded.DONE);
        IntStream.range(0, sequence.rows().length)
            .filter(k -> sequence.rows()[k] >= start && sequence.rows()[k] < to)
            .forEach(k -> states.takeLogits(context, sequence.rows()[k] - start, k));
      }
    }
    return states;
  }
}
