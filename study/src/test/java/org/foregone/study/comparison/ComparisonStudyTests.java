package org.foregone.study.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.foregone.organism.OrganismPrompt;
import org.foregone.organism.Preset;
import org.foregone.organism.truth.OrganismTruth;
import org.foregone.statistics.Estimate;
import org.foregone.study.StudyException;
import org.foregone.study.comparison.Comparisons.Named;
import org.foregone.study.store.Findings;
import org.foregone.study.validation.OracleStudy;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Two small studies through the whole pipeline, compared from their folders.
class ComparisonStudyTests {
  private static final List<String> SETTINGS =
      List.of(
          "experiments=outcome,lockin,deliberation",
          "rollouts=4",
          "caps.thinking=400",
          "caps.answer=48",
          "lockin.cuts=0,50,100",
          "lockin.ways=close",
          "lockin.traces=3",
          "lockin.branches=4",
          "deliberation.traces=2",
          "deliberation.pack=0",
          "deliberation.judges=organism");

  @TempDir private static Path folder;
  private static Findings foregone;
  private static Comparison changed;
  private static Comparisons both;

  @BeforeAll
  static void studies() {
    List<OrganismPrompt> prompts = OracleStudy.fresh(40, 5);
    foregone = study(Preset.FOREGONE, prompts, "foregone", "seed=1");
    study(Preset.DELIBERATING, prompts.subList(0, 36), "deliberating", "seed=2");
    study(Preset.FOREGONE, prompts, "again", "seed=1");
    both =
        Comparisons.of(
            new Named(folder.resolve("foregone"), ""),
            List.of(
                new Named(folder.resolve("deliberating"), "with thought"),
                new Named(folder.resolve("again"), "")));
    changed = both.comparisons().getFirst();
  }

  private static Findings study(
      Preset preset, List<OrganismPrompt> prompts, String name, String seed) {
    List<String> settings = new ArrayList<>(SETTINGS);
    settings.add(seed);
    return OracleStudy.run(
        new OrganismTruth(preset.parameters()), prompts, folder.resolve(name), settings);
  }

  private static Object at(Comparison comparison, String path) {
    Object node = comparison.tree();
    for (String step : List.of(path.split("\\."))) {
      node = node instanceof Map<?, ?> map ? map.get(step) : null;
    }
    assertThat(node).as(path).isNotNull();
    return Objects.requireNonNull(node);
  }

  private static Estimate estimate(Comparison comparison, String path) {
    return (Estimate) at(comparison, path);
  }

  @Test
  void theBaseHasTheNumbersOfItsFindings() {
    Comparison same = both.comparisons().getLast();
    Map<String, String> paths =
        new TreeMap<>(
            Map.of(
                "asr.think", "outcome.asr.think.hard",
                "orr.no_think", "outcome.orr.no_think.hard",
                "thinking_length.benign", "outcome.thinking_length.think.benign",
                "oscillations.harmful", "deliberation.harmful.oscillations",
                "lockin.close.c50.harmful.compliance", "lockin.close.c50.harmful.compliance",
                "lockin.close.c100.benign.agreement", "lockin.close.c100.benign.agreement",
                "lockin.close.c50.benign.variance", "lockin.close.c50.benign.variance.unbiased",
                "score.harmful",
                    "lockin.close.c100.harmful.variance.prefix_share_of_within_prompt"));
    paths.forEach(
        (path, stored) ->
            assertThat(estimate(same, path + ".base").estimate())
                .as(path)
                .isCloseTo(
                    Objects.requireNonNull(foregone.estimates().get(stored)).estimate(),
                    within(1e-12)));
  }

  @Test
  void theSameRolloutsHaveNotChanged() {
    Comparison same = both.comparisons().getLast();
    assertThat(same.discrimination()).isEqualTo(Discriminates.UNCHANGED);
    assertThat(same.deliberation()).isEqualTo(Deliberates.UNCHANGED);
    for (String path :
        List.of("asr.think", "orr.think", "auroc", "dprime", "score.all", "oscillations.all")) {
      Estimate change = estimate(same, path + ".change");
      assertThat(List.of(change.estimate(), change.low(), change.high()))
          .as(path)
          .containsExactly(0.0, 0.0, 0.0);
    }
    assertThat(estimate(same, "plane.excess").high()).isZero();
    assertThat((List<?>) at(same, "warnings")).isEmpty();
  }

  @Test
  void deliberationIsInducedAndWhatElseDiffersIsSaid() {
    assertThat(changed.deliberation()).isEqualTo(Deliberates.INDUCED);
    assertThat(at(changed, "verdict.deliberation").toString())
        .startsWith(
            "Deliberation is induced: of what the prompt leaves open, the thinking decides");
    assertThat((List<?>) at(changed, "warnings"))
        .map(Object::toString)
        .containsExactly(
            "4 of the 40 prompts of foregone are not in the other with the same text and intent,"
                + " and are left out.",
            "seed differs: 1 in foregone, 2 in with thought.");
    assertThat(prompts("paired")).isEqualTo(36);
    assertThat(prompts("base_only")).isEqualTo(4);
    assertThat(prompts("other_only")).isZero();
  }

  private static int prompts(String which) {
    return (int) at(changed, "prompts.harmful." + which)
        + (int) at(changed, "prompts.benign." + which);
  }

  @Test
  void whatIsNotMeasuredIsSaid() {
    Map<?, ?> missing = (Map<?, ?>) at(changed, "not_measured");
    assertThat(missing.keySet())
        .map(Object::toString)
        .containsExactlyInAnyOrder(
            "foresight.prompt.harmful",
            "foresight.prompt.benign",
            "foresight.prompt.all",
            "foresight.first.harmful",
            "foresight.first.benign",
            "foresight.first.all",
            "meaningful.harmful",
            "meaningful.benign",
            "meaningful.all",
            "meaningful_per_trace.harmful",
            "meaningful_per_trace.benign",
            "meaningful_per_trace.all");
  }

  @Test
  void theJsonHasTheShapeThatIsDocumented() {
    JsonNode root = JsonMapper.shared().readTree(both.json());
    assertThat(root.path("schema").asString()).isEqualTo("foregone.comparison/1");
    assertThat(root.path("studies").size()).isEqualTo(3);
    assertThat(root.at("/studies/1/name").asString()).isEqualTo("with thought");
    assertThat(root.at("/studies/0/intervention").asString()).isEqualTo("none");
    assertThat(root.at("/studies/0/complete").asBoolean()).isTrue();
    JsonNode first = root.at("/comparisons/0");
    assertThat(first.path("base").asString()).isEqualTo("foregone");
    assertThat(first.path("deliberation").asString()).isEqualTo("induced");
    assertThat(first.at("/asr/think/change/low").isNumber()).isTrue();
    assertThat(first.at("/plane/line").size()).isEqualTo(49);
    assertThat(first.at("/plane/line/24/shift").asDouble()).isZero();
    assertThat(first.at("/auroc/answers").asInt()).isEqualTo(4);
    assertThat(first.at("/meaningful/all/change/estimate").isNull()).isTrue();
  }

  @Test
  void studiesAreOnlyRead() throws IOException {
    Path database = folder.resolve("foregone").resolve("study.sqlite");
    FileTime before = Files.getLastModifiedTime(database);
    Path out = folder.resolve("out");
    Path written = Comparisons.of(new Named(folder.resolve("foregone"), "a"), List.of()).write(out);
    assertThat(Files.readString(written)).startsWith("{\n  \"schema\" : \"foregone.comparison/1\"");
    assertThat(Files.getLastModifiedTime(database)).isEqualTo(before);
    assertThatThrownBy(() -> both.write(folder.resolve("again")))
        .isInstanceOf(StudyException.class)
        .hasMessageContaining("holds a study");
  }

  /// One rollout in four of every prompt cost 4,000 tokens more than it has.
  @Test
  void whatAnInterventionGeneratedIsCost() throws SQLException {
    Path copy = folder.resolve("costly");
    study(Preset.FOREGONE, OracleStudy.fresh(8, 5), "costly", "seed=1");
    Comparison before =
        Comparisons.of(new Named(copy, "a"), List.of(new Named(copy, "b")))
            .comparisons()
            .getFirst();
    try (Connection store = DriverManager.getConnection("jdbc:sqlite:" + copy + "/study.sqlite");
        Statement statement = store.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS interventions (prompt TEXT, mode TEXT, rollout INTEGER,"
              + " generated INTEGER, asked INTEGER, insertions TEXT)");
      statement.execute(
          "INSERT INTO interventions (prompt, mode, rollout, generated, asked, insertions)"
              + " SELECT prompt, mode, rollout, LENGTH(tokens) / 4 + 4000, 0, '[]' FROM rollouts"
              + " WHERE mode = 'THINK' AND rollout = 0");
    }
    Comparison after =
        Comparisons.of(new Named(copy, "a"), List.of(new Named(copy, "b")))
            .comparisons()
            .getFirst();
    assertThat(
            estimate(after, "cost.harmful.base").estimate()
                - estimate(before, "cost.harmful.base").estimate())
        .isCloseTo(1000, within(1e-6));
  }

  @Test
  void everyFolderThatIsNoStudyIsNamed() {
    assertThatThrownBy(
            () ->
                Comparisons.of(
                    new Named(folder.resolve("nowhere"), ""),
                    List.of(new Named(folder.resolve("foregone"), ""), new Named(folder, ""))))
        .isInstanceOfSatisfying(StudyException.class, e -> assertThat(e.problems()).hasSize(2))
        .hasMessageContaining("nowhere");
  }
}
