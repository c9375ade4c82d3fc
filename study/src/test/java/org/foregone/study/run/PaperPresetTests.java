package org.foregone.study.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.foregone.organism.Preset;
import org.foregone.organism.truth.OrganismTruth;
import org.foregone.study.store.Effect;
import org.foregone.study.store.Findings;
import org.foregone.study.store.StudyFolder;
import org.foregone.study.store.StudyStore;
import org.foregone.study.validation.OracleStudy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A study as the paper makes it, but for its size.
class PaperPresetTests {
  private static final List<String> SETTINGS =
      List.of(
          "preset=paper",
          "experiments=outcome,lockin,deliberation,causality",
          "rollouts=8",
          "caps.thinking=400",
          "caps.answer=48",
          "lockin.traces=2",
          "lockin.branches=2",
          "deliberation.pack=0",
          "deliberation.judges=organism",
          "causality.traces=2");

  @TempDir private Path folder;

  @Test
  void everyChangeHasAHundredAnswersASideAndTheStudysOwnCountStandsBeside() {
    Findings findings =
        OracleStudy.run(
            new OrganismTruth(Preset.DELIBERATING.parameters()),
            OracleStudy.fresh(6, 2),
            folder,
            SETTINGS);
    assertThat(findings.complete()).isTrue();
    try (StudyStore store = StudyStore.read(new StudyFolder(folder).database())) {
      List<Effect> effects =
          store.prompts().stream()
              .flatMap(p -> store.changes().effects(p.prompt().id()).stream())
              .toList();
      assertThat(effects)
          .isNotEmpty()
          .allSatisfy(e -> assertThat(List.of(e.nPre(), e.nPost())).containsOnly(100))
          .extracting(Effect::lockPredicted)
          .containsOnlyNulls();
    }
    JsonNode causality = JsonMapper.shared().readTree(findings.json()).at("/causality");
    assertThat(causality.at("/settings/rule").asString()).isEqualTo("fixed");
    JsonNode all = causality.at("/paper/all");
    assertThat(all.has("note")).as("nothing to excuse").isFalse();
    assertThat(all.at("/causal_share/estimate").asDouble())
        .isEqualTo(causality.at("/changes/all/holm/estimate").asDouble());
    assertThat(findings.estimates())
        .hasEntrySatisfying(
            "lockin.close.c120.harmful.compliance", e -> assertThat(e.measured()).isTrue());
  }
}
