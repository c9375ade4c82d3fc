package org.foregone.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.foregone.llama.LlamaContext.Decoded;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// What can be asked of the tap, what it refuses, and that it leaves no trace.
@Tag("fixtures")
class StateTapTests {
  private static final int[] PROMPT = {5, 9, 3, 7, 11, 2, 8, 4};

  private interface Body {
    void run(LlamaContext context, Batch batch);
  }

  private static Stream<DynamicTest> each(String name, Body body) {
    return OracleModel.all().stream()
        .map(
            oracle ->
                oracle.test(
                    name,
                    () -> {
                      ContextOptions options =
                          ContextOptions.of(512)
                              .withSequences(2)
                              .withThreads(1, 1)
                              .withStateTap(true);
                      try (LlamaModel model = oracle.open();
                          LlamaContext context = model.context(options);
                          Batch batch = new Batch(PROMPT.length)) {
                        body.run(context, batch);
                      }
                    }));
  }

  private static void fill(Batch batch, boolean outputs) {
    batch.clear();
    for (int i = 0; i < PROMPT.length; i++) {
      batch.add(PROMPT[i], i, 0, outputs || i == PROMPT.length - 1);
    }
  }

  @TestFactory
  Stream<DynamicTest> skippedLogitsLeaveTheCacheAsEver() {
    return each(
        "skipped logits",
        (context, batch) -> {
          int width = context.model().width();
          int last = context.model().layers() - 1;
          fill(batch, true);
          assertThat(context.decode(batch)).isEqualTo(Decoded.DONE);
          float[] expected = next(context, batch);

          for (boolean norm : new boolean[] {true, false}) {
            context.clear();
            fill(batch, true);
            float[] state = new float[width];
            if (norm) {
              context.tap().readFinalNorm(3, state, 0);
            } else {
              context.tap().readBlock(last, 3, state, 0);
            }
            context.tap().skipLogits();
            assertThat(context.decode(batch)).isEqualTo(Decoded.DONE);
            assertThat(state).isNotEqualTo(new float[width]);
            assertThatIllegalArgumentException()
                .isThrownBy(() -> context.logits(3))
                .withMessage("row 3 of the last batch has no logits");
            assertThat(next(context, batch)).containsExactly(expected);
          }
        });
  }

  /// Logits of one more token.
  private static float[] next(LlamaContext context, Batch batch) {
    batch.clear();
    int row = batch.add(6, PROMPT.length, 0, true);
    assertThat(context.decode(batch)).isEqualTo(Decoded.DONE);
    return context.copyLogits(row);
  }

  @TestFactory
  Stream<DynamicTest> whatWasAskedIsForgotten() {
    return each(
        "forgotten",
        (context, batch) -> {
          int width = context.model().width();
          float[] state = new float[width];
          float[] huge = new float[width];
          Arrays.fill(huge, 1e3f);
          fill(batch, false);
          assertThat(context.decode(batch)).isEqualTo(Decoded.DONE);
          float[] plain = context.copyLogits(PROMPT.length - 1);

          context.clear();
          context.tap().readBlock(0, 2, state, 0);
          context.tap().addToBlock(0, 2, huge);
          assertThat(context.decode(batch)).isEqualTo(Decoded.DONE);
          assertThat(context.copyLogits(PROMPT.length - 1)).isNotEqualTo(plain);

          float[] seen = state.clone();
          context.clear();
          assertThat(context.decode(batch)).isEqualTo(Decoded.DONE);
          assertThat(context.copyLogits(PROMPT.length - 1)).containsExactly(plain);
          assertThat(state).containsExactly(seen);

          context.clear();
          context.tap().addToBlock(0, 2, huge);
          assertThat(context.decode(batch, () -> true)).isEqualTo(Decoded.CANCELLED);
          context.clear();
          assertThat(context.decode(batch)).isEqualTo(Decoded.DONE);
          assertThat(context.copyLogits(PROMPT.length - 1)).containsExactly(plain);
        });
  }

  @TestFactory
  Stream<DynamicTest> impossibleQuestionsAreRefused() {
    return each(
        "refusals",
        (context, batch) -> {
          StateTap tap = context.tap();
          int layers = context.model().layers();
          float[] state = new float[context.model().width()];
          assertThatIllegalArgumentException()
              .isThrownBy(() -> tap.readBlock(layers, 0, state, 0))
              .withMessage("block %d is not in 0..%d", layers, layers - 1);
          assertThatIllegalArgumentException()
              .isThrownBy(() -> tap.readEmbedding(0, state, 1))
              .withMessageContaining("do not fit an array of");
          assertThatIllegalArgumentException()
              .isThrownBy(() -> tap.addToBlock(0, 0, new float[3]))
              .withMessage("a hidden state has %d numbers, not 3", state.length);

          fill(batch, false);
          tap.readBlock(layers - 1, 0, state, 0);
          assertThatIllegalArgumentException()
              .isThrownBy(() -> context.decode(batch))
              .withMessageStartingWith("row 0 was added without output");
          tap.readBlock(0, PROMPT.length, state, 0);
          assertThatIllegalArgumentException()
              .isThrownBy(() -> context.decode(batch))
              .withMessage("row 8 is not in the batch of 8 tokens");

          batch.clear();
          batch.add(5, 0, 0, false);
          batch.add(6, 1, 0, false);
          batch.add(5, 0, 1, false);
          tap.readBlock(0, 0, state, 0);
          assertThatIllegalArgumentException()
              .isThrownBy(() -> context.decode(batch))
              .withMessageStartingWith("hidden states need a batch of one sequence");
          assertThat(context.decode(batch)).isEqualTo(Decoded.DONE);
          assertThat(state).isEqualTo(new float[state.length]);

          batch.clear();
          batch.add(-1, 0, 0, false);
          tap.readBlock(0, 0, state, 0);
          assertThatIllegalArgumentException()
              .isThrownBy(() -> context.decode(batch))
              .withMessageStartingWith("token -1 in row 0 is not in the vocabulary");
          fill(batch, false);
          context.clear();
          assertThat(context.decode(batch)).isEqualTo(Decoded.DONE);
          assertThat(state).isEqualTo(new float[state.length]);

          assertThatIllegalArgumentException()
              .isThrownBy(() -> context.controlVector(0, state))
              .withMessageStartingWith("a control vector has");
        });
  }

  @TestFactory
  List<DynamicTest> aContextWithoutATapSaysSo() {
    return OracleModel.all().stream()
        .limit(1)
        .map(
            oracle ->
                oracle.test(
                    "without",
                    () -> {
                      try (LlamaModel model = oracle.open();
                          LlamaContext context =
                              model.context(ContextOptions.of(64).withThreads(1, 1))) {
                        assertThatIllegalStateException()
                            .isThrownBy(context::tap)
                            .withMessage("the context was made without a state tap");
                      }
                    }))
        .toList();
  }
}
