package org.foregone.study.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.foregone.inference.Adapter;
import org.foregone.study.StudyException;
import org.foregone.study.config.Matrix.Cell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatrixTests {
  @TempDir Path temp;

  @BeforeEach
  void files() throws IOException {
    for (String name : List.of("a-1.5b.gguf", "b.gguf", "lora.gguf")) {
      Files.writeString(temp.resolve(name), "");
    }
  }

  private Path yaml(String text) throws IOException {
    return Files.writeString(temp.resolve("matrix.yaml"), text);
  }

  private static String base(Matrix matrix, Cell cell) {
    return cell.base().isEmpty() ? "" : matrix.cells().get(cell.base().getAsInt()).name();
  }

  @Test
  void everyCombinationIsAStudyWithItsBaseBeforeIt() throws IOException {
    Path file =
        yaml(
            """
            rollouts: 3
            matrix:
              models:
                - a-1.5b.gguf
                - {name: tuned, model: b.gguf, lora: lora.gguf}
              loras: ["lora.gguf:0.5"]
              interventions: ["psr:k=16"]
              seeds: [1, 2]
            """);
    Matrix matrix = Matrix.read(file).orElseThrow();
    assertThat(matrix.cells())
        .extracting(cell -> cell.name() + " < " + base(matrix, cell))
        .containsExactly(
            "a-1-5b.seed1 < ",
            "a-1-5b.seed2 < ",
            "a-1-5b.psr-k-16.seed1 < a-1-5b.seed1",
            "a-1-5b.psr-k-16.seed2 < a-1-5b.seed2",
            "a-1-5b.lora-x0-5.seed1 < a-1-5b.seed1",
            "a-1-5b.lora-x0-5.seed2 < a-1-5b.seed2",
            "a-1-5b.lora-x0-5.psr-k-16.seed1 < a-1-5b.lora-x0-5.seed1",
            "a-1-5b.lora-x0-5.psr-k-16.seed2 < a-1-5b.lora-x0-5.seed2",
            "tuned.seed1 < a-1-5b.seed1",
            "tuned.seed2 < a-1-5b.seed2",
            "tuned.psr-k-16.seed1 < tuned.seed1",
            "tuned.psr-k-16.seed2 < tuned.seed2",
            "tuned.lora-x0-5.seed1 < tuned.seed1",
            "tuned.lora-x0-5.seed2 < tuned.seed2",
            "tuned.lora-x0-5.psr-k-16.seed1 < tuned.lora-x0-5.seed1",
            "tuned.lora-x0-5.psr-k-16.seed2 < tuned.lora-x0-5.seed2");
  }

  @Test
  void aCellIsTheCommonConfigurationWithItsOwnChoices() throws IOException {
    Path file =
        yaml(
            """
            rollouts: 3
            matrix:
              models: [{model: b.gguf, lora: lora.gguf}]
              loras: ["lora.gguf:0.5"]
              seeds: [7]
            """);
    ConfigSources sources = new ConfigSources(file, Map.of(), List.of(), Map.of());
    List<Cell> cells = Matrix.read(file).orElseThrow().cells();
    StudyConfig config = sources.of(cells.getLast().settings()).resolve().config();
    assertThat(config.rollouts()).isEqualTo(3);
    assertThat(config.seed()).isEqualTo(7);
    assertThat(config.model()).isEqualTo(temp.resolve("b.gguf"));
    assertThat(config.lora())
        .containsExactly(
            new Adapter(temp.resolve("lora.gguf"), 1), new Adapter(temp.resolve("lora.gguf"), .5));
    assertThat(sources.of(cells.getFirst().settings()).resolve().config().lora()).hasSize(1);

    ConfigSources contradicting = new ConfigSources(file, Map.of(), List.of("seed=3"), Map.of());
    assertThatThrownBy(() -> contradicting.of(cells.getFirst().settings()).resolve())
        .hasMessageContaining("--set: seed is a matter of the matrix");
  }

  /// Two adapters of PEFT are both called adapter_model; a base's adapter is not that of its cells.
  @Test
  void whatIsCalledAlikeCanBeNamed() throws IOException {
    Path file =
        yaml(
            """
            matrix:
              models: [b.gguf]
              loras: [{name: one, lora: lora.gguf}, {name: two, lora: "lora.gguf:0.5"}]
              interventions: [{name: nudged, intervention: psr}]
            """);
    List<Cell> cells = Matrix.read(file).orElseThrow().cells();
    assertThat(cells)
        .extracting(Cell::name)
        .containsExactly("b", "b.nudged", "b.one", "b.one.nudged", "b.two", "b.two.nudged");
    assertThatThrownBy(
            () -> Matrix.read(yaml("matrix: {models: [b.gguf], loras: [{lora: x, scale: 2}]}")))
        .hasMessageContaining(".loras: {lora=x, scale=2} has other keys than name and lora");
  }

  @Test
  void everythingWrongIsToldAtOnce() throws IOException {
    Path file =
        yaml(
            """
            matrix:
              models: [b.gguf, {file: c.gguf}, ./b.gguf]
              seed: [1]
              interventions: psr
            """);
    assertThatThrownBy(() -> Matrix.read(file))
        .isInstanceOf(StudyException.class)
        .hasMessageContainingAll(
            "matrix.yaml:1: matrix.seed is no axis",
            ".models: {file=c.gguf} names no model",
            ".interventions is psr",
            "two studies would be called b");
    assertThat(Matrix.read(yaml("seed: 3"))).isEmpty();
    assertThatThrownBy(() -> Matrix.read(yaml("matrix: {seeds: [1]}")))
        .hasMessageContaining("matrix.models names none");
  }

  /// Everything of a base holds, its sampler in force too, until something else is said.
  @Test
  void aBaseIsTheWeakestLayer() throws IOException {
    ResolvedConfig was =
        new ConfigSources(
                null,
                Map.of(),
                List.of("seed=9", "rollouts=5", "model=" + temp.resolve("b.gguf")),
                Map.of())
            .resolve();
    Path base = Files.createDirectory(temp.resolve("base"));
    Files.writeString(
        base.resolve("study.resolved.yaml"),
        was.yaml(Map.of("sampling.temperature", "0.6", "sampling.top-k", "20", "seed", "9")));
    ResolvedConfig now =
        new ConfigSources(
                base, null, Map.of(), List.of("rollouts=6"), Map.of("lora", List.of("x")), Map.of())
            .resolveStored();
    assertThat(now.config().seed()).isEqualTo(9);
    assertThat(now.config().rollouts()).isEqualTo(6);
    assertThat(now.config().model()).isEqualTo(temp.resolve("b.gguf"));
    assertThat(now.config().sampling().temperature()).hasValue(.6);
    assertThat(now.config().sampling().topK()).hasValue(20);
    assertThat(now.explained()).contains("seed = 9  (--base " + base + ")");

    Files.writeString(
        base.resolve("study.resolved.yaml"), "intervention: psr\nlora: [lora.gguf]\nseed: 9\n");
    List<Cell> cells = Matrix.read(yaml("matrix: {models: [b.gguf]}")).orElseThrow().cells();
    StudyConfig cell =
        new ConfigSources(base, null, Map.of(), List.of(), Map.of(), cells.getFirst().settings())
            .resolve()
            .config();
    assertThat(cell.seed()).isEqualTo(9);
    assertThat(cell.lora()).isEmpty();
    assertThat(cell.intervention()).isEmpty();
    assertThatThrownBy(
            () -> new ConfigSources(temp, null, Map.of(), List.of(), Map.of(), Map.of()).resolve())
        .hasMessageContaining("--base " + temp + ": no study here");
  }
}
