package org.foregone.study.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.foregone.dialogue.Mode;
import org.foregone.inference.Sampling;
import org.foregone.judging.OrganismJudge;
import org.foregone.organism.OrganismPrompt;
import org.foregone.organism.OrganismPrompts;
import org.foregone.organism.Preset;
import org.foregone.organism.truth.LockinTruth;
import org.foregone.organism.truth.OrganismTruth;
import org.foregone.statistics.Estimate;
import org.foregone.study.Intent;
import org.foregone.study.branching.Thought;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Cut;
import org.foregone.study.store.Findings;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Trace;
import org.foregone.study.store.Way;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Lock-in on organisms through the real engine, beside the closed form.
final class LockinStudyTests {
  private static final List<Integer> CUTS = List.of(0, 20, 60, 100, 150);
  private static final int TRACES = 2;
  private static final int BRANCHES = 4;

  @TempDir private Path temp;

  private static List<String> settings(long seed) {
    return List.of(
        "experiments=outcome,lockin",
        "seed=" + seed,
        "rollouts=2",
        "caps.thinking=400",
        "caps.answer=48",
        "lockin.cuts=0,20,60,100,150",
        "lockin.traces=" + TRACES,
        "lockin.branches=" + BRANCHES);
  }

  /// Every second of the standard ones: all groups.
  private static List<OrganismPrompt> asked() {
    List<OrganismPrompt> all = OrganismPrompts.standard();
    return IntStream.range(0, all.size() / 2).mapToObj(i -> all.get(2 * i)).toList();
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

  @ParameterizedTest
  @EnumSource(names = "COIN", mode = EnumSource.Mode.EXCLUDE)
  void curvesAndVariancesAreThoseOfTheClosedForm(Preset preset) {
    Map<String, Double> truth =
        new LockinTruth(
                new OrganismTruth(preset.parameters()), Sampling.PLAIN, CUTS, TRACES, BRANCHES)
            .of(asked(), 16, 7);
    try (EngineStudy study = EngineStudy.of(preset, temp)) {
      int held = 0;
      int all = 0;
      for (long seed = 1; seed <= 3; seed++) {
        Findings findings =
            EngineStudy.run(
                study.setup(
                    temp.resolve("s" + seed), prompts(), OrganismJudge.exact(), settings(seed)));
        assertThat(findings.complete()).isTrue();
        SortedMap<String, Estimate> estimates = findings.estimates();
        for (Map.Entry<String, Double> known : truth.entrySet()) {
          Estimate e =
              Objects.requireNonNull(estimates.get("lockin." + known.getKey()), known.getKey());
          boolean holds = e.low() - 1e-9 <= known.getValue() && known.getValue() <= e.high() + 1e-9;
          all++;
          held += holds ? 1 : 0;
        }
      }
      assertThat((double) held / all).isGreaterThan(.92);
    }
  }

  @Test
  void everyBranchBeginsWithTheOriginalTokens() {
    try (EngineStudy study = EngineStudy.of(Preset.LIFELIKE, temp)) {
      var setup = study.setup(temp.resolve("s"), prompts(), OrganismJudge.exact(), settings(4));
      EngineStudy.run(setup);
      try (StudyStore store = StudyStore.read(setup.folder().database())) {
        for (Prompt prompt : prompts()) {
          int[] prefix = store.prefix(prompt.id(), Mode.THINK).orElseThrow();
          for (Trace trace : store.traces(prompt.id(), TRACES)) {
            int[] extension = store.branches().extension(prompt.id(), trace.index()).orElseThrow();
            Thought thought = new Thought(prefix, trace, extension);
            for (int at = 0; at <= thought.length() + extension.length; at++) {
              int[] before =
                  thought.before(new Cut(prompt.id(), "lockin", trace.index(), at, Way.CLOSE));
              int own = trace.thinking().start() + Math.min(at, thought.length());
              assertThat(Arrays.copyOf(before, own)).isEqualTo(Arrays.copyOf(trace.tokens(), own));
              assertThat(Arrays.copyOfRange(before, own, before.length))
                  .isEqualTo(Arrays.copyOf(extension, before.length - own));
            }
          }
        }
      }
      List<String> once = LetterStudy.rows(setup);
      EngineStudy.run(setup);
      assertThat(LetterStudy.rows(setup)).isEqualTo(once);
    }
  }
}
