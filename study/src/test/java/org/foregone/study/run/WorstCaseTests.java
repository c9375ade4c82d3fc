package org.foregone.study.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.foregone.organism.OrganismPrompt;
import org.foregone.organism.Preset;
import org.foregone.organism.truth.OrganismTruth;
import org.foregone.study.Intent;
import org.foregone.study.config.ConfigSources;
import org.foregone.study.config.Experiments;
import org.foregone.study.config.StudyConfig;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Branch;
import org.foregone.study.store.StudyFolder;
import org.foregone.study.store.StudyStore;
import org.foregone.study.validation.OracleStudy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorstCaseTests {
  private static final List<String> SETTINGS =
      List.of(
          "experiments=outcome,lockin,deliberation,causality",
          "rollouts=3",
          "caps.thinking=400",
          "caps.answer=48",
          "lockin.cuts=0,50,100,150",
          "lockin.traces=2",
          "lockin.branches=4",
          "deliberation.traces=2",
          "deliberation.pack=0",
          "deliberation.judges=organism",
          "causality.traces=2",
          "causality.most=3");

  @TempDir private Path folder;

  private static StudyConfig config(List<String> settings) {
    return new ConfigSources(null, Map.of(), settings, Map.of()).resolve().config();
  }

  private static List<Prompt> prompts(int harmful, int benign) {
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < harmful + benign; i++) {
      Intent intent = i < harmful ? Intent.HARMFUL : Intent.BENIGN;
      prompts.add(new Prompt("p" + i, intent, "made-up", "", "Say " + i, "made", i + 1));
    }
    return prompts;
  }

  /// Of thoughts that mostly reach their cap a study stores no more than was said before, and of
  /// what every thought has, exactly that.
  @Test
  void noStudyTakesMore() {
    List<String> settings = new ArrayList<>(SETTINGS);
    settings.set(2, "caps.thinking=16");
    settings.set(4, "lockin.cuts=0,50,100");
    settings.add("causality.rule=fixed");
    List<OrganismPrompt> asked = OracleStudy.fresh(12, 3);
    OracleStudy.run(new OrganismTruth(Preset.DELIBERATING.parameters()), asked, folder, settings);
    Map<String, Long> answers = new TreeMap<>();
    Map<String, Long> tokens = new TreeMap<>();
    try (StudyStore store = StudyStore.read(new StudyFolder(folder).database())) {
      for (OrganismPrompt prompt : asked) {
        store
            .rollouts(prompt.id())
            .forEach(
                r -> {
                  answers.merge(Experiments.OUTCOME, 1L, Long::sum);
                  tokens.merge(Experiments.OUTCOME, (long) r.tokens().length, Long::sum);
                });
      }
      for (String experiment : List.of(Experiments.LOCKIN, Experiments.CAUSALITY)) {
        store
            .branches()
            .outcomes(
                experiment,
                (Branch.Outcome b) -> {
                  int made = b.thinkingTokens() - b.cut().at() + b.answerTokens();
                  answers.merge(experiment, 1L, Long::sum);
                  tokens.merge(experiment, (long) made, Long::sum);
                });
      }
      List<WorstCase> cases = WorstCase.of(config(settings), prompts(6, 6));
      assertThat(cases)
          .extracting(WorstCase::experiment)
          .containsExactly(Experiments.OUTCOME, Experiments.LOCKIN, Experiments.CAUSALITY);
      assertThat(cases)
          .allSatisfy(
              c -> {
                assertThat(answers.get(c.experiment())).isBetween(1L, c.answers());
                assertThat(tokens.get(c.experiment())).isBetween(1L, c.tokens());
              });
      assertThat(answers)
          .containsEntry(Experiments.OUTCOME, cases.getFirst().answers())
          .containsEntry(Experiments.LOCKIN, cases.get(1).answers());
    }
  }

  @Test
  void eachExperimentIsCountedByHand() {
    List<String> settings = new ArrayList<>(SETTINGS);
    settings.set(0, "experiments=outcome,foresight,steering,lockin,deliberation,causality");
    settings.addAll(
        List.of(
            "steering.doses=-2,0,2",
            "steering.random-directions=2",
            "steering.rollouts=2",
            "steering.limit=5"));
    assertThat(WorstCase.of(config(settings), prompts(7, 3)))
        .containsExactly(
            // 10 prompts x 3 rollouts, thinking and not
            new WorstCase("outcome", 60, 30 * 448 + 30 * 48),
            // (5 + 3) prompts x 2 methods x 3 directions x 2 doses x 2 rollouts
            new WorstCase("steering", 192, 192 * 448),
            // 20 thoughts x 4 answers: closed at 4 cuts, going on at 2; each made longer once
            new WorstCase("lockin", 480, 320 * 48 + 160 * 448 + 20 * 400),
            // 20 thoughts x 3 changes x 2 sides x 100 answers
            new WorstCase("causality", 12_000, 12_000 * 48));
  }
}
