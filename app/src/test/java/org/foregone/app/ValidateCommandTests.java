package org.foregone.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `validate` refuses; what it measures is tested where it is measured.
final class ValidateCommandTests {

  @ParameterizedTest
  @ValueSource(strings = {"--draws=1", "--prompts=2", "--seed=-1"})
  void tooFewStudiesSayNothing(String option) {
    Run run = Run.here("validate", option);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--draws must be at least 10");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aSettingThatTheTruthDoesNotFollowIsRefused() {
    Run run = Run.here("validate", "--set", "sampling.temperature=0.5");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--set sampling.temperature=0.5", "causality.way");
  }

  @Test
  void settingsThatGoTogetherBadlyAreTheUsersAffair() {
    Run run = Run.here("validate", "--organism=late", "--set", "experiments=outcome,causality");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("causality needs the stances of deliberation");
  }

  @Test
  void anUnknownOrganismIsToldWithTheNearestOne() {
    Run run = Run.here("validate", "--organism=lifelik");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("did you mean `lifelike`?");
  }
}
