package org.foregone.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.foregone.fixtures.Fixtures;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("fixtures")
class LlamaEngineTests {
  private static final JsonMapper JSON = new JsonMapper();

  /// One thread: tests share the machine.
  private static LlamaOptions options(int contextLength) {
    return LlamaOptions.defaults(contextLength, 1);
  }

  private static List<Path> families() {
    return Fixtures.folders("oracle", "model.gguf");
  }

  private static JsonNode manifest(Path family) {
    return JSON.readTree(family.resolve("manifest.json"));
  }

  private static int[] ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::asInt).toArray();
  }

  @TestFactory
  Stream<DynamicTest> greedyContinuationsEqualTheOracle() {
    return families().stream()
        .flatMap(
            family ->
                Stream.of("auto", "off")
                    .map(
                        flash ->
                            DynamicTest.dynamicTest(
                                family.getFileName() + ", flash attention " + flash,
                                () -> greedy(family, flash))));
  }

  private static void greedy(Path family, String flash) {
    List<Continuation> requests = new ArrayList<>();
    List<int[]> expected = new ArrayList<>();
    manifest(family)
        .get("sequences")
        .forEachEntry(
            (name, sequence) -> {
              int[] greedy = ints(sequence.get("greedy"));
              expected.add(greedy);
              requests.add(
                  Continuation.of(
                          name,
                          ints(sequence.get("token_ids")),
                          0,
                          3,
                          Sampling.GREEDY,
                          greedy.length)
                      .ignoringEnd());
            });
    LlamaOptions options =
        options(512).withWidth(8).withCache(flash.equals("off") ? "f32" : "f16", flash);
    try (LocalModel model = LocalModel.open(family.resolve("model.gguf"));
        LlamaEngine engine = model.engine(options)) {
      List<List<Completion>> made = engine.complete(requests);
      for (int i = 0; i < made.size(); i++) {
        for (Completion c : made.get(i)) {
          assertThat(c.tokens()).as(requests.get(i).id()).isEqualTo(expected.get(i));
        }
      }
    }
  }

  /// Requests of different lengths and sizes over one model: what a study looks like in small.
  private static List<Continuation> mixedWork(LocalModel model, int requests) {
    Random random = new Random(5);
    List<Continuation> work = new ArrayList<>();
    int[] shared = random.ints(150, 0, 300).toArray();
    for (int r = 0; r < requests; r++) {
      int[] prefix = Arrays.copyOf(shared, 3 + random.nextInt(147));
      for (int i = prefix.length * 2 / 3; i < prefix.length; i++) {
        prefix[i] = random.nextInt(300);
      }
      work.add(
          Continuation.of(
                  "r" + r,
                  prefix,
                  CounterRandom.seed(1, "r" + r),
                  1 + random.nextInt(5),
                  new Sampling(.9, .95, 40, 0),
                  5 + random.nextInt(20))
              .withLogprobs());
    }
    assertThat(model.vocabulary().size()).isGreaterThan(300);
    return work;
  }

  /// Everything a completion says, as one comparable text; log probabilities by their bits.
  private static Map<String, String> rows(Engine engine, List<Continuation> work) {
    return rows(engine, work, Integer.MAX_VALUE);
  }

  /// As above, but cancels after `stopAfter` requests were completed.
  private static Map<String, String> rows(Engine engine, List<Continuation> work, int stopAfter) {
    Map<String, String> rows = new TreeMap<>();
    Queue<Continuation> queue = new ArrayDeque<>(work);
    engine.run(
        new Work() {
          @Override
          public @Nullable Continuation next() {
            return queue.poll();
          }

          @Override
          public void completed(Continuation request, List<Completion> completions) {
            completions.forEach(
                c ->
                    rows.put(
                        request.id() + "/" + c.index(),
                        Arrays.toString(c.tokens()) + c.finish() + bits(c.logprobs())));
          }

          @Override
          public void failed(Continuation request, EngineException why) {
            throw why;
          }
        },
        () -> rows.size() >= stopAfter);
    return rows;
  }

  private static String bits(float[] values) {
    StringBuilder text = new StringBuilder();
    for (float v : values) {
      text.append(Integer.toHexString(Float.floatToIntBits(v))).append(' ');
    }
    return text.toString();
  }

  @TestFactory
  Stream<DynamicTest> orderNeighboursAndInterruptionsChangeNothing() {
    Stream<Path> models =
        Stream.concat(
            families().stream().map(f -> f.resolve("model.gguf")),
            Stream.of(Fixtures.require("models/smolthink-135m-q5_0.gguf")));
    return models.map(
        file ->
            DynamicTest.dynamicTest(
                Fixtures.root().relativize(file).toString(),
                () -> orderIndependent(file, file.endsWith("model.gguf") ? 3 : 1)));
  }

  /// @param trials orders and interruptions to try: few for the model that is real, and slow
  private static void orderIndependent(Path file, int trials) {
    try (LocalModel model = LocalModel.open(file);
        LlamaEngine engine = model.engine(options(256).withWidth(8))) {
      List<Continuation> work = mixedWork(model, 6 * trials);
      Map<String, String> expected = rows(engine, work);
      for (int trial = 0; trial < trials; trial++) {
        List<Continuation> shuffled = new ArrayList<>(work);
        Collections.shuffle(shuffled, new Random(trial));
        assertThat(rows(engine, shuffled)).isEqualTo(expected);

        Map<String, String> resumed = new HashMap<>(rows(engine, shuffled, 3 + 7 * trial));
        shuffled.removeIf(c -> resumed.containsKey(c.id() + "/0"));
        resumed.putAll(rows(engine, shuffled));
        assertThat(resumed).isEqualTo(expected);
      }
      Continuation alone = work.getLast();
      assertThat(expected)
          .containsAllEntriesOf(rows(engine, List.of(alone.startingAt(alone.n() - 1, 1))));
    }
  }

  /// The cache's cells are read in blocks of 256; sequences of one to four blocks side by side.
  @Test
  void longAndShortNeighboursChangeNothing() {
    Path file = families().getFirst().resolve("model.gguf");
    Random random = new Random(8);
    List<Continuation> work = new ArrayList<>();
    for (int length : new int[] {3, 250, 700, 255, 513, 40, 900, 256}) {
      work.add(
          Continuation.of(
                  "p" + length, random.ints(length, 0, 300).toArray(), 2, 2, Sampling.PLAIN, 9)
              .withLogprobs());
    }
    try (LocalModel model = LocalModel.open(file)) {
      for (int threads : new int[] {1, 2}) {
        try (LlamaEngine engine = model.engine(LlamaOptions.defaults(1024, threads).withWidth(8))) {
          Map<String, String> expected = rows(engine, work);
          Map<String, String> alone = new TreeMap<>();
          work.reversed().forEach(c -> alone.putAll(rows(engine, List.of(c))));
          assertThat(alone).as("%d threads", threads).isEqualTo(expected).hasSize(16);
        }
      }
    }
  }

  @Test
  void moreCompletionsOfARequestContinueItsNumbering() {
    Path file = families().getFirst().resolve("model.gguf");
    try (LocalModel model = LocalModel.open(file);
        LlamaEngine engine = model.engine(options(256).withWidth(8))) {
      Continuation ten =
          Continuation.of("p", new int[] {5, 6, 7}, 3, 10, Sampling.PLAIN, 12).withLogprobs();
      Map<String, String> expected = rows(engine, List.of(ten));
      Map<String, String> parts = new TreeMap<>(rows(engine, List.of(ten.startingAt(0, 4))));
      parts.putAll(rows(engine, List.of(ten.startingAt(4, 6))));
      assertThat(parts).isEqualTo(expected).hasSize(10);
    }
  }

  @Test
  void whatCannotFitIsReportedAndTheRestGoesOn() {
    Path file = families().getFirst().resolve("model.gguf");
    try (LocalModel model = LocalModel.open(file);
        LlamaEngine engine = model.engine(options(64).withWidth(8))) {
      Queue<Continuation> queue =
          new ArrayDeque<>(
              List.of(
                  Continuation.of("long", new int[60], 0, 1, Sampling.PLAIN, 5),
                  Continuation.of("short", new int[59], 0, 1, Sampling.PLAIN, 5).ignoringEnd()));
      List<String> heard = new ArrayList<>();
      engine.run(
          new Work() {
            @Override
            public @Nullable Continuation next() {
              return queue.poll();
            }

            @Override
            public void completed(Continuation request, List<Completion> completions) {
              heard.add(request.id() + " " + completions.getFirst().tokens().length);
            }

            @Override
            public void failed(Continuation request, EngineException why) {
              heard.add(String.valueOf(why.getMessage()));
            }
          },
          () -> false);
      assertThat(heard)
          .containsExactly(
              "long: 60 prompt tokens and up to 5 generated ones need a context of 65, this engine has 64",
              "short 5");
    }
  }

  @Test
  void bansAndGrammarsHold() {
    Path file = families().getFirst().resolve("model.gguf");
    try (LocalModel model = LocalModel.open(file);
        LlamaEngine engine = model.engine(options(64).withWidth(8))) {
      Continuation plain = Continuation.of("p", new int[] {1}, 3, 8, Sampling.PLAIN, 20);
      Map<Integer, Float> ban = new HashMap<>();
      for (int t = 100; t < model.vocabulary().size(); t++) {
        ban.put(t, Float.NEGATIVE_INFINITY);
      }
      List<List<Completion>> made =
          engine.complete(
              List.of(plain.withBias(ban), plain.withGrammar("root ::= (\"ab\" | \"ba\")+")));
      made.get(0).forEach(c -> assertThat(Arrays.stream(c.tokens())).allMatch(t -> t < 100));
      for (Completion c : made.get(1)) {
        StringBuilder text = new StringBuilder();
        for (int t : c.tokens()) {
          text.append(new String(model.vocabulary().bytes(t), StandardCharsets.UTF_8));
        }
        assertThat(text.toString()).matches("(ab|ba)*[ab]?").isNotEmpty();
      }
    }
  }

  @Test
  void aContextBeyondTrainingIsRefusedWithWhatToDo() {
    Path file = families().getFirst().resolve("model.gguf");
    try (LocalModel model = LocalModel.open(file)) {
      assertThatThrownBy(() -> model.engine(options(1_000_000)))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("longer than the 4,096")
          .hasMessageContaining("lower the thinking or answer cap");
    }
  }
}
