package org.foregone.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.foregone.llama.OracleModel.Sequence;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Numbers and greedy continuations against PyTorch with transformers, for every oracle model, at
/// reference and default settings, however the prompt is decoded.
@Tag("fixtures")
class OracleGenerationTests {
  private static final int ROOM = 2048;

  @TestFactory
  List<DynamicTest> logits() {
    List<DynamicTest> tests = new ArrayList<>();
    for (OracleModel oracle : OracleModel.all()) {
      for (boolean reference : new boolean[] {true, false}) {
        String settings = reference ? "ref" : "default";
        JsonNode tolerance =
            oracle.manifest().path("recommended").path(settings).path("logits_max_abs");
        for (Sequence sequence : oracle.sequences()) {
          tests.add(
              oracle.test(
                  settings + " logits of " + sequence.name(),
                  () -> {
                    assumeTrue(tolerance.isNumber(), "SKIPPED: the manifest gives no tolerance");
                    checkLogits(oracle, sequence, reference, tolerance.asDouble());
                  }));
        }
      }
    }
    return tests;
  }

  private static void checkLogits(
      OracleModel oracle, Sequence sequence, boolean reference, double tolerance) {
    try (LlamaModel model = oracle.open();
        LlamaContext context = model.context(options(reference, 1, 512));
        Batch batch = new Batch(sequence.tokens().length)) {
      int row = Greedy.prefill(context, batch, sequence.tokens());
      float[] found = context.copyLogits(row);
      float[] expected = oracle.lastRow(sequence.name() + ".logits", found.length);
      for (int token = 0; token < found.length; token++) {
        assertThat((double) Math.abs(found[token] - expected[token]))
            .as("token %d", token)
            .isLessThanOrEqualTo(tolerance);
      }
    }
  }

  @TestFactory
  List<DynamicTest> greedyContinuations() {
    List<DynamicTest> tests = new ArrayList<>();
    for (OracleModel oracle : OracleModel.all()) {
      for (boolean reference : new boolean[] {true, false}) {
        for (boolean unified : new boolean[] {true, false}) {
          String name =
              (reference ? "reference" : "default") + (unified ? "" : ", a cache per sequence");
          tests.add(oracle.test("greedy, " + name, () -> checkGreedy(oracle, reference, unified)));
        }
      }
    }
    return tests;
  }

  private static void checkGreedy(OracleModel oracle, boolean reference, boolean unified) {
    String stated =
        oracle
            .manifest()
            .path("recommended")
            .path(reference ? "ref" : "default")
            .path("greedy")
            .asString();
    assumeTrue(stated.startsWith("equal"), "SKIPPED: the manifest says: " + stated);
    try (LlamaModel model = oracle.open();
        SamplerChain greedy = SamplerChain.of(model, SamplerSettings.greedy());
        LlamaContext whole = model.context(options(reference, 1, 512).withUnifiedCache(unified));
        LlamaContext parts = model.context(options(reference, 1, 16).withUnifiedCache(unified));
        LlamaContext forks = model.context(options(reference, 5, 512).withUnifiedCache(unified))) {
      for (Sequence sequence : oracle.sequences()) {
        int[] prompt = sequence.tokens();
        int[] expected = sequence.greedy();
        int count = expected.length;
        assertThat(Greedy.prefilled(whole, greedy, prompt, count))
            .as("%s in one batch", sequence.name())
            .containsExactly(expected);
        assertThat(Greedy.stepped(whole, greedy, prompt, count))
            .as("%s one token at a time", sequence.name())
            .containsExactly(expected);
        assertThat(Greedy.prefilled(parts, greedy, prompt, count))
            .as("%s, 16 tokens computed at once", sequence.name())
            .containsExactly(expected);
        for (int[] found : Greedy.forked(forks, greedy, prompt, count)) {
          assertThat(found).as("%s forked", sequence.name()).containsExactly(expected);
        }
      }
    }
  }

  private static ContextOptions options(boolean reference, int sequences, int ubatch) {
    ContextOptions options =
        ContextOptions.of(ROOM * sequences)
            .withBatch(ROOM, ubatch)
            .withSequences(sequences)
            .withThreads(1, 1);
    return reference ? options.reference() : options;
  }
}
