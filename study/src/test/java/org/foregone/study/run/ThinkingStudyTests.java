package org.foregone.study.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.foregone.inference.Sampling;
import org.foregone.judging.OrganismJudge;
import org.foregone.organism.OrganismPrompt;
import org.foregone.organism.OrganismPrompts;
import org.foregone.organism.Preset;
import org.foregone.organism.truth.OrganismTruth;
import org.foregone.statistics.Estimate;
import org.foregone.study.Intent;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Findings;
import org.foregone.study.validation.Truths;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Outcome, lock-in, deliberation and causality of every organism through the real engine, on three
/// seeds, beside the closed form.
final class ThinkingStudyTests {
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
    double balance = 0;
    try (EngineStudy study = EngineStudy.of(preset, temp)) {
      SortedMap<String, Double> truth = null;
      for (long seed = 1; seed <= 3; seed++) {
        Setup setup =
            study.setup(temp.resolve("s" + seed), prompts(), OrganismJudge.exact(), settings(seed));
        if (truth == null) {
          truth =
              Truths.of(
                  new OrganismTruth(preset.parameters()),
                  Sampling.PLAIN,
                  setup.config().config(),
                  asked(),
                  16);
        }
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
        told(preset, found);
        balance += at(found, "deliberation.balance.pooled.across").estimate() / 3;
      }
    }
    if (preset == Preset.RATIONALIZING) {
      assertThat(balance).isGreaterThan(.6); // the text argues for what the prompt decides
    }
    assertThat(all).isGreaterThan(3 * 200);
    assertThat((double) held / all).isGreaterThan(.92);
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
}
