package org.foregone.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.foregone.llama.LlamaContext.Decoded;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// The cache of sequences, cancellation, and the arguments that would make the library end the
/// process and are refused instead.
@Tag("fixtures")
class LlamaContextTests {

  private interface Body {
    void run(LlamaContext context, OracleModel.Sequence sequence);
  }

  @TestFactory
  List<DynamicTest> copiesAndRemovesSequences() {
    return each(
        "memory",
        4,
        true,
        (context, sequence) -> {
          int[] prompt = sequence.tokens();
          try (Batch batch = new Batch(prompt.length)) {
            Greedy.prefill(context, batch, prompt);
            assertThat(context.firstPosition(0)).isZero();
            assertThat(context.lastPosition(0)).isEqualTo(prompt.length - 1);
            assertThat(context.lastPosition(1)).isEqualTo(-1);

            context.copy(0, 1);
            context.copy(0, 2, 0, 3);
            assertThat(context.lastPosition(1)).isEqualTo(prompt.length - 1);
            assertThat(context.lastPosition(2)).isEqualTo(2);

            assertThat(context.remove(1, 2, -1)).isTrue();
            assertThat(context.lastPosition(1)).isEqualTo(1);
            assertThat(context.lastPosition(0)).isEqualTo(prompt.length - 1);
            context.remove(0);
            assertThat(context.lastPosition(0)).isEqualTo(-1);
            assertThat(context.lastPosition(2)).isEqualTo(2);
            context.clear();
            assertThat(context.lastPosition(2)).isEqualTo(-1);
          }
        });
  }

  @TestFactory
  List<DynamicTest> savesAndRestoresASequence() {
    return each(
        "save and restore",
        2,
        true,
        (context, sequence) -> {
          int[] prompt = sequence.tokens();
          try (Batch batch = new Batch(prompt.length);
              SamplerChain greedy = SamplerChain.of(context.model(), SamplerSettings.greedy())) {
            int row = Greedy.prefill(context, batch, prompt);
            int next = greedy.sample(context, row, 0);
            byte[] saved = context.save(0);
            context.clear();
            context.restore(1, saved);
            batch.clear();
            row = batch.add(next, prompt.length, 1, true);
            assertThat(context.decode(batch)).isEqualTo(Decoded.DONE);
            assertThat(greedy.sample(context, row, 0)).isEqualTo(sequence.greedy()[1]);
            assertThatThrownBy(() -> context.restore(0, new byte[] {1, 2, 3}))
                .isInstanceOf(LlamaException.class)
                .hasMessageStartingWith("a saved sequence does not fit this context: ");
          }
        });
  }

  @TestFactory
  List<DynamicTest> cancels() {
    return each(
        "cancellation",
        1,
        true,
        (context, sequence) -> {
          int[] prompt = sequence.tokens();
          try (Batch batch = new Batch(prompt.length)) {
            int row = Greedy.prefill(context, batch, prompt);
            float[] undisturbed = context.copyLogits(row);

            context.clear();
            AtomicInteger asked = new AtomicInteger();
            assertThat(context.decode(batch, () -> asked.incrementAndGet() > 3))
                .isEqualTo(Decoded.CANCELLED);
            assertThat(asked).hasValueGreaterThan(3);
            assertThatIllegalArgumentException()
                .isThrownBy(() -> context.logits(row))
                .withMessage("row %d of the last batch has no logits", row);

            context.clear();
            IllegalStateException mine = new IllegalStateException("mine");
            assertThatThrownBy(
                    () ->
                        context.decode(
                            batch,
                            () -> {
                              throw mine;
                            }))
                .isSameAs(mine);

            context.clear();
            assertThat(context.decode(batch, () -> false)).isEqualTo(Decoded.DONE);
            assertThat(context.copyLogits(row)).containsExactly(undisturbed);
            context.clear();
            assertThat(context.decode(batch)).isEqualTo(Decoded.DONE);
            assertThat(context.copyLogits(row)).containsExactly(undisturbed);
          }
        });
  }

  @TestFactory
  List<DynamicTest> saysWhenTheCacheIsFull() {
    return each(
        "no room",
        4,
        true,
        (context, sequence) -> {
          try (Batch batch = new Batch(128)) {
            Decoded last = Decoded.DONE;
            for (int s = 0; s < 4 && last == Decoded.DONE; s++) {
              batch.clear();
              for (int position = 0; position < 128; position++) {
                batch.add(1 + position % 50, position, s, false);
              }
              last = context.decode(batch);
            }
            assertThat(last).isEqualTo(Decoded.NO_ROOM);
          }
        });
  }

  @TestFactory
  List<DynamicTest> refusesWhatWouldEndTheProcess() {
    return each(
        "refusals",
        2,
        false,
        (context, sequence) -> {
          int size = context.model().vocabulary().size();
          try (Batch batch = new Batch(1024)) {
            refused(() -> context.decode(batch), "a batch must have 1 to 256 tokens, not 0");
            batch.add(size, 0, 0, true);
            refused(
                () -> context.decode(batch),
                "token %d in row 0 is not in the vocabulary (0..%d)".formatted(size, size - 1));
            batch.clear();
            batch.add(1, 0, 2, true);
            refused(() -> context.decode(batch), "sequence 2 is not in 0..1");
            batch.clear();
            for (int i = 0; i < 600; i++) {
              batch.add(1, i, 0, false);
            }
            refused(() -> context.decode(batch), "a batch must have 1 to 256 tokens, not 600");
            refused(
                () -> context.copy(0, 1, 0, 5),
                "without a unified cache only a whole sequence can be copied; copy it and remove"
                    + " the tail");
            refused(() -> context.copy(0, 7), "sequence 7 is not in 0..1");
            refused(() -> context.logits(0), "row 0 of the last batch has no logits");

            batch.clear();
            batch.add(1, 5, 0, true);
            batch.add(1, 5, 0, true);
            batch.add(1, 3, 0, true);
            assertThatThrownBy(() -> context.decode(batch))
                .isInstanceOf(LlamaException.class)
                .hasMessageStartingWith("llama.cpp cannot decode a batch of 3 tokens (code -1): ");
          }
        });
  }

  @TestFactory
  List<DynamicTest> closedThingsAreRefused() {
    return OracleModel.all().stream()
        .map(
            oracle ->
                oracle.test(
                    "closed",
                    () -> {
                      LlamaModel model = oracle.open();
                      LlamaContext context = model.context(ContextOptions.of(64));
                      SamplerChain chain = SamplerChain.of(model, SamplerSettings.greedy());
                      chain.close();
                      chain.close();
                      context.close();
                      context.close();
                      assertThatIllegalStateException().isThrownBy(context::clear);
                      assertThatIllegalStateException().isThrownBy(() -> context.lastPosition(0));
                      model.close();
                      model.close();
                      assertThatIllegalStateException().isThrownBy(model::width);
                      assertThatIllegalStateException()
                          .isThrownBy(() -> model.context(ContextOptions.of(64)));
                    }))
        .toList();
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }

  private static List<DynamicTest> each(String name, int sequences, boolean unified, Body body) {
    return OracleModel.all().stream()
        .map(
            oracle ->
                oracle.test(
                    name,
                    () -> {
                      ContextOptions options =
                          ContextOptions.of(256)
                              .withBatch(512, 64)
                              .withThreads(1, 1)
                              .withSequences(sequences)
                              .withUnifiedCache(unified)
                              .reference();
                      try (LlamaModel model = oracle.open();
                          LlamaContext context = model.context(options)) {
                        body.run(context, oracle.sequences().get(1));
                      }
                    }))
        .toList();
  }
}
