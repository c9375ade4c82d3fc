package org.foregone.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.foregone.dialogue.Vocabulary;
import org.foregone.fixtures.Fixtures;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What is captured or changed in one completion is its own affair: neighbours, order and other
/// captures change no bit of it, and a capture changes no token.
@Tag("fixtures")
class CaptureTests {
  private static Stream<Path> models() {
    return Stream.concat(
        Fixtures.folders("oracle", "model.gguf").stream().map(f -> f.resolve("model.gguf")),
        Stream.of(Fixtures.require("models/smolthink-135m-q5_0.gguf")));
  }

  private static Path tiny() {
    return Fixtures.folders("oracle", "model.gguf").getFirst().resolve("model.gguf");
  }

  private static LlamaOptions options() {
    return LlamaOptions.defaults(256, 1).withWidth(8);
  }

  /// Requests that share beginnings, with captures and edits of many kinds and none.
  private static List<Continuation> mixedWork(ModelCard model, int requests) {
    Random random = new Random(11);
    int[] shared = random.ints(150, 0, 300).toArray();
    float[] vector = new float[model.width()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    List<Continuation> work = new ArrayList<>();
    for (int r = 0; r < requests; r++) {
      int[] prefix = Arrays.copyOf(shared, 60 + random.nextInt(90));
      if (r % 3 == 0) {
        prefix[prefix.length / 2] = 7;
      }
      Continuation request =
          Continuation.of(
                  "r" + r,
                  prefix,
                  CounterRandom.seed(1, "r" + r),
                  1 + random.nextInt(3),
                  new Sampling(.9, .95, 40, 0),
                  2 + random.nextInt(10))
              .withLogprobs();
      if (random.nextInt(4) > 0) {
        request = request.withCapture(capture(model, prefix.length + 8, random));
      }
      if (random.nextInt(3) == 0) {
        int from = random.nextInt(prefix.length + 4);
        int to = random.nextBoolean() ? from + 1 : Integer.MAX_VALUE;
        request = request.withEdit(new StateEdit(random.nextInt(model.layers()), vector, from, to));
      }
      work.add(request);
    }
    return work;
  }

  private static Capture capture(ModelCard model, int end, Random random) {
    List<Integer> layers =
        new ArrayList<>(IntStream.rangeClosed(0, model.layers()).boxed().toList());
    Collections.shuffle(layers, random);
    List<Site> sites =
        layers.subList(0, 1 + random.nextInt(4)).stream()
            .map(layer -> Site.of(layer, model.layers()))
            .toList();
    int[] positions = IntStream.range(0, end).filter(p -> random.nextInt(6) == 0).toArray();
    return new Capture(sites, positions.length == 0 ? new int[] {end / 2} : positions);
  }

  /// Everything that each completion says, by request and index; floats by their bits.
  private static Map<String, String> rows(Engine engine, List<Continuation> work) {
    Map<String, String> rows = new TreeMap<>();
    List<List<Completion>> made = engine.complete(work);
    for (int r = 0; r < work.size(); r++) {
      for (Completion c : made.get(r)) {
        StringBuilder text = new StringBuilder(said(c));
        States states = c.states();
        if (states != null) {
          text.append(states.sites()).append(Arrays.toString(states.positions()));
          states.values().forEach(v -> text.append(Arrays.hashCode(bits(v))).append(' '));
        }
        rows.put(work.get(r).id() + "/" + c.index(), text.toString());
      }
    }
    return rows;
  }

  private static String said(Completion c) {
    return Arrays.toString(c.tokens()) + c.finish() + Arrays.toString(bits(c.logprobs()));
  }

  private static int[] bits(float[] values) {
    return IntStream.range(0, values.length).map(i -> Float.floatToRawIntBits(values[i])).toArray();
  }

  @TestFactory
  Stream<DynamicTest> orderAndNeighboursChangeNothing() {
    return models()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    Fixtures.root().relativize(file).toString(), () -> orderIndependent(file)));
  }

  private static void orderIndependent(Path file) {
    boolean small = file.endsWith("model.gguf");
    try (LocalModel model = LocalModel.open(file);
        LlamaEngine engine = model.engine(options())) {
      List<Continuation> work = mixedWork(model.card(), small ? 24 : 5);
      Map<String, String> expected = rows(engine, work);
      for (int trial = 0; trial < (small ? 3 : 1); trial++) {
        List<Continuation> shuffled = new ArrayList<>(work);
        Collections.shuffle(shuffled, new Random(trial));
        assertThat(rows(engine, shuffled)).isEqualTo(expected);
      }
      for (Continuation alone : work.subList(0, small ? work.size() : 1)) {
        assertThat(expected).containsAllEntriesOf(rows(engine, List.of(alone)));
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> capturesChangeNoToken() {
    return models()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    Fixtures.root().relativize(file).toString(), () -> unchanged(file)));
  }

  private static void unchanged(Path file) {
    try (LocalModel model = LocalModel.open(file);
        LlamaEngine engine = model.engine(options())) {
      Random random = new Random(3);
      Continuation plain =
          Continuation.of("p", random.ints(100, 0, 300).toArray(), 3, 4, Sampling.PLAIN, 8)
              .withLogprobs();
      List<String> expected =
          engine.complete(List.of(plain)).getFirst().stream().map(CaptureTests::said).toList();
      List<Site> all =
          IntStream.rangeClosed(0, model.card().layers())
              .mapToObj(layer -> Site.of(layer, model.card().layers()))
              .toList();
      int[] everywhere = IntStream.range(0, 120).toArray();
      List<Completion> captured =
          engine.complete(List.of(plain.withCapture(new Capture(all, everywhere)))).getFirst();
      assertThat(captured.stream().map(CaptureTests::said)).isEqualTo(expected);

      // Each site alone, at few positions, is the same as in the capture of everything.
      States whole = captured.getFirst().captured();
      for (int s = 0; s < all.size(); s += Math.max(1, all.size() / 3)) {
        int[] few = {0, 37, 63, 64, 98, 99, 101};
        States one =
            engine
                .complete(List.of(plain.withCapture(new Capture(List.of(all.get(s)), few))))
                .getFirst()
                .getFirst()
                .captured();
        for (int i = 0; i < few.length; i++) {
          assertThat(one.row(0, i))
              .as("%s at %d", all.get(s), few[i])
              .containsExactly(whole.row(s, few[i]));
        }
      }
    }
  }

  @Test
  void positionsThatAreNeverReadAreLeftOut() {
    try (LocalModel model = LocalModel.open(tiny());
        LlamaEngine engine = model.engine(options())) {
      Continuation request =
          Continuation.of("p", new int[] {5, 6, 7}, 3, 1, Sampling.GREEDY, 3)
              .ignoringEnd()
              .withCapture(new Capture(List.of(new Site.FinalNorm()), new int[] {1, 4, 5, 90}));
      States states = engine.complete(List.of(request)).getFirst().getFirst().captured();
      assertThat(states.positions()).containsExactly(1, 4); // 5 holds the last token, never read
      assertThat(states.width()).isEqualTo(model.card().width());
    }
  }

  @Test
  void aHeldPrefixIsNotReusedAcrossEdits() {
    try (LocalModel model = LocalModel.open(tiny());
        LlamaEngine engine = model.engine(options())) {
      int[] prefix = new Random(4).ints(140, 0, 300).toArray();
      float[] vector = new float[model.card().width()];
      Arrays.fill(vector, .5f);
      Continuation plain = Continuation.of("p", prefix, 3, 1, Sampling.PLAIN, 6).withLogprobs();
      Continuation early = plain.withEdit(new StateEdit(1, vector, 3, 4));
      Continuation late = plain.withEdit(new StateEdit(1, vector, 100, Integer.MAX_VALUE));
      Continuation after = plain.withEdit(new StateEdit(1, vector, 141, Integer.MAX_VALUE));
      List<String> fresh = new ArrayList<>();
      for (Continuation c : List.of(plain, early, late, after)) {
        engine.forgetPrefix();
        fresh.add(said(engine.complete(List.of(c)).getFirst().getFirst()));
      }
      assertThat(fresh).doesNotHaveDuplicates();
      int[] order = {0, 1, 0, 2, 1, 2, 0, 3, 2, 3, 1, 3, 0};
      for (int i : order) {
        Continuation c = List.of(plain, early, late, after).get(i);
        assertThat(said(engine.complete(List.of(c)).getFirst().getFirst())).isEqualTo(fresh.get(i));
      }
    }
  }

  @Test
  void impossibleRequestsAreRefused() {
    try (LocalModel model = LocalModel.open(tiny());
        LlamaEngine engine = model.engine(options())) {
      int blocks = model.card().layers();
      int width = model.card().width();
      Continuation plain = Continuation.of("p", new int[] {5}, 3, 1, Sampling.PLAIN, 1);
      assertThat(engine.capturesStates()).isTrue();
      assertThatThrownBy(
              () ->
                  engine.complete(
                      List.of(
                          plain.withCapture(
                              new Capture(List.of(new Site.Block(blocks)), new int[] {0})))))
          .isInstanceOf(EngineException.class)
          .hasMessage(
              "p: no block.%d to capture: this model has blocks 0 to %d", blocks, blocks - 1);
      assertThatThrownBy(
              () -> engine.complete(List.of(plain.withEdit(new StateEdit(0, new float[3], 0, 1)))))
          .isInstanceOf(EngineException.class)
          .hasMessage(
              "p: an edit of block 0 by 3 numbers: this model has blocks 0 to %d of %d numbers",
              blocks - 1, width);
    }
  }

  @Test
  void anEngineThatCannotSaysSo() {
    Continuation request =
        Continuation.of("p", new int[] {5}, 3, 1, Sampling.PLAIN, 1)
            .withCapture(new Capture(List.of(new Site.Embedding()), new int[] {0}));
    try (Engine engine = new Silent()) {
      assertThatThrownBy(() -> engine.complete(List.of(request)))
          .isInstanceOf(EngineException.class)
          .hasMessage(
              "p: this engine cannot capture or change hidden states; the one in process can");
    }
  }

  @Test
  void layersAreCountedAsTransformersDoes() {
    assertThat(IntStream.rangeClosed(0, 3).mapToObj(layer -> Site.of(layer, 3).name()))
        .containsExactly("embd", "block.0", "block.1", "final_norm");
    assertThatThrownBy(() -> Site.of(4, 3))
        .hasMessage("layer 4: this model has layers 0 (embedding) to 3 (after the final norm)");
  }

  /// An engine that has no model and says nothing.
  private static final class Silent implements Engine {
    @Override
    public Vocabulary vocabulary() {
      throw new AssertionError("a refused request is refused before any word is looked up");
    }

    @Override
    public ModelCard model() {
      return new ModelCard("silent", "none", "", 1, 1, 1, null, Map.of());
    }

    @Override
    public int contextLength() {
      return 1;
    }

    @Override
    public Map<String, String> provenance() {
      return Map.of();
    }

    @Override
    public void run(Work work, BooleanSupplier cancelled) {
      @Nullable Continuation next = work.next();
      throw new IllegalStateException("asked for " + next);
    }

    @Override
    public void close() {}
  }
}
