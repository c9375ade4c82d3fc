package org.foregone.llama;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.foregone.fixtures.Fixtures;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One tiny model of the oracle fixtures: the GGUF file and the numbers that another implementation
/// gives for it (the layout is in the fixtures' own README).
record OracleModel(String family, Path folder, JsonNode manifest) {
  private static final JsonMapper JSON = new JsonMapper();

  /// A stored prompt.
  ///
  /// @param greedy the 32 tokens that follow it when always the most likely one is taken
  /// @param rows the positions whose logits are stored
  record Sequence(String name, int[] tokens, int[] greedy, int[] rows) {}

  /// Every model found; the calling test is skipped when there is none.
  static List<OracleModel> all() {
    Path root = Fixtures.require("oracle");
    try (Stream<Path> folders = Files.list(root)) {
      return folders
          .filter(f -> Files.exists(f.resolve("model.gguf")))
          .sorted()
          .map(f -> new OracleModel(f.getFileName().toString(), f, json(f)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(Path folder) {
    return JSON.readTree(folder.resolve("manifest.json"));
  }

  Path file() {
    return folder.resolve("model.gguf");
  }

  LlamaModel open() {
    return LlamaModel.open(
        NativeLibrary.load(NativeLibrary.Options.DEFAULT), file(), ModelOptions.DEFAULT);
  }

  List<Sequence> sequences() {
    return manifest.path("sequences").properties().stream()
        .map(
            e ->
                new Sequence(
                    e.getKey(),
                    ints(e.getValue().path("token_ids")),
                    ints(e.getValue().path("greedy")),
                    ints(e.getValue().path("rows"))))
        .toList();
  }

  static int[] ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::asInt).toArray();
  }

  DynamicTest test(String name, Executable body) {
    return DynamicTest.dynamicTest(family + " " + name, body);
  }

  /// The last row of a stored F32 tensor, as `oracle.safetensors` has it.
  float[] lastRow(String tensor, int width) {
    try {
      ByteBuffer file =
          ByteBuffer.wrap(Files.readAllBytes(folder.resolve("oracle.safetensors")))
              .order(ByteOrder.LITTLE_ENDIAN);
      int header = Math.toIntExact(file.getLong(0));
      JsonNode entry =
          JSON.readTree(new String(file.array(), 8, header, StandardCharsets.UTF_8)).path(tensor);
      int end = 8 + header + entry.path("data_offsets").get(1).asInt();
      float[] row = new float[width];
      file.position(end - 4 * width)
          .slice()
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(row);
      return row;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
