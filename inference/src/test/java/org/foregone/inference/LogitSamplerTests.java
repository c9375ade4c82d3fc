package org.foregone.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.foregone.fixtures.Fixtures;
import org.foregone.llama.Batch;
import org.foregone.llama.ContextOptions;
import org.foregone.llama.LlamaContext;
import org.foregone.llama.LlamaModel;
import org.foregone.llama.ModelOptions;
import org.foregone.llama.NativeLibrary;
import org.foregone.llama.SamplerChain;
import org.foregone.llama.SamplerSettings;
import org.hipparchus.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogitSamplerTests {
  private static final int DRAWS = 40_000;

  private static float[] randomLogits(int size, double spread, long seed) {
    Random random = new Random(seed);
    float[] logits = new float[size];
    for (int t = 0; t < size; t++) {
      logits[t] = (float) (spread * random.nextGaussian());
    }
    return logits;
  }

  /// The definition, by sorting everything.
  private static double[] law(float[] logits, Sampling s) {
    List<Integer> order =
        IntStream.range(0, logits.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer t) -> -logits[t]).thenComparing(t -> t))
            .toList();
    int kept = s.topK() > 0 ? Math.min(s.topK(), order.size()) : order.size();
    double max = logits[order.getFirst()];
    if (s.topP() < 1) {
      double total = order.stream().limit(kept).mapToDouble(t -> Math.exp(logits[t] - max)).sum();
      double running = 0;
      int i = 0;
      while (i < kept && running < s.topP() * total) {
        running += Math.exp(logits[order.get(i++)] - max);
      }
      kept = i;
    }
    double[] law = new double[logits.length];
    for (int i = 0; i < kept; i++) {
      int t = order.get(i);
      if (i == 0 || logits[t] >= max + Math.log(s.minP())) {
        law[t] = Math.exp((logits[t] - max) / s.temperature());
      }
    }
    double total = Arrays.stream(law).sum();
    return Arrays.stream(law).map(w -> w / total).toArray();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 0, 0",
    ".7, 1, 0, 0",
    "1, .9, 0, 0",
    ".6, .95, 20, 0",
    "1, 1, 7, 0",
    "1.5, 1, 0, .05",
    ".8, .95, 50, .02",
    "1, .3, 0, 0",
    ".5, .99, 0, .001"
  })
  void frequenciesFollowTheLaw(double temperature, double topP, int topK, double minP) {
    Sampling sampling = new Sampling(temperature, topP, topK, minP);
    for (double spread : new double[] {.01, 1, 4}) {
      float[] logits = randomLogits(200, spread, 11);
      double[] law = law(logits, sampling);
      LogitSampler sampler = new LogitSampler(logits.length);
      long[] counts = new long[logits.length];
      for (int i = 0; i < DRAWS; i++) {
        double uniform = CounterRandom.uniform(CounterRandom.draw(3, i, 1));
        counts[sampler.sample(MemorySegment.ofArray(logits), sampling, Map.of(), uniform)]++;
      }
      double rest = 0;
      long restCount = 0;
      double[] expected = new double[logits.length + 1];
      long[] observed = new long[logits.length + 1];
      int cells = 0;
      for (int t = 0; t < law.length; t++) {
        if (law[t] == 0) {
          assertThat(counts[t]).as("token %d is cut off", t).isZero();
        } else if (law[t] * DRAWS < 10) {
          rest += law[t] * DRAWS;
          restCount += counts[t];
        } else {
          expected[cells] = law[t] * DRAWS;
          observed[cells++] = counts[t];
        }
      }
      if (rest > 0) {
        expected[cells] = rest;
        observed[cells++] = restCount;
      }
      if (cells > 1) {
        double p =
            new ChiSquareTest()
                .chiSquareTest(Arrays.copyOf(expected, cells), Arrays.copyOf(observed, cells));
        assertThat(p).as("spread %s", spread).isGreaterThan(1e-4);
      }
    }
  }

  @Test
  void greedyTakesTheBestAndTheLowestOfEquals() {
    float[] logits = {1, 3, 3, 2};
    LogitSampler sampler = new LogitSampler(4);
    MemorySegment row = MemorySegment.ofArray(logits);
    assertThat(sampler.sample(row, Sampling.GREEDY, Map.of(), .9)).isEqualTo(1);
    assertThat(sampler.sample(row, Sampling.GREEDY, Map.of(1, -5f), .9)).isEqualTo(2);
    assertThat(logits).containsExactly(1, 3, 3, 2);
  }

  @Test
  void nothingLeftIsAnError() {
    LogitSampler sampler = new LogitSampler(2);
    MemorySegment row = MemorySegment.ofArray(new float[] {1, 2});
    float never = Float.NEGATIVE_INFINITY;
    assertThatThrownBy(() -> sampler.sample(row, Sampling.PLAIN, Map.of(0, never, 1, never), .5))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("every token is banned");
    MemorySegment broken = MemorySegment.ofArray(new float[] {Float.NaN, Float.NaN});
    assertThatThrownBy(() -> sampler.sample(broken, Sampling.PLAIN, Map.of(), .5))
        .isInstanceOf(EngineException.class);
  }

  /// The same tokens survive as in the library's own chain, on the real model's logits.
  @Test
  @Tag("fixtures")
  void survivorsAreTheLibrarys() {
    NativeLibrary library = NativeLibrary.load(NativeLibrary.Options.DEFAULT);
    try (LlamaModel model =
            LlamaModel.open(
                library,
                Fixtures.require("models/smolthink-135m-q5_0.gguf"),
                ModelOptions.DEFAULT);
        LlamaContext context = model.context(ContextOptions.of(64).withThreads(1, 1));
        Batch batch = new Batch(16)) {
      int[] tokens = model.vocabulary().tokenize("How do I make a cake? First,", false, false);
      for (int i = 0; i < tokens.length; i++) {
        batch.add(tokens[i], i, 0, i == tokens.length - 1);
      }
      context.decode(batch);
      int row = tokens.length - 1;
      LogitSampler ours = new LogitSampler(model.vocabulary().size());
      for (Sampling s :
          List.of(
              new Sampling(.7, .8, 0, 0),
              new Sampling(1.5, .9, 12, 0),
              new Sampling(2, 1, 0, .03),
              new Sampling(1, .7, 40, .02))) {
        try (SamplerChain chain =
            SamplerChain.of(
                model, SamplerSettings.of(s.temperature(), s.topP(), s.topK(), s.minP()))) {
          Map<Integer, Integer> mine = new HashMap<>();
          Map<Integer, Integer> theirs = new HashMap<>();
          for (int i = 0; i < 1500; i++) {
            long bits = CounterRandom.draw(9, i, 0);
            mine.merge(
                ours.sample(context.logits(row), s, Map.of(), CounterRandom.uniform(bits)),
                1,
                Integer::sum);
            theirs.merge(chain.sample(context, row, (int) (bits >>> 32)), 1, Integer::sum);
          }
          TreeSet<Integer> all = new TreeSet<>(mine.keySet());
          all.addAll(theirs.keySet());
          for (int token : all) {
            int a = mine.getOrDefault(token, 0);
            int b = theirs.getOrDefault(token, 0);
            assertThat(Math.abs(a - b))
                .as("%s, token %d: %d against %d", s, token, a, b)
                .isLessThan(12 + (int) (5 * Math.sqrt(a + b)));
          }
        }
      }
    }
  }
}
