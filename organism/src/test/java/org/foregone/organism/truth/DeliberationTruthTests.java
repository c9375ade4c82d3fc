package org.foregone.organism.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.foregone.inference.Sampling;
import org.foregone.organism.OrganismPrompts;
import org.foregone.organism.Preset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeliberationTruthTests {
  private static final int DRAWS = 25;

  private static DeliberationTruth draw(Preset preset, int thoughts, long seed) {
    return DeliberationTruth.of(
        new OrganismTruth(preset.parameters()),
        OrganismPrompts.standard(),
        Sampling.PLAIN,
        512,
        thoughts,
        seed);
  }

  /// The specification's table counts oscillations in 192 traces through llama.cpp, found there by
  /// another program: one draw of what is drawn here many times.
  @ParameterizedTest
  @CsvSource({
    "FOREGONE, 379",
    "RATIONALIZING, 286",
    "FIRST_TOKEN, 342",
    "DELIBERATING, 249",
    "LATE, 347",
    "MIXED, 305",
    "LIFELIKE, 71"
  })
  void theSpecifiedCountsAreLikelyDraws(Preset preset, int counted) {
    double sum = 0;
    double squares = 0;
    for (int seed = 0; seed < DRAWS; seed++) {
      double oscillations = 192 * draw(preset, 4, seed).oscillations();
      sum += oscillations;
      squares += oscillations * oscillations;
    }
    double mean = sum / DRAWS;
    double sd = Math.sqrt((squares - sum * mean) / (DRAWS - 1));
    assertThat(sd).isBetween(5., 40.);
    assertThat((counted - mean) / sd).as("mean %s, sd %s", mean, sd).isBetween(-3.5, 3.5);
  }

  /// AUROC of the text's balance, pooled and within prompts, from the same table.
  @ParameterizedTest
  @CsvSource({
    "FOREGONE, .49, .48",
    "RATIONALIZING, .85, .49",
    "DELIBERATING, .91, .91",
    "LATE, .78, .77",
    "FIRST_TOKEN, .80, .77",
    "LIFELIKE, .85, .92"
  })
  void theTextSaysAsMuchOfTheAnswerAsSpecified(Preset preset, double pooled, double inside) {
    DeliberationTruth truth = draw(preset, 100, 1);
    assertThat(truth.balanceAcross()).isCloseTo(pooled, within(.03));
    assertThat(truth.balanceWithin()).isCloseTo(inside, within(.06));
  }
}
