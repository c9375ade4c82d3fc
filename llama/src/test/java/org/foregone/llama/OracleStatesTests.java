package org.foregone.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.foregone.llama.LlamaContext.Decoded;
import org.foregone.llama.OracleModel.Sequence;
import org.foregone.tensors.Safetensors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Hidden states and logits against PyTorch with transformers, for every oracle model, at reference
/// and default settings, however the tokens are decoded; and states changed on the way.
@Tag("fixtures")
class OracleStatesTests {
  private static final int ROOM = 1024;
  private static final int FORKS = 4;

  private interface Body {
    void run(LlamaContext context, OracleModel oracle, Safetensors stored, JsonNode tolerance);
  }

  @TestFactory
  List<DynamicTest> promptInOneBatch() {
    return each(
        "prompts in one batch", 1, 512, (c, o, s, t) -> prompts(c, o, s, t, Integer.MAX_VALUE));
  }

  @TestFactory
  List<DynamicTest> promptInSeveralParts() {
    return each(
        "prompts computed 16 tokens at once",
        1,
        16,
        (c, o, s, t) -> prompts(c, o, s, t, Integer.MAX_VALUE));
  }

  @TestFactory
  List<DynamicTest> promptTokenByToken() {
    return each("prompts token by token", 1, 512, (c, o, s, t) -> prompts(c, o, s, t, 1));
  }

  private static void prompts(
      LlamaContext context, OracleModel oracle, Safetensors stored, JsonNode tolerance, int step) {
    for (Sequence sequence : oracle.sequences()) {
      CapturedStates.ofPrompt(context, sequence, Math.min(step, sequence.tokens().length))
          .agreesWith(stored, sequence.name(), tolerance);
    }
  }

  @TestFactory
  List<DynamicTest> generated() {
    return each(
        "greedy decoding",
        1,
        512,
        (context, oracle, stored, tolerance) ->
            oracle
                .sequences()
                .forEach(s -> generated(context, s, new int[] {0}, stored, tolerance)));
  }

  @TestFactory
  List<DynamicTest> forkedSequencesInOneBatch() {
    int[] all = {0, 1, 2, 3};
    return each(
        "forked sequences",
        FORKS,
        512,
        (context, oracle, stored, tolerance) ->
            oracle.sequences().forEach(s -> generated(context, s, all, stored, tolerance)));
  }

  /// Decodes the stored continuation in several sequences at once and captures each of them.
  private static void generated(
      LlamaContext context,
      Sequence sequence,
      int[] sequences,
      Safetensors stored,
      JsonNode tolerance) {
    int[] prompt = sequence.tokens();
    int[] greedy = sequence.greedy();
    List<CapturedStates> states = new ArrayList<>();
    context.clear();
    try (Batch batch = new Batch(prompt.length)) {
      Greedy.prefill(context, batch, prompt);
      for (int s : sequences) {
        states.add(new CapturedStates(context.model(), greedy.length));
        if (s > 0) {
          context.copy(0, s);
        }
      }
      for (int k = 0; k < greedy.length; k++) {
        batch.clear();
        for (int s : sequences) {
          states.get(s).ask(context.tap(), batch.add(greedy[k], prompt.length + k, s, true), k);
        }
        assertThat(context.decode(batch)).isEqualTo(Decoded.DONE);
        for (int s : sequences) {
          states.get(s).takeLogits(context, s, k);
        }
      }
    }
    states.forEach(s -> s.agreesWith(stored, sequence.name() + ".gen", tolerance));
  }

  @TestFactory
  List<DynamicTest> steeredByAControlVector() {
    return each(
        "control vector",
        1,
        512,
        (context, oracle, stored, tolerance) -> {
          int block = oracle.manifest().path("interventions").path("layer").asInt();
          CapturedStates plain = changed(context, oracle, (tap, row) -> {});
          context.controlVector(block, stored.floats("iv.steer.vec"));
          CapturedStates steered = changed(context, oracle, (tap, row) -> {});
          steered.agreesWith(stored, "iv.steer", tolerance);
          context.controlVector(block, null);
          assertThat(changed(context, oracle, (tap, row) -> {}).logits(0))
              .containsExactly(plain.logits(0));

          float[] vector = stored.floats("iv.steer.vec");
          CapturedStates edited =
              changed(context, oracle, (tap, row) -> tap.addToBlock(block, row, vector));
          assertThat(edited.logits(0)).containsExactly(steered.logits(0));
          assertThat(edited.block(block)).containsExactly(steered.block(block));
        });
  }

  @TestFactory
  List<DynamicTest> patchedAtOnePosition() {
    return each(
        "patch",
        1,
        16,
        (context, oracle, stored, tolerance) -> {
          JsonNode intervention = oracle.manifest().path("interventions");
          int position = intervention.path("patch_position").asInt();
          float[] vector = stored.floats("iv.patch.vec");
          changed(
                  context,
                  oracle,
                  (tap, row) -> {
                    if (row == position) {
                      tap.replaceBlock(intervention.path("layer").asInt(), row, vector);
                    }
                  })
              .agreesWith(stored, "iv.patch", tolerance);
        });
  }

  /// Decodes the interventions' sequence with every row changed; the states of the last position.
  private static CapturedStates changed(
      LlamaContext context, OracleModel oracle, BiConsumer<StateTap, Integer> change) {
    String name = oracle.manifest().path("interventions").path("sequence").asString();
    int[] tokens =
        oracle.sequences().stream()
            .filter(s -> s.name().equals(name))
            .findFirst()
            .orElseThrow()
            .tokens();
    CapturedStates states = new CapturedStates(context.model(), 1);
    context.clear();
    try (Batch batch = new Batch(tokens.length)) {
      for (int i = 0; i < tokens.length; i++) {
        change.accept(context.tap(), batch.add(tokens[i], i, 0, true));
      }
      states.ask(context.tap(), tokens.length - 1, 0);
      assertThat(context.decode(batch)).isEqualTo(Decoded.DONE);
      states.takeLogits(context, tokens.length - 1, 0);
    }
    return states;
  }

  /// One test for every model and setting that has tolerances.
  private static List<DynamicTest> each(String name, int sequences, int ubatch, Body body) {
    List<DynamicTest> tests = new ArrayList<>();
    for (OracleModel oracle : OracleModel.all()) {
      for (String settings : Arrays.asList("ref", "default")) {
        JsonNode tolerance = oracle.manifest().path("recommended").path(settings);
        tests.add(
            oracle.test(
                settings + " " + name,
                () -> {
                  assumeTrue(
                      tolerance.path("row_relative_l2").isNumber(),
                      "SKIPPED: the manifest gives no tolerance for these settings");
                  ContextOptions options =
                      ContextOptions.of(ROOM * sequences)
                          .withBatch(ROOM, ubatch)
                          .withSequences(sequences)
                          .withThreads(1, 1)
                          .withStateTap(true);
                  try (LlamaModel model = oracle.open();
                      LlamaContext context =
                          model.context(settings.equals("ref") ? options.reference() : options);
                      Safetensors stored =
                          Safetensors.open(oracle.folder().resolve("oracle.safetensors"))) {
                    body.run(context, oracle, stored, tolerance);
                  }
                }));
      }
    }
    return tests;
  }
}
