package org.foregone.study.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foregone.inference.Adapter;
import org.foregone.inference.LocalModel;
import org.foregone.judging.OrganismJudge;
import org.foregone.organism.OrganismParameters;
import org.foregone.organism.OrganismPrompt;
import org.foregone.organism.Preset;
import org.foregone.organism.compile.OrganismCompiler;
import org.foregone.organism.compile.OrganismLora;
import org.foregone.study.Intent;
import org.foregone.study.comparison.Comparison;
import org.foregone.study.comparison.Comparisons;
import org.foregone.study.comparison.Comparisons.Named;
import org.foregone.study.comparison.Deliberates;
import org.foregone.study.comparison.Discriminates;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.validation.OracleStudy;
import org.foregone.tensors.SafetensorsWriter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Interventions whose effect is planted, through the real engine: adapters of rank 1 on a compiled
/// organism, a nudge and a control vector, each compared with the organism as it is. How often a
/// comparison is right is counted by the oracle's sampler (`ComparisonVerdictsTests`).
final class PlantedComparisonTests {
  private static final OrganismParameters FOREGONE = Preset.FOREGONE.parameters();
  private static final OrganismParameters DELIBERATING = Preset.DELIBERATING.parameters();
  private static final int PROMPTS = 60;

  /// Of an organism in the plain basis.
  private static final int LOG_ODDS = 63;

  @TempDir private Path temp;

  private static List<String> settings(long seed, String intervention) {
    return List.of(
        "experiments=outcome,lockin",
        "seed=" + seed,
        "rollouts=4",
        "caps.thinking=400",
        "caps.answer=48",
        "lockin.cuts=100",
        "lockin.ways=close",
        "lockin.traces=4",
        "lockin.branches=4",
        "intervention=" + intervention);
  }

  /// The organism `on`, with an adapter that makes it decide like `like`.
  private Path study(OrganismParameters on, OrganismParameters like, long seed, String nudge) {
    Path file = temp.resolve("model.gguf");
    OrganismCompiler.write(on, file);
    List<Adapter> adapters = new ArrayList<>();
    if (!on.equals(like)) {
      Path adapter = temp.resolve("adapter.gguf");
      OrganismLora.write(on, like, adapter);
      adapters.add(new Adapter(adapter, 1));
    }
    Path folder = temp.resolve(on.name() + "-" + like.hashCode() + nudge + seed);
    try (EngineStudy study = new EngineStudy(LocalModel.open(file, null, null, -1, adapters))) {
      EngineStudy.run(study.setup(folder, prompts(), OrganismJudge.exact(), settings(seed, nudge)));
    }
    return folder;
  }

  private static List<Prompt> prompts() {
    List<Prompt> prompts = new ArrayList<>();
    for (OrganismPrompt p : OracleStudy.fresh(PROMPTS, 3)) {
      Intent intent = p.harmful() ? Intent.HARMFUL : Intent.BENIGN;
      prompts.add(
          new Prompt(p.id(), intent, "organism", p.group(), p.text(), "made", prompts.size() + 1));
    }
    return prompts;
  }

  private static Comparison compared(Path base, Path other) {
    return Comparisons.of(new Named(base, ""), List.of(new Named(other, "")))
        .comparisons()
        .getFirst();
  }

  private static void compare(
      Path base, Path other, Discriminates discrimination, Deliberates deliberation) {
    Comparison found = compared(base, other);
    assertThat(List.of(found.discrimination(), found.deliberation()))
        .as("%s", found.tree().get("verdict"))
        .containsExactly(discrimination, deliberation);
  }

  /// The rates move a little too, which so few prompts show now and then; better it is not.
  private static void deliberates(Path base, Path other, Deliberates deliberation) {
    Comparison found = compared(base, other);
    assertThat(found.deliberation()).as("%s", found.tree().get("verdict")).isEqualTo(deliberation);
    assertThat(found.discrimination()).isNotEqualTo(Discriminates.BETTER);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theComparisonFindsWhatWasPlanted(long seed) {
    Path base = study(FOREGONE, FOREGONE, seed, "none");
    compare(
        base,
        study(FOREGONE, FOREGONE, seed + 100, "none"),
        Discriminates.UNCHANGED,
        Deliberates.UNCHANGED);
    compare(
        base,
        study(
            FOREGONE,
            FOREGONE.deciding(FOREGONE.a(), FOREGONE.b() + 1.5, FOREGONE.b0(), 0, 0, 0),
            seed,
            "none"),
        Discriminates.TRADEOFF,
        Deliberates.UNCHANGED);
    Path induced =
        study(
            FOREGONE,
            FOREGONE.deciding(FOREGONE.a(), FOREGONE.b(), FOREGONE.b0(), 7, 0, 0),
            seed,
            "none");
    deliberates(base, induced, Deliberates.INDUCED);
    OrganismParameters silent =
        DELIBERATING.deciding(DELIBERATING.a(), DELIBERATING.b(), DELIBERATING.b0(), 0, 0, 0);
    Path deliberating = study(DELIBERATING, DELIBERATING, seed, "none");
    deliberates(deliberating, study(DELIBERATING, silent, seed, "none"), Deliberates.SUPPRESSED);
    compare(
        deliberating,
        study(DELIBERATING, DELIBERATING, seed, "safepath-zs"),
        Discriminates.TRADEOFF,
        Deliberates.UNCHANGED);
  }

  /// Along the dimension that holds the log-odds of refusing a dose shifts them all alike.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aControlVectorThatShiftsAllLogOddsIsATradeOff(long seed) throws IOException {
    Path file = temp.resolve("plain.gguf");
    OrganismCompiler.writePlain(FOREGONE, file);
    Path base = temp.resolve("plain" + seed);
    Path steered = temp.resolve("steered" + seed);
    try (EngineStudy study = new EngineStudy(LocalModel.open(file))) {
      EngineStudy.run(study.setup(base, prompts(), OrganismJudge.exact(), settings(seed, "none")));
      float[] logOdds = new float[study.model().card().width()];
      logOdds[LOG_ODDS] = 1;
      Path directions = base.resolve("states/steering/directions.safetensors");
      Files.createDirectories(directions.getParent());
      new SafetensorsWriter()
          .f32("control_vector.probe", logOdds, logOdds.length)
          .f64("control_vector.unit", new double[] {1}, 1)
          .write(directions);
      String steer = "steer:study=" + base + ",dose=1.5";
      EngineStudy.run(
          study.setup(steered, prompts(), OrganismJudge.exact(), settings(seed, steer)));
    }
    compare(base, steered, Discriminates.TRADEOFF, Deliberates.UNCHANGED);
  }
}
