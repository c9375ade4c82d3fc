package org.foregone.study.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.foregone.organism.Preset;
import org.foregone.organism.truth.OrganismTruth;
import org.foregone.statistics.Estimate;
import org.junit.jupiter.api.Test;

/// A few studies of one organism; `./dev validate` makes many of all.
final class ValidationTests {

  /// `late` decides at the end: forced answers make it look settled long before.
  @Test
  void oursHoldTheTruthWhereTheStudysOwnFiguresDoNot() {
    Validation.Result result =
        new Validation(12, 24, Validation.SETTINGS, 1)
            .of(new OrganismTruth(Preset.LATE.parameters()), done -> {});
    List<Validation.Row> rows = result.rows();
    assertThat(result.unchecked())
        .as("what has no truth is named")
        .contains("causality.changes.*.bh", "lockin.close.*.benchmarks.*.compliance")
        .doesNotContain("lockin.close.*.*.compliance", "early_exit.rules.*.saved");
    assertThat(rows).hasSizeGreaterThan(150);
    assertThat(rows).filteredOn(Validation.Row::misses).isEmpty();
    double held = rows.stream().mapToInt(Validation.Row::held).sum();
    assertThat(held / rows.stream().mapToInt(Validation.Row::measuredIn).sum()).isGreaterThan(.9);
    assertThat(rows)
        .filteredOn(Validation.Row::paperMisses)
        .extracting(Validation.Row::path)
        .contains("lockin.go_on.c60.harmful.variance.unbiased");
  }

  @Test
  void intervalsThatAlwaysHoldAreToldFromLuckByManyStudies() {
    Validation few = new Validation(40, 48, Validation.SETTINGS, 1);
    Validation many = new Validation(200, 48, Validation.SETTINGS, 1);
    assertThat(few.nominal(.91)).isFalse();
    assertThat(few.nominal(.99)).isTrue();
    assertThat(many.nominal(.95)).isTrue();
    assertThat(many.nominal(.99)).isFalse();
  }

  @Test
  void anEstimatorThatIsOffIsNamed() {
    Tally wrong = new Tally(.5);
    Tally right = new Tally(.3);
    for (int draw = 0; draw < 20; draw++) {
      double value = .3 + (draw % 3 - 1) * .01;
      Estimate estimate = new Estimate(value, value - .05, value + .05, 10, 10, "made up");
      wrong.add(estimate, estimate);
      right.add(estimate, estimate);
    }
    assertThat(wrong.row("a").misses()).isTrue();
    assertThat(wrong.row("a").paperMisses()).isTrue();
    assertThat(right.row("a").misses()).isFalse();
    assertThat(right.row("a").paperMisses()).isFalse();
  }
}
