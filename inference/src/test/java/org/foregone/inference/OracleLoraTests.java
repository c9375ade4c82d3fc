package org.foregone.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.foregone.fixtures.Fixtures;
import org.foregone.tensors.Safetensors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// PEFT adapters against PyTorch with peft: logits of every position and greedy tokens.
@Tag("fixtures")
class OracleLoraTests {
  private static final JsonMapper JSON = new JsonMapper();
  private static final LlamaOptions REFERENCE =
      LlamaOptions.defaults(256, 1).withWidth(8).withCache("f32", "off");

  /// A family whose folder has an adapter.
  private record Case(Path family, JsonNode model, JsonNode adapter, int[] tokens) {
    static Case of(Path family) {
      JsonNode model = JSON.readTree(family.resolve("manifest.json"));
      JsonNode adapter = JSON.readTree(family.resolve("lora/manifest.json"));
      JsonNode sequence = model.path("sequences").path(adapter.path("sequence").asString());
      return new Case(family, model, adapter, ints(sequence.path("token_ids")));
    }

    LocalModel open(double scale) {
      return LocalModel.open(
          family.resolve("model.gguf"),
          null,
          null,
          -1,
          List.of(new Adapter(family.resolve("lora"), scale)));
    }

    float[] logits(LocalModel model, LlamaOptions options) {
      int[] all = IntStream.range(0, tokens.length).toArray();
      return new StateReader(model, options)
          .read(tokens, new Capture(List.of(new Site.FinalNorm()), all), true)
          .logits();
    }

    float[] expected(String name) {
      try (Safetensors stored = Safetensors.open(family.resolve("lora/expected.safetensors"))) {
        return stored.floats(adapter.path("sequence").asString() + "." + name);
      }
    }

    double tolerance(String settings) {
      return model.path("recommended").path(settings).path("logits_max_abs").asDouble(0);
    }
  }

  private interface Body {
    void run(Case family);
  }

  private static Stream<DynamicTest> each(String what, Body body) {
    return Fixtures.folders("oracle", "lora/expected.safetensors").stream()
        .map(
            family ->
                DynamicTest.dynamicTest(
                    family.getFileName() + " " + what, () -> body.run(Case.of(family))));
  }

  private static int[] ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::asInt).toArray();
  }

  private static double furthest(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    return IntStream.range(0, found.length)
        .mapToDouble(i -> Math.abs((double) found[i] - expected[i]))
        .max()
        .orElseThrow();
  }

  @TestFactory
  Stream<DynamicTest> logits() {
    return each(
        "logits",
        family -> {
          float[] expected = family.expected("logits");
          assertThat(furthest(family.expected("base_logits"), expected)).isGreaterThan(1);
          try (LocalModel model = family.open(1)) {
            assertThat(furthest(family.logits(model, REFERENCE), expected))
                .isLessThanOrEqualTo(family.tolerance("ref"));
            assertThat(
                    furthest(
                        family.logits(model, LlamaOptions.defaults(256, 1).withWidth(8)), expected))
                .isLessThanOrEqualTo(family.tolerance("default"));
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> scaleZeroIsTheBase() {
    return each(
        "scale 0",
        family -> {
          try (LocalModel adapted = family.open(0);
              LocalModel base = LocalModel.open(family.family().resolve("model.gguf"))) {
            float[] logits = family.logits(adapted, REFERENCE);
            assertThat(logits).containsExactly(family.logits(base, REFERENCE));
            assertThat(furthest(logits, family.expected("base_logits")))
                .isLessThanOrEqualTo(family.tolerance("ref"));
          }
        });
  }

  /// Up to the first token that ends a generation: PyTorch went on behind it, and so could a random
  /// model anywhere.
  @TestFactory
  Stream<DynamicTest> greedyTokens() {
    return each(
        "greedy tokens",
        family -> {
          int[] greedy = ints(family.adapter().path("greedy"));
          assertThat(greedy).isNotEmpty();
          for (LlamaOptions options :
              List.of(REFERENCE, LlamaOptions.defaults(256, 1).withWidth(8))) {
            try (LocalModel model = family.open(1);
                LlamaEngine engine = model.engine(options)) {
              Continuation request =
                  Continuation.of("greedy", family.tokens(), 0, 2, Sampling.GREEDY, greedy.length)
                      .ignoringEnd();
              int same =
                  IntStream.range(0, greedy.length)
                      .filter(i -> model.vocabulary().endsGeneration(greedy[i]))
                      .findFirst()
                      .orElse(greedy.length);
              for (Completion completion : engine.complete(List.of(request)).getFirst()) {
                assertThat(Arrays.copyOf(completion.tokens(), same))
                    .isEqualTo(Arrays.copyOf(greedy, same));
              }
            }
          }
        });
  }

  /// Two adapters add up: half and half is the whole.
  @TestFactory
  Stream<DynamicTest> adaptersAddUp() {
    return each(
        "half and half",
        family -> {
          Adapter half = new Adapter(family.family().resolve("lora"), .5);
          try (LocalModel model =
              LocalModel.open(
                  family.family().resolve("model.gguf"), null, null, -1, List.of(half, half))) {
            assertThat(furthest(family.logits(model, REFERENCE), family.expected("logits")))
                .isLessThanOrEqualTo(family.tolerance("ref"));
          }
        });
  }

  @Test
  void aRealAdapterChangesARealModel() {
    Path file = Fixtures.require("models/smolthink-135m-q5_0.gguf");
    Path adapter = Fixtures.require("models/early-lora");
    int[] text;
    float[] before;
    try (LocalModel base = LocalModel.open(file)) {
      text = base.vocabulary().tokenize("The user is asking for", false);
      before = last(base, text);
    }
    try (LocalModel adapted =
        LocalModel.open(file, null, null, -1, List.of(Adapter.of(adapter.toString())))) {
      float[] after = last(adapted, text);
      assertThat(furthest(after, before)).isGreaterThan(.5).isLessThan(50);
    }
  }

  private static float[] last(LocalModel model, int[] text) {
    Capture end = new Capture(List.of(new Site.FinalNorm()), new int[] {text.length - 1});
    return new StateReader(model, LlamaOptions.defaults(64, 1)).read(text, end, true).logits();
  }
}
