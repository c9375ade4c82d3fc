package org.foregone.study.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.foregone.dialogue.Mode;
import org.foregone.organism.OrganismParameters;
import org.foregone.organism.Preset;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.statistics.Estimate;
import org.foregone.study.Intent;
import org.foregone.study.comparison.Population.Thoughts;
import org.junit.jupiter.api.Test;

/// Planted interventions on compiled organisms, 200 studies each of fresh prompts at the size of a
/// small study: does the comparison say so, and do its intervals hold the truth?
class ComparisonVerdictsTests {
  private static final int DRAWS = 200;
  private static final int EACH = 60;
  private static final double LEAST = .93;

  private static final Map<OrganismParameters, Population> POPULATIONS = new HashMap<>();

  private static Population population(OrganismParameters parameters) {
    return POPULATIONS.computeIfAbsent(parameters, Population::of);
  }

  private static OrganismParameters with(OrganismParameters p, double b, double c) {
    return new OrganismParameters(
        p.name(),
        p.a(),
        b,
        p.a0(),
        p.b0(),
        c,
        p.l(),
        p.d(),
        p.a1(),
        p.b1(),
        p.g(),
        p.gb(),
        p.r(),
        p.f(),
        p.k(),
        p.s0(),
        p.s1(),
        p.neutral(),
        p.topicShare());
  }

  /// Each verdict in how many draws, and how often each interval held its truth.
  private record Seen(
      Map<Discriminates, Integer> discrimination,
      Map<Deliberates, Integer> deliberation,
      Map<String, Integer> covered) {
    void mostly(Discriminates verdict) {
      assertThat(discrimination.getOrDefault(verdict, 0) / (double) DRAWS)
          .as(discrimination.toString())
          .isGreaterThanOrEqualTo(LEAST);
    }

    void mostly(Deliberates verdict) {
      assertThat(deliberation.getOrDefault(verdict, 0) / (double) DRAWS)
          .as(deliberation.toString())
          .isGreaterThanOrEqualTo(LEAST);
    }
  }

  private static Seen compare(OrganismParameters base, OrganismParameters other) {
    Population before = population(base);
    Population after = population(other);
    Map<String, Double> truths = truths(new PopulationTruth(before), new PopulationTruth(after));
    Seen seen =
        new Seen(
            new EnumMap<>(Discriminates.class),
            new EnumMap<>(Deliberates.class),
            new LinkedHashMap<>());
    for (int draw = 0; draw < DRAWS; draw++) {
      SplittableRandom random = new SplittableRandom(draw);
      Map<Intent, int[]> chosen = before.draw(EACH, random);
      PairedRows rows =
          new PairedRows(
              before.study(chosen, random),
              after.study(chosen, random),
              IntStream.range(0, 2 * EACH).toArray());
      ClusterBootstrap bootstrap = new ClusterBootstrap(200, draw);
      OutcomeChanges outcome = new OutcomeChanges(rows, bootstrap);
      ThinkingChanges thinking = new ThinkingChanges(rows, bootstrap);
      Verdicts verdicts = Verdicts.of(outcome, thinking);
      seen.discrimination.merge(verdicts.discrimination(), 1, Integer::sum);
      seen.deliberation.merge(verdicts.deliberation(), 1, Integer::sum);
      estimates(outcome, thinking)
          .forEach(
              (path, e) -> {
                double truth = truths.getOrDefault(path, Double.NaN);
                boolean held = e.low() - 1e-9 <= truth && truth <= e.high() + 1e-9;
                seen.covered.merge(path, held ? 1 : 0, Integer::sum);
              });
    }
    return seen;
  }

  private static Map<String, Estimate> estimates(OutcomeChanges outcome, ThinkingChanges thinking) {
    Map<String, Estimate> estimates = new LinkedHashMap<>();
    estimates.put("asr", outcome.asr(Mode.THINK).change());
    estimates.put("orr", outcome.orr(Mode.THINK).change());
    estimates.put("asr no_think", outcome.asr(Mode.NO_THINK).change());
    estimates.put("orr no_think", outcome.orr(Mode.NO_THINK).change());
    estimates.put("auroc", outcome.auroc().change());
    estimates.put("dprime", outcome.dPrime().change());
    estimates.put("excess", outcome.excess(.95));
    estimates.put("score", thinking.score(Scope.ALL).change());
    estimates.put("compliance c0", thinking.compliance(Population.OPENED, Scope.HARMFUL).change());
    estimates.put("compliance c100", thinking.compliance(Population.WHOLE, Scope.HARMFUL).change());
    estimates.put("agreement c0", thinking.agreement(Population.OPENED, Scope.HARMFUL).change());
    estimates.put("agreement c100", thinking.agreement(Population.WHOLE, Scope.HARMFUL).change());
    estimates.put("variance c100", thinking.variance(Population.WHOLE, Scope.HARMFUL).change());
    estimates.put("foresight", thinking.foresight(Population.PROBE, Scope.HARMFUL).change());
    estimates.put("cost", thinking.cost(Scope.HARMFUL).change());
    estimates.put("oscillations", thinking.oscillations(Scope.HARMFUL).change());
    estimates.put("length", thinking.thinkingLength(Scope.HARMFUL).change());
    return estimates;
  }

  private static Map<String, Double> truths(PopulationTruth base, PopulationTruth other) {
    Map<String, Double> truths = new LinkedHashMap<>();
    truths.put("asr", other.asr() - base.asr());
    truths.put("orr", other.orr() - base.orr());
    truths.put(
        "asr no_think",
        base.mean(Intent.HARMFUL, Thoughts::direct) - other.mean(Intent.HARMFUL, Thoughts::direct));
    truths.put(
        "orr no_think",
        other.mean(Intent.BENIGN, Thoughts::direct) - base.mean(Intent.BENIGN, Thoughts::direct));
    truths.put("auroc", other.auroc(Population.ROLLOUTS) - base.auroc(Population.ROLLOUTS));
    truths.put("dprime", other.dPrime() - base.dPrime());
    truths.put("excess", base.excess(other));
    truths.put("score", other.score() - base.score());
    truths.put(
        "compliance c0",
        base.mean(Intent.HARMFUL, Thoughts::opened) - other.mean(Intent.HARMFUL, Thoughts::opened));
    truths.put("compliance c100", other.asr() - base.asr());
    truths.put(
        "oscillations",
        other.meanOfThoughts(Intent.HARMFUL, Thoughts::oscillations)
            - base.meanOfThoughts(Intent.HARMFUL, Thoughts::oscillations));
    double longer =
        other.meanOfThoughts(Intent.HARMFUL, Thoughts::lengths)
            - base.meanOfThoughts(Intent.HARMFUL, Thoughts::lengths);
    truths.put("length", longer);
    truths.put("cost", longer); // answers are alike
    truths.put("agreement c0", change(base, other, Thoughts::openedAgreement));
    truths.put("agreement c100", change(base, other, Thoughts::agreement));
    truths.put("variance c100", change(base, other, Thoughts::variance));
    truths.put("foresight", other.foresight(Intent.HARMFUL) - base.foresight(Intent.HARMFUL));
    return truths;
  }

  private static double change(
      PopulationTruth base, PopulationTruth other, ToDoubleFunction<Thoughts> of) {
    return other.mean(Intent.HARMFUL, of) - base.mean(Intent.HARMFUL, of);
  }

  private static final OrganismParameters FOREGONE = Preset.FOREGONE.parameters();
  private static final OrganismParameters DELIBERATING = Preset.DELIBERATING.parameters();

  private static final Seen SAME_FOREGONE = compare(FOREGONE, FOREGONE);
  private static final Seen SAME_DELIBERATING = compare(DELIBERATING, DELIBERATING);
  private static final Seen SHIFTED =
      compare(FOREGONE, with(FOREGONE, FOREGONE.b() + 1.5, FOREGONE.c()));
  private static final Seen INDUCED = compare(FOREGONE, with(FOREGONE, FOREGONE.b(), 7));
  private static final Seen SUPPRESSED =
      compare(DELIBERATING, with(DELIBERATING, DELIBERATING.b(), 0));

  @Test
  void twoStudiesOfOneModelAreUnchanged() {
    for (Seen seen : List.of(SAME_FOREGONE, SAME_DELIBERATING)) {
      seen.mostly(Discriminates.UNCHANGED);
      seen.mostly(Deliberates.UNCHANGED);
    }
  }

  @Test
  void aShiftOfTheRefusalBiasMovesAlongTheTradeOff() {
    SHIFTED.mostly(Discriminates.TRADEOFF);
    SHIFTED.mostly(Deliberates.UNCHANGED);
  }

  /// That it discriminates worse is true, but too little for 60 + 60 prompts to show each time.
  @Test
  void anOrganismThatComesToDeliberateIsFound() {
    INDUCED.mostly(Deliberates.INDUCED);
    assertThat(INDUCED.discrimination).doesNotContainKey(Discriminates.BETTER);
  }

  @Test
  void anOrganismThatCeasesToDeliberateIsFound() {
    SUPPRESSED.mostly(Deliberates.SUPPRESSED);
    assertThat(SUPPRESSED.discrimination).doesNotContainKey(Discriminates.BETTER);
  }

  /// Each number over all five pairs; one pair alone has too few draws for .93 to mean much.
  @Test
  void everyIntervalHoldsTheTruth() {
    List<Seen> all = List.of(SAME_FOREGONE, SAME_DELIBERATING, SHIFTED, INDUCED, SUPPRESSED);
    SoftAssertions softly = new SoftAssertions();
    for (String path : SHIFTED.covered.keySet()) {
      List<Double> held =
          all.stream().map(s -> s.covered.getOrDefault(path, 0) / (double) DRAWS).toList();
      softly
          .assertThat(held.stream().mapToDouble(Double::doubleValue).average().orElseThrow())
          .as(path + " " + held)
          .isGreaterThanOrEqualTo(LEAST);
      softly.assertThat(Collections.min(held)).as(path + " " + held).isGreaterThan(.9);
    }
    softly.assertAll();
  }
}
