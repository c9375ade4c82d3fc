package org.foregone.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.foregone.judging.OrganismJudge;
import org.foregone.organism.OrganismPrompt;
import org.foregone.organism.OrganismPrompts;
import org.foregone.organism.Preset;
import org.foregone.statistics.Estimate;
import org.foregone.study.Intent;
import org.foregone.study.StudyException;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Findings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Steering on an organism that decides by the prompt's harm alone, written into its first block.
final class SteeringStudyTests {
  private static final List<String> SETTINGS =
      List.of(
          "experiments=outcome,foresight,steering",
          "rollouts=4",
          "caps.thinking=400",
          "caps.answer=48",
          "foresight.anchors=2",
          "foresight.permutations=0",
          "steering.layer=1",
          "steering.doses=-6,0,6",
          "steering.random-directions=2",
          "steering.rollouts=2",
          "steering.limit=24");

  @TempDir private Path temp;

  private static List<Prompt> prompts() {
    List<Prompt> prompts = new ArrayList<>();
    for (OrganismPrompt p : OrganismPrompts.standard()) {
      prompts.add(
          new Prompt(
              p.id(),
              p.harmful() ? Intent.HARMFUL : Intent.BENIGN,
              "organism",
              p.group(),
              p.text(),
              "made.jsonl",
              prompts.size() + 1));
    }
    return prompts;
  }

  private static Estimate at(Findings findings, String path) {
    return Objects.requireNonNull(findings.estimates().get(path), path);
  }

  @Test
  void everyDoseIsMeasuredAndDoseZeroIsTheOutcomeItself() {
    try (EngineStudy study = EngineStudy.of(Preset.FOREGONE, temp)) {
      Setup setup = study.setup(temp.resolve("s"), prompts(), OrganismJudge.exact(), SETTINGS);
      Findings findings = EngineStudy.run(setup);
      assertThat(findings.complete()).isTrue();
      for (String method : List.of("control_vector", "patch")) {
        for (String kind : List.of("probe", "random")) {
          for (String intent : List.of("harmful", "benign")) {
            for (int dose = 0; dose < 3; dose++) {
              String path = "steering.%s.%s.%s.%d.compliance".formatted(method, kind, intent, dose);
              Estimate rate = at(findings, path);
              assertThat(rate.clusters()).as(path).isEqualTo(24);
              int rollouts = 2 * 24 * (kind.equals("random") && dose != 1 ? 2 : 1);
              assertThat(rate.n()).as(path).isEqualTo(rollouts);
            }
          }
        }
      }
      List<String> once = LetterStudy.rows(setup);
      EngineStudy.run(setup);
      assertThat(LetterStudy.rows(setup)).isEqualTo(once);
    }
  }

  /// The flavour of the first thinking token decides, and block 0 hands it on: a planted cause.
  @Test
  void aPatchAlongTheProbesDirectionMovesWhatItReads() {
    List<String> patched = new ArrayList<>(SETTINGS);
    patched.set(8, "steering.random-directions=1");
    try (EngineStudy study = EngineStudy.of(Preset.FIRST_TOKEN, temp)) {
      Setup setup = study.setup(temp.resolve("s"), prompts(), OrganismJudge.exact(), patched);
      Findings findings = EngineStudy.run(setup);
      assertThat(at(findings, "steering.effect.patch.probe.harmful").high()).isLessThan(-.2);
      assertThat(at(findings, "steering.effect.patch.probe.benign").high()).isLessThan(-.2);
      assertThat(at(findings, "steering.excess.patch.harmful").high()).isNegative();
      assertThat(at(findings, "steering.effect.control_vector.random.harmful").high())
          .isNotNegative();
    }
  }

  @Test
  void aLayerWithoutStatesIsToldBeforeAnyWork() {
    try (EngineStudy study = EngineStudy.of(Preset.FOREGONE, temp)) {
      List<String> wrong = new ArrayList<>(SETTINGS);
      wrong.add("steering.rollouts=5");
      wrong.set(6, "steering.layer=2");
      Setup setup = study.setup(temp.resolve("s"), prompts(), OrganismJudge.exact(), wrong);
      assertThatThrownBy(() -> EngineStudy.run(setup))
          .isInstanceOf(StudyException.class)
          .hasMessageContaining("steering.layer: 2")
          .hasMessageContaining("steering.rollouts: 5");
      assertThat(temp.resolve("s").resolve("study.sqlite")).doesNotExist();
    }
  }
}
