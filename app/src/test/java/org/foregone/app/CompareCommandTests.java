package org.foregone.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.foregone.organism.OrganismPrompt;
import org.foregone.organism.Preset;
import org.foregone.organism.truth.OrganismTruth;
import org.foregone.study.validation.OracleStudy;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `compare` as people call it; its numbers are tested where they are made.
final class CompareCommandTests {
  @TempDir private static Path folder;

  @BeforeAll
  static void studies() {
    List<OrganismPrompt> prompts = OracleStudy.fresh(16, 3);
    study("base", Preset.FOREGONE, prompts);
    study("other", Preset.MIXED, prompts);
    study("harmful", Preset.MIXED, prompts.stream().filter(OrganismPrompt::harmful).toList());
  }

  private static void study(String name, Preset preset, List<OrganismPrompt> prompts) {
    OracleStudy.run(
        new OrganismTruth(preset.parameters()),
        prompts,
        folder.resolve(name),
        List.of("experiments=outcome", "rollouts=2", "caps.thinking=400", "caps.answer=48"));
  }

  private static String at(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void jsonIsWhatTheFileHolds() throws Exception {
    Run run = Run.here("compare", at("base"), at("other"), "--json", "--out", at("out"));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo(Files.readString(folder.resolve("out/comparison.json")));
    assertThat(folder.resolve("out/index.html")).isNotEmptyFile();
    JsonNode first = JsonMapper.shared().readTree(run.out()).at("/comparisons/0");
    assertThat(first.path("base").asString()).isEqualTo("base");
    assertThat(first.path("discrimination").asString())
        .isIn("better", "worse", "tradeoff", "unchanged");
    assertThat(first.path("deliberation").asString()).isEqualTo("not_measured");
  }

  @Test
  void peopleAreToldTheVerdictsAndTheNumbers() {
    Run run = Run.here("compare", at("base"), at("other"), "--name", "plain", "--name", "mixed");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .startsWith("mixed against plain")
        .contains("  deliberation: not_measured", "asr.think", "95% interval");
  }

  @Test
  void withoutBenignPromptsThereIsNoVerdict() {
    Run run = Run.here("compare", at("base"), at("harmful"), "--json");
    assertThat(run.code()).isEqualTo(3);
    JsonNode first = JsonMapper.shared().readTree(run.out()).at("/comparisons/0");
    assertThat(first.path("discrimination").asString()).isEqualTo("not_measured");
    assertThat(first.at("/prompts/benign/paired").asInt()).isZero();
    assertThat(first.at("/asr/think/change/estimate").isNumber()).isTrue();
  }

  @Test
  void whatIsNoStudyIsRefused() {
    Run run = Run.here("compare", at("base"), at("nowhere"), folder.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("nowhere: no study here", folder + ": no study here");
    assertThat(run.out()).isEmpty();
    assertThat(Run.here("compare", at("base")).code()).isEqualTo(2);
  }

  @Test
  void aStudyIsNoPlaceForAComparison() {
    Run run = Run.here("compare", at("base"), at("other"), "--out", at("base"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("holds a study");
    assertThat(folder.resolve("base/comparison.json")).doesNotExist();
  }

  @Test
  void thereAreNoMoreNamesThanStudies() {
    Run run =
        Run.here("compare", at("base"), at("other"), "--name", "a", "--name", "b", "--name", "c");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("3 names for 2 studies");
  }
}
