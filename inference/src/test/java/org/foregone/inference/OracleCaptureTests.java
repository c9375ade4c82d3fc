package org.foregone.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.foregone.fixtures.Fixtures;
import org.foregone.tensors.Safetensors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// States that the engine captures, in prefixes and in completions of several forks at once,
/// against PyTorch with transformers; and what edits do.
@Tag("fixtures")
class OracleCaptureTests {
  private static final JsonMapper JSON = new JsonMapper();

  /// A model of the fixtures with its engine.
  private record Opened(
      JsonNode manifest, LlamaEngine engine, Safetensors stored, JsonNode tolerance) {
    int blocks() {
      return engine.model().layers();
    }

    List<Site> allSites() {
      List<Site> sites = new ArrayList<>(List.of(new Site.Embedding(), new Site.FinalNorm()));
      IntStream.range(0, blocks()).forEach(b -> sites.add(new Site.Block(b)));
      return sites;
    }

    int[] tokens(String sequence) {
      return ints(manifest.path("sequences").path(sequence).path("token_ids"));
    }

    /// The stored rows of a site, `[rows x width]`, as `axis` of the names counts them.
    float[] expected(String prefix, Site site, int rows) {
      int size = rows * engine.model().width();
      return switch (site) {
        case Site.Embedding() -> stored.floats(prefix + ".embd");
        case Site.FinalNorm() -> stored.floats(prefix + ".norm");
        case Site.Block(int index) ->
            Arrays.copyOfRange(stored.floats(prefix + ".layers"), index * size, (index + 1) * size);
      };
    }

    void check(String what, float[] found, float[] expected) {
      assertThat(found).as(what).hasSameSizeAs(expected);
      int width = engine.model().width();
      for (int row = 0; row < found.length / width; row++) {
        double difference = 0;
        double norm = 0;
        for (int i = row * width; i < (row + 1) * width; i++) {
          difference += Math.pow((double) found[i] - expected[i], 2);
          norm += Math.pow(expected[i], 2);
        }
        assertThat(Math.sqrt(difference / norm))
            .as("%s, row %d: relative distance", what, row)
            .isLessThanOrEqualTo(tolerance.path("row_relative_l2").asDouble());
      }
    }
  }

  private interface Body {
    void run(Opened model);
  }

  private static Stream<DynamicTest> each(String name, Body body) {
    return Fixtures.folders("oracle", "model.gguf").stream()
        .flatMap(
            family ->
                Stream.of("ref", "default")
                    .map(
                        settings ->
                            DynamicTest.dynamicTest(
                                family.getFileName() + " " + settings + " " + name,
                                () -> open(family, settings, body))));
  }

  private static void open(Path family, String settings, Body body) {
    JsonNode manifest = JSON.readTree(family.resolve("manifest.json"));
    JsonNode tolerance = manifest.path("recommended").path(settings);
    assumeTrue(
        tolerance.path("row_relative_l2").isNumber(),
        "SKIPPED: the manifest gives no tolerance for these settings");
    LlamaOptions options = LlamaOptions.defaults(256, 1).withWidth(8);
    try (LocalModel model = LocalModel.open(family.resolve("model.gguf"));
        LlamaEngine engine =
            model.engine(settings.equals("ref") ? options.withCache("f32", "off") : options);
        Safetensors stored = Safetensors.open(family.resolve("oracle.safetensors"))) {
      body.run(new Opened(manifest, engine, stored, tolerance));
    }
  }

  private static int[] ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::asInt).toArray();
  }

  @TestFactory
  Stream<DynamicTest> promptsAndCompletions() {
    return each("prompts and completions", OracleCaptureTests::promptsAndCompletions);
  }

  /// All prompts in one run, three completions each, so that forks of several prompts share steps.
  private static void promptsAndCompletions(Opened model) {
    List<Continuation> requests = new ArrayList<>();
    List<int[]> stored = new ArrayList<>();
    List<int[]> positions = new ArrayList<>();
    model
        .manifest
        .path("sequences")
        .forEachEntry(
            (name, sequence) -> {
              int[] prompt = ints(sequence.path("token_ids"));
              int[] rows = ints(sequence.path("rows"));
              int greedy = sequence.path("greedy").size();
              int[] generated = IntStream.range(prompt.length, prompt.length + greedy).toArray();
              int[] captured =
                  IntStream.concat(Arrays.stream(rows), Arrays.stream(generated)).toArray();
              stored.add(rows);
              positions.add(captured);
              requests.add(
                  Continuation.of(name, prompt, 0, 3, Sampling.GREEDY, greedy + 1)
                      .ignoringEnd()
                      .withCapture(new Capture(model.allSites(), captured)));
            });
    List<List<Completion>> made = model.engine.complete(requests);
    for (int r = 0; r < requests.size(); r++) {
      Continuation request = requests.get(r);
      int[] greedy = ints(model.manifest.path("sequences").path(request.id()).path("greedy"));
      for (Completion completion : made.get(r)) {
        States states = completion.captured();
        assertThat(states.positions()).isEqualTo(positions.get(r));
        assertThat(Arrays.copyOf(completion.tokens(), greedy.length)).isEqualTo(greedy);
        int prompt = stored.get(r).length * states.width();
        for (int s = 0; s < states.sites().size(); s++) {
          Site site = states.sites().get(s);
          float[] values = states.values().get(s);
          String what = request.id() + " " + site.name();
          model.check(
              what,
              Arrays.copyOf(values, prompt),
              model.expected(request.id(), site, stored.get(r).length));
          if (!(site instanceof Site.Embedding)) {
            model.check(
                what + " generated",
                Arrays.copyOfRange(values, prompt, values.length),
                model.expected(request.id() + ".gen", site, greedy.length));
          }
        }
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> edits() {
    return each("steered and patched", OracleCaptureTests::edits);
  }

  private static void edits(Opened model) {
    JsonNode intervention = model.manifest.path("interventions");
    int[] tokens = model.tokens(intervention.path("sequence").asString());
    int block = intervention.path("layer").asInt();
    int position = intervention.path("patch_position").asInt();
    int last = tokens.length - 1;
    Continuation plain =
        Continuation.of("plain", tokens, 0, 1, Sampling.GREEDY, 1)
            .withCapture(new Capture(model.allSites(), new int[] {position, last}));
    States before = only(model.engine, plain);
    int blockSite = before.sites().indexOf(new Site.Block(block));

    float[] steer = model.stored.floats("iv.steer.vec");
    States steered =
        only(model.engine, plain.withEdit(new StateEdit(block, steer, 0, Integer.MAX_VALUE)));
    compare(model, "iv.steer", steered);

    float[] patch = model.stored.floats("iv.patch.vec"); // replaces the row: added as a difference
    float[] old = before.row(blockSite, 0);
    IntStream.range(0, patch.length).forEach(i -> patch[i] -= old[i]);
    States patched =
        only(model.engine, plain.withEdit(new StateEdit(block, patch, position, position + 1)));
    compare(model, "iv.patch", patched);

    States after = only(model.engine, plain);
    for (int s = 0; s < after.sites().size(); s++) {
      assertThat(after.values().get(s)).as("unchanged").containsExactly(before.values().get(s));
    }
  }

  /// The last position of every block and of the final norm; embeddings do not change.
  private static void compare(Opened model, String prefix, States states) {
    for (int s = 0; s < states.sites().size(); s++) {
      Site site = states.sites().get(s);
      if (!(site instanceof Site.Embedding)) {
        model.check(prefix + " " + site.name(), states.row(s, 1), model.expected(prefix, site, 1));
      }
    }
  }

  private static States only(Engine engine, Continuation request) {
    return engine.complete(List.of(request)).getFirst().getFirst().captured();
  }
}
