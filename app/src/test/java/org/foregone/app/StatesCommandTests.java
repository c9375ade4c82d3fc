package org.foregone.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.foregone.fixtures.Fixtures;
import org.foregone.tensors.DType;
import org.foregone.tensors.Safetensors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `foregone states` as scripts call it: what it writes, read back and held against PyTorch.
@Tag("fixtures")
class StatesCommandTests {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;

  private static List<Path> families() {
    return Fixtures.folders("oracle", "model.gguf");
  }

  private static JsonNode manifest(Path family) {
    return JSON.readTree(family.resolve("manifest.json"));
  }

  private static int[] ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::asInt).toArray();
  }

  private static String list(int[] numbers) {
    return Arrays.stream(numbers).mapToObj(Integer::toString).collect(Collectors.joining(","));
  }

  private Path states(Path family, String... more) {
    Path out = folder.resolve("new folder").resolve("out.safetensors");
    List<String> words = new ArrayList<>(List.of("states", "--model"));
    words.add(family.resolve("model.gguf").toString());
    words.addAll(List.of("--out", out.toString()));
    words.addAll(List.of(more));
    Run run = Run.here(words.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
    return out;
  }

  @TestFactory
  Stream<DynamicTest> agreesWithTheOracle() {
    return families().stream()
        .flatMap(
            family ->
                Stream.of("ref", "default")
                    .filter(
                        settings -> tolerance(family, settings).path("row_relative_l2").isNumber())
                    .map(
                        settings ->
                            DynamicTest.dynamicTest(
                                family.getFileName() + " " + settings,
                                () -> compare(family, settings))));
  }

  private static JsonNode tolerance(Path family, String settings) {
    return manifest(family).path("recommended").path(settings);
  }

  private void compare(Path family, String settings) {
    boolean reference = settings.equals("ref");
    JsonNode tolerance = tolerance(family, settings);
    double relative = tolerance.path("row_relative_l2").asDouble();
    manifest(family)
        .path("sequences")
        .forEachEntry(
            (name, sequence) -> {
              int[] rows = ints(sequence.path("rows"));
              Path file =
                  states(
                      family,
                      "--tokens",
                      list(ints(sequence.path("token_ids"))),
                      "--positions",
                      list(rows),
                      "--layers",
                      "all",
                      "--logits",
                      "--kv-type",
                      reference ? "f32" : "f16",
                      "--flash-attn",
                      reference ? "off" : "auto");
              try (Safetensors found = Safetensors.open(file);
                  Safetensors oracle = Safetensors.open(family.resolve("oracle.safetensors"))) {
                long[] shape = oracle.tensor(name + ".layers").shape();
                int blocks = (int) shape[0];
                assertThat(found.names()).hasSize(blocks + 4);
                assertThat(found.ints("positions")).containsExactly(rows);
                assertThat(found.tensor("positions").dtype()).isEqualTo(DType.I64);
                assertThat(found.floats("embd")).containsExactly(oracle.floats(name + ".embd"));
                float[] layers = oracle.floats(name + ".layers");
                for (int b = 0; b < blocks; b++) {
                  assertThat(found.tensor("block." + b).shape())
                      .containsExactly(shape[1], shape[2]);
                  int size = layers.length / blocks;
                  close(
                      found.floats("block." + b),
                      Arrays.copyOfRange(layers, b * size, (b + 1) * size),
                      (int) shape[2],
                      relative);
                }
                close(
                    found.floats("final_norm"),
                    oracle.floats(name + ".norm"),
                    (int) shape[2],
                    relative);
                float[] logits = found.floats("logits");
                float[] expected = oracle.floats(name + ".logits");
                assertThat(found.tensor("logits").shape())
                    .containsExactly(oracle.tensor(name + ".logits").shape());
                assertThat(
                        IntStream.range(0, logits.length)
                            .mapToDouble(i -> Math.abs(logits[i] - expected[i]))
                            .max()
                            .orElseThrow())
                    .isLessThanOrEqualTo(tolerance.path("logits_max_abs").asDouble());
              }
            });
  }

  private static void close(float[] found, float[] expected, int width, double tolerance) {
    assertThat(found).hasSameSizeAs(expected);
    for (int row = 0; row < found.length; row += width) {
      double difference = 0;
      double norm = 0;
      for (int i = row; i < row + width; i++) {
        difference += Math.pow((double) found[i] - expected[i], 2);
        norm += Math.pow(expected[i], 2);
      }
      assertThat(Math.sqrt(difference / norm)).isLessThanOrEqualTo(tolerance);
    }
  }

  @Test
  void layersAreNumbersOrNamesAndPositionsAreSorted() {
    Path family = families().getFirst();
    String[] all = {"--tokens", "5,6,7,8", "--layers", "all", "--positions", "all"};
    int last = manifest(family).path("layers").asInt();
    String[] some = {
      "--tokens", "5,6,7,8", "--layers", "block.1,0," + last + ",1", "--positions", "last,2,0"
    };
    try (Safetensors whole = Safetensors.open(states(family, all))) {
      assertThat(whole.names()).contains("embd", "block.0", "block." + (last - 1), "final_norm");
      try (Safetensors part = Safetensors.open(states(family, some))) {
        assertThat(part.names())
            .containsExactly("embd", "block.0", "block.1", "final_norm", "positions");
        assertThat(part.longs("positions")).containsExactly(0, 2, 3);
        int width = (int) part.tensor("embd").shape()[1];
        for (String name : List.of("embd", "block.0", "block.1", "final_norm")) {
          float[] values = whole.floats(name);
          assertThat(Arrays.copyOfRange(part.floats(name), width, 3 * width))
              .as(name)
              .containsExactly(Arrays.copyOfRange(values, 2 * width, 4 * width));
        }
      }
    }
  }

  @Test
  void bfloat16HalvesTheFile() {
    Path family = families().getFirst();
    String[] plain = {"--tokens", "5,6,7", "--layers", "1", "--positions", "last"};
    float[] exact;
    try (Safetensors file = Safetensors.open(states(family, plain))) {
      exact = file.floats("block.0");
    }
    String[] rounded =
        Stream.concat(Stream.of(plain), Stream.of("--dtype", "bf16")).toArray(String[]::new);
    try (Safetensors file = Safetensors.open(states(family, rounded))) {
      assertThat(file.tensor("block.0").dtype()).isEqualTo(DType.BF16);
      float[] half = file.floats("block.0");
      for (int i = 0; i < exact.length; i++) {
        assertThat(Math.abs(half[i] - exact[i])).isLessThanOrEqualTo(Math.abs(exact[i]) / 256);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> messagesGoThroughTheTemplate() {
    return families().stream()
        .map(
            family ->
                DynamicTest.dynamicTest(family.getFileName().toString(), () -> messages(family)));
  }

  private void messages(Path family) throws IOException {
    JsonNode chat = manifest(family).path("chat").path("cases").get(0);
    Path file = Files.writeString(folder.resolve("m.json"), chat.path("messages").toString());
    Path out = folder.resolve("out.safetensors");
    Run run =
        Run.here(
            "states",
            "--model",
            family.resolve("model.gguf").toString(),
            "--messages",
            file.toString(),
            "--layers",
            "embd",
            "--positions",
            "all",
            "--json",
            "--out",
            out.toString());

    assertThat(run.code()).as(run.err()).isZero();
    JsonNode printed = JSON.readTree(run.out());
    assertThat(printed.path("file").asString()).isEqualTo(out.toString());
    int tokens = printed.path("tensors").path("positions").path("shape").get(0).asInt();
    assertThat(tokens).isEqualTo(chat.path("parse_special").size());
    assertThat(printed.path("tensors").path("embd").path("dtype").asString()).isEqualTo("F32");
  }

  @Test
  void benchCapturePrintsARatioForEachCapture() {
    Run run =
        Run.here(
            "bench",
            "capture",
            "--model",
            families().getFirst().resolve("model.gguf").toString(),
            "--threads",
            "1",
            "--repeats",
            "2",
            "--json");

    assertThat(run.code()).as(run.err()).isZero();
    List<JsonNode> rows = run.out().lines().map(JSON::readTree).toList();
    assertThat(rows)
        .extracting(row -> row.get("work").asString() + " " + row.get("capture").asString())
        .containsExactly(
            "prefill last", "prefill all", "prefill study", "decode last", "decode all");
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.get("seconds").size()).isEqualTo(2);
              assertThat(row.get("ratio").asDouble()).isPositive();
            });
  }

  @Test
  void everythingWrongIsToldAtOnceAndNothingIsWritten() {
    Path family = families().getFirst();
    int blocks = manifest(family).path("layers").asInt();
    Run run =
        Run.here(
            "states",
            "--model",
            family.resolve("model.gguf").toString(),
            "--tokens",
            "5,99999",
            "--layers",
            "0,%d,blok".formatted(blocks + 1),
            "--positions",
            "1,2",
            "--kv-type",
            "q8",
            "--out",
            folder.toString());

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("error[E104]: --kv-type: `q8` is not a value it takes\nhint: one of: f32, f16\n")
        .contains(
            """
            error[E104]: --layers: `%d` is not a layer of this model
            hint: all, or a list of 0 to %d (as transformers counts hidden_states) and embd, block.0 to block.%d, final_norm
            """
                .formatted(blocks + 1, blocks, blocks - 1))
        .contains("--layers: `blok` is not a layer of this model")
        .contains("--tokens: 99999 is not a token; this model's are 0 to ")
        .contains(
            "--positions: `2` is not a position of the 2 tokens\nhint: all, last, or a list of 0 to 1\n")
        .contains("--out: " + folder + " is a folder");

    Run missing =
        Run.here(
            "states",
            "--model",
            "no.gguf",
            "--messages",
            "no.json",
            "--layers",
            "all",
            "--positions",
            "all",
            "--out",
            folder.resolve("x").toString());
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err())
        .contains("no such model file: no.gguf")
        .contains("no such file: no.json");
    assertThat(folder).isEmptyDirectory();
  }
}
