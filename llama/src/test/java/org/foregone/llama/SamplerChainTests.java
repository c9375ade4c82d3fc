package org.foregone.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// The native samplers against the definition: sampled frequencies match the softmax of the logits,
/// truncated and tempered in the documented order, by a chi-square test with fixed seeds.
@Tag("fixtures")
class SamplerChainTests {
  private static final int DRAWS = 8_000;

  private interface Body {
    void run(LlamaModel model, LlamaContext context, int row);
  }

  /// Settings by what they keep, so that no cut falls on a tie: `topP` keeps that many tokens, and
  /// so does `minP`.
  private record Cuts(double temperature, int topK, int topP, int minP) {}

  @TestFactory
  List<DynamicTest> frequenciesMatchTheDistribution() {
    List<DynamicTest> tests = new ArrayList<>();
    for (OracleModel oracle : OracleModel.all()) {
      for (double temperature : new double[] {1, 0.6, 1.7}) {
        for (Cuts cuts :
            List.of(
                new Cuts(temperature, 0, 0, 0),
                new Cuts(temperature, 40, 0, 0),
                new Cuts(temperature, 0, 25, 0),
                new Cuts(temperature, 0, 0, 15),
                new Cuts(temperature, 40, 25, 15))) {
          tests.add(
              oracle.test(
                  cuts.toString(),
                  () -> afterPrompt(oracle, (m, c, row) -> checkFrequencies(m, c, row, cuts))));
        }
      }
    }
    return tests;
  }

  private static void checkFrequencies(LlamaModel model, LlamaContext context, int row, Cuts cuts) {
    float[] logits = context.copyLogits(row);
    int[] order =
        IntStream.range(0, logits.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer t) -> -logits[t]))
            .mapToInt(Integer::intValue)
            .toArray();
    int kept = cuts.topK() > 0 ? cuts.topK() : order.length;
    double topP = 1;
    if (cuts.topP() > 0) {
      double[] p = softmax(logits, order, kept, 1);
      double before = Arrays.stream(p, 0, cuts.topP() - 1).sum();
      topP = before + p[cuts.topP() - 1] / 2; // in the middle of the last kept token's share
      kept = cuts.topP();
    }
    double minP = 0;
    if (cuts.minP() > 0) {
      double last = logits[order[cuts.minP() - 1]] - logits[order[0]];
      double next = logits[order[cuts.minP()]] - logits[order[0]];
      minP = Math.exp((last + next) / 2);
      kept = cuts.minP();
    }
    double[] expected = softmax(logits, order, kept, cuts.temperature());

    SamplerSettings settings = SamplerSettings.of(cuts.temperature(), topP, cuts.topK(), minP);
    int[] counts = new int[logits.length];
    try (SamplerChain chain = SamplerChain.of(model, settings)) {
      for (int seed = 0; seed < DRAWS; seed++) {
        counts[chain.sample(context, row, seed)]++;
      }
    }
    for (int rank = kept; rank < order.length; rank++) {
      assertThat(counts[order[rank]]).as("token of rank %d is cut off", rank).isZero();
    }
    assertThat(chiSquareZ(counts, order, expected)).isLessThan(4);
  }

  private static double[] softmax(float[] logits, int[] order, int kept, double temperature) {
    double[] p = new double[kept];
    for (int rank = 0; rank < kept; rank++) {
      p[rank] = Math.exp((logits[order[rank]] - logits[order[0]]) / temperature);
    }
    double sum = Arrays.stream(p).sum();
    return Arrays.stream(p).map(x -> x / sum).toArray();
  }

  /// How many standard deviations the chi-square statistic lies above its mean; tokens expected
  /// fewer than 5 times are taken together.
  private static double chiSquareZ(int[] counts, int[] order, double[] expected) {
    double statistic = 0;
    double restExpected = 0;
    double restCount = 0;
    int cells = 0;
    for (int rank = 0; rank < expected.length; rank++) {
      double e = expected[rank] * DRAWS;
      int count = counts[order[rank]];
      if (e < 5) {
        restExpected += e;
        restCount += count;
      } else {
        statistic += (count - e) * (count - e) / e;
        cells++;
      }
    }
    if (restExpected > 0) {
      statistic += (restCount - restExpected) * (restCount - restExpected) / restExpected;
      cells++;
    }
    double freedom = cells - 1;
    return (statistic - freedom) / Math.sqrt(2 * freedom);
  }

  @TestFactory
  List<DynamicTest> theSeedDecides() {
    return each(
        "the seed decides",
        (model, context, row) -> {
          try (SamplerChain one = SamplerChain.of(model, SamplerSettings.of(1, 1, 0, 0));
              SamplerChain other = SamplerChain.of(model, SamplerSettings.of(1, 1, 0, 0))) {
            int[] forward =
                IntStream.range(-50, 50).map(s -> one.sample(context, row, s)).toArray();
            int[] again = IntStream.range(-50, 50).map(s -> one.sample(context, row, s)).toArray();
            assertThat(again).containsExactly(forward);
            for (int seed = 49; seed >= -50; seed--) {
              assertThat(other.sample(context, row, seed)).isEqualTo(forward[seed + 50]);
            }
            assertThat(Arrays.stream(forward).distinct().count()).isGreaterThan(10);
          }
        });
  }

  @TestFactory
  List<DynamicTest> biasBansAndFavours() {
    return each(
        "bias",
        (model, context, row) -> {
          float[] logits = context.copyLogits(row);
          int best =
              IntStream.range(0, logits.length)
                  .reduce((a, b) -> logits[b] > logits[a] ? b : a)
                  .orElseThrow();
          SamplerSettings plain = SamplerSettings.of(1, 1, 0, 0);
          try (SamplerChain greedy = SamplerChain.of(model, SamplerSettings.greedy());
              SamplerChain banned =
                  SamplerChain.of(model, plain.withBias(Map.of(best, Float.NEGATIVE_INFINITY)));
              SamplerChain favoured = SamplerChain.of(model, plain.withBias(Map.of(5, 100f)))) {
            assertThat(greedy.sample(context, row, 0)).isEqualTo(best);
            for (int seed = 0; seed < 2000; seed++) {
              assertThat(banned.sample(context, row, seed)).isNotEqualTo(best);
            }
            assertThat(favoured.sample(context, row, 1)).isEqualTo(5);
          }
        });
  }

  @TestFactory
  List<DynamicTest> nothingToSampleIsAnErrorNotAToken() {
    return each(
        "everything banned",
        (model, context, row) -> {
          Map<Integer, Float> all = new HashMap<>();
          for (int token = 0; token < model.vocabulary().size(); token++) {
            all.put(token, Float.NEGATIVE_INFINITY);
          }
          for (double temperature : new double[] {0, 1}) {
            try (SamplerChain chain =
                SamplerChain.of(model, SamplerSettings.of(temperature, 1, 0, 0).withBias(all))) {
              assertThatThrownBy(() -> chain.sample(context, row, 1))
                  .isInstanceOf(LlamaException.class)
                  .hasMessage(
                      "no token can be sampled: every one is banned, or the model's logits are not"
                          + " numbers");
            }
          }
          int size = model.vocabulary().size();
          assertThatIllegalArgumentException()
              .isThrownBy(
                  () -> SamplerChain.of(model, SamplerSettings.greedy().withBias(Map.of(size, 1f))))
              .withMessage(
                  "biased token %d is not in the vocabulary (0..%d)".formatted(size, size - 1));
        });
  }

  private static List<DynamicTest> each(String name, Body body) {
    return OracleModel.all().stream()
        .map(oracle -> oracle.test(name, () -> afterPrompt(oracle, body)))
        .toList();
  }

  /// Runs the body where the first stored prompt has been decoded.
  private static void afterPrompt(OracleModel oracle, Body body) {
    int[] prompt = oracle.sequences().getFirst().tokens();
    try (LlamaModel model = oracle.open();
        LlamaContext context = model.context(ContextOptions.of(256).withThreads(1, 1).reference());
        Batch batch = new Batch(prompt.length)) {
      body.run(model, context, Greedy.prefill(context, batch, prompt));
    }
  }
}
