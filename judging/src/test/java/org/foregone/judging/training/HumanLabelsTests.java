package org.foregone.judging.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.foregone.fixtures.Fixtures;
import org.foregone.judging.RefusalModel;
import org.foregone.judging.training.EvaluateJudges.Agreed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The embedded judge against people, and its weights against a rebuild.
@Tag("fixtures")
class HumanLabelsTests {

  /// Model and prompts of the fold both held out of training.
  @Test
  void classifierAgreesWithPeopleOnModelsItNeverSaw() {
    List<Agreed> all =
        EvaluateJudges.evaluate(Fixtures.require("judge-gold")).stream()
            .filter(r -> r.judge().equals("classifier") && r.answers().equals("all"))
            .toList();
    assertThat(all).isNotEmpty().allSatisfy(r -> assertThat(r.accuracy()).isGreaterThan(.88));
    assertThat(all.stream().mapToDouble(Agreed::accuracy).average().orElseThrow())
        .isGreaterThanOrEqualTo(.92);
  }

  @Test
  void embeddedWeightsAreWhatTrainingMakes() {
    Path answers = Fixtures.require("judge-gold");
    assertThat(TrainClassifier.weights(answers)).isEqualTo(RefusalModel.embedded());
  }
}
