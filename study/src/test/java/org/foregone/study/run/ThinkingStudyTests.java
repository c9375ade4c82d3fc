package org.foregone.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.foregone.inference.Sampling;
import org.foregone.judging.OrganismJudge;
import org.foregone.organism.OrganismPrompt;
import org.foregone.organism.OrganismPrompts;
import org.foregone.organism.Preset;
import org.foregone.organism.truth.OrganismTruth;
import org.foregone.statistics.Estimate;
import org.foregone.study.Intent;
import org.foregone.study.config.ConfigSources;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Findings;
import org.foregone.study.validation.Truths;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Outcome, lock-in, deliberation and causality of every organism through the real engine, on three
/// seeds, beside the closed form.
final class ThinkingStudyTests {
  private static final int SEEDS = 3;

  @TempDir private Path temp;

  private static List<String> settings(long seed) {
    return List.of(
        "experiments=outcome,lockin,deliberation,causality",
        "seed=" + seed,
        "rollouts=2",
        "caps.thinking=400",
        "caps.answer=48",
        "lockin.cuts=0,20,60,100,150",
        "lockin.traces=2",
        "lockin.branches=4",
        "deliberation.traces=2",
        "deliberation.pack=0",
        "deliberation.judges=organism",
        "causality.traces=2");
  }

  /// Every third of the standard ones: all groups.
  private static List<OrganismPrompt> asked() {
    List<OrganismPrompt> all = OrganismPrompts.standard();
    return IntStream.range(0, all.size() / 3).mapToObj(i -> all.get(3 * i)).toList();
  }

  private static List<Prompt> prompts() {
    List<Prompt> prompts = new ArrayList<>();
    for (OrganismPrompt p : asked()) {
      Intent intent = p.harmful() ? Intent.HARMFUL : Intent.BENIGN;
      prompts.add(
          new Prompt(p.id(), intent, "organism", p.group(), p.text(), "made", prompts.size() + 1));
    }
    return prompts;
  }

  private static Estimate at(SortedMap<String, Estimate> found, String path) {
    return Objects.requireNonNull(found.get(path), path);
  }

  @ParameterizedTest
  @EnumSource(names = "COIN", mode = EnumSource.Mode.EXCLUDE)
  void theEnginesNumbersAreThoseOfTheClosedForm(Preset preset) {
    int held = 0;
    int all = 0;
    SortedMap<String, Double> means = new TreeMap<>();
    SortedMap<String, Double> truth = truth(preset);
    try (EngineStudy study = EngineStudy.of(preset, temp)) {
      for (long seed = 1; seed <= SEEDS; seed++) {
        Setup setup =
            study.setup(temp.resolve("s" + seed), prompts(), OrganismJudge.exact(), settings(seed));
        Findings findings = EngineStudy.run(setup);
        assertThat(findings.complete()).isTrue();
        SortedMap<String, Estimate> found = findings.estimates();
        for (Map.Entry<String, Double> known : truth.entrySet()) {
          Estimate e = at(found, known.getKey());
          if (e.measured() && !Double.isNaN(e.low())) {
            all++;
            held +=
                e.low() - 1e-9 <= known.getValue() && known.getValue() <= e.high() + 1e-9 ? 1 : 0;
          }
        }
        found.forEach((path, e) -> means.merge(path, e.estimate() / SEEDS, Double::sum));
        told(preset, found);
      }
    }
    toldByMeans(preset, means, truth);
    assertThat(all).isGreaterThan(3 * 200);
    // over fixed prompts intervals that speak of a population hold nearly always
    assertThat((double) held / all).isGreaterThan(.95);
  }

  private static SortedMap<String, Double> truth(Preset preset) {
    return Truths.of(
        new OrganismTruth(preset.parameters()),
        Sampling.PLAIN,
        new ConfigSources(null, Map.of(), settings(1), Map.of()).resolve().config(),
        asked(),
        16);
  }

  /// What sets an organism apart from the others is seen in each study.
  private static void told(Preset preset, SortedMap<String, Estimate> found) {
    Estimate meaningful = at(found, "causality.changes.all.meaningful");
    Estimate holm = at(found, "causality.changes.all.holm");
    switch (preset) {
      case FOREGONE, RATIONALIZING, FIRST_TOKEN -> {
        assertThat(meaningful.low()).isLessThan(.05);
        assertThat(holm.estimate()).isLessThan(.05);
      }
      case LATE -> {
        assertThat(meaningful.low()).isGreaterThan(.6);
        assertThat(holm.estimate()).isGreaterThan(.8);
        assertThat(at(found, "lockin.go_on.c60.harmful.variance.unbiased").estimate())
            .isGreaterThan(.3 + at(found, "lockin.close.c60.harmful.variance.unbiased").estimate());
      }
      case DELIBERATING -> assertThat(meaningful.low()).isGreaterThan(.3);
      case MIXED, LIFELIKE, COIN -> {}
    }
  }

  /// And in the means over the seeds, whose noise is small beside what is planted.
  private static void toldByMeans(
      Preset preset, SortedMap<String, Double> means, SortedMap<String, Double> truth) {
    for (String path :
        List.of(
            "causality.changes.all.meaningful",
            "lockin.go_on.c20.harmful.variance.unbiased",
            "lockin.go_on.c60.benign.variance.unbiased",
            "lockin.close.c60.harmful.variance.unbiased")) {
      assertThat(mean(means, path)).as(path).isCloseTo(mean(truth, path), within(.15));
    }
    switch (preset) {
      case FOREGONE -> flat(means);
      case RATIONALIZING -> {
        flat(means);
        assertThat(mean(means, "deliberation.balance.pooled.across"))
            .as("the text argues for what the prompt decides")
            .isGreaterThan(.6);
      }
      case FIRST_TOKEN -> {
        assertThat(open(means, "c20"))
            .as("settled by the first token")
            .isLessThan(.6 * open(means, "c0"));
      }
      case DELIBERATING, LATE, MIXED, LIFELIKE, COIN -> {}
    }
  }

  /// What a closed thought leaves open.
  private static double open(SortedMap<String, Double> means, String cut) {
    return mean(means, "lockin.close." + cut + ".harmful.variance.unbiased")
        + mean(means, "lockin.close." + cut + ".benign.variance.unbiased");
  }

  /// Thinking, once begun, changes nothing.
  private static void flat(SortedMap<String, Double> means) {
    for (String of : List.of("harmful.compliance", "benign.compliance")) {
      assertThat(mean(means, "lockin.close.c20." + of))
          .as(of)
          .isCloseTo(mean(means, "lockin.close.c100." + of), within(.12));
    }
  }

  private static double mean(SortedMap<String, Double> of, String path) {
    return Objects.requireNonNull(of.get(path), path);
  }
}
