package org.foregone.study.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foregone.dialogue.Close;
import org.foregone.dialogue.Ending;
import org.foregone.dialogue.Mode;
import org.foregone.inference.Sampling;
import org.foregone.judging.Verdict;
import org.foregone.organism.OrganismPrompt;
import org.foregone.organism.Preset;
import org.foregone.organism.PromptGenerator;
import org.foregone.organism.truth.OrganismTruth;
import org.foregone.organism.truth.OutcomeTruth;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.statistics.Estimate;
import org.foregone.study.Intent;
import org.foregone.study.config.StudyConfig.Stopping;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Findings;
import org.foregone.study.store.RolloutOutcome;
import org.foregone.study.store.StoredPrompt;
import org.junit.jupiter.api.Test;

/// Whether the intervals of the outcome findings hold the truth about as often as they say. Each
/// draw is a study of fresh prompts, since an interval speaks of a population of prompts; rollouts
/// come from the organisms' closed form, the truth of the population from 20,000 further prompts.
class OutcomeCoverageTests {
  private static final int DRAWS = 200;
  private static final int PROMPTS = 48;
  private static final int ROLLOUTS = 8;
  private static final List<Preset> PRESETS =
      List.of(Preset.LIFELIKE, Preset.LATE, Preset.FOREGONE);

  private static final class Hits {
    private int covered;
    private int below;
    private int above;

    private void add(Estimate e, double truth) {
      if (truth < e.low()) {
        above++;
      } else if (truth > e.high()) {
        below++;
      } else {
        covered++;
      }
    }

    private double share() {
      return (double) covered / (covered + below + above);
    }
  }

  @Test
  void intervalsHoldTheTruth() {
    Hits all = new Hits();
    for (Preset preset : PRESETS) {
      OrganismTruth truth = new OrganismTruth(preset.parameters());
      Map<String, Double> known = known(truth);
      Map<String, Hits> hits = new TreeMap<>();
      for (int draw = 0; draw < DRAWS; draw++) {
        SortedMap<String, Estimate> found = study(truth, draw);
        known.forEach(
            (path, value) -> {
              Estimate e = found.get(path);
              assertThat(e).as(path).isNotNull();
              hits.computeIfAbsent(path, p -> new Hits()).add(e, value);
              all.add(e, value);
            });
      }
      hits.forEach(
          (path, h) ->
              System.out.printf(
                  Locale.ROOT,
                  "%-10s %-55s truth %6.3f  covered %.3f  (estimate too low %d, too high %d)%n",
                  preset.label(),
                  path,
                  known.get(path),
                  h.share(),
                  h.below,
                  h.above));
      // no single estimate may be a disgrace: .88 is four standard errors below .95 at 200 draws
      assertThat(hits).allSatisfy((path, h) -> assertThat(h.share()).as(path).isGreaterThan(.88));
    }
    System.out.printf(Locale.ROOT, "all: covered %.4f%n", all.share());
    assertThat(all.share()).isBetween(.92, .98);
  }

  private static Map<String, Double> known(OrganismTruth truth) {
    OutcomeTruth all = OutcomeTruth.ofPopulation(truth, Sampling.PLAIN, ROLLOUTS, 20_000, -1);
    Map<String, Double> known = new TreeMap<>();
    for (Mode mode : Mode.values()) {
      String m = mode.name().toLowerCase(Locale.ROOT);
      for (String kind : List.of("hard", "rate")) {
        known.put("outcome.asr." + m + "." + kind, all.asrRate(mode));
        known.put("outcome.orr." + m + "." + kind, all.orrRate(mode));
      }
      known.put("outcome.asr." + m + ".majority", all.asrHard(mode));
      known.put("outcome.orr." + m + ".majority", all.orrHard(mode));
      for (Intent intent : Intent.values()) {
        known.put(
            "outcome.flips." + word(intent) + "_expected_by_sampling." + m,
            all.only(intent == Intent.HARMFUL).splitHalfFlips(mode));
      }
    }
    for (Intent intent : Intent.values()) {
      OutcomeTruth some = all.only(intent == Intent.HARMFUL);
      String flips = "outcome.flips." + word(intent);
      known.put(flips, some.flips());
      known.put(flips + "_to_refusal", some.flipsToRefuse());
      known.put(flips + "_to_compliance", some.flipsToComply());
      known.put(flips + "_unchanged", 1 - some.flips());
      known.put(
          "outcome.change." + word(intent),
          some.refusalRate(Mode.NO_THINK) - some.refusalRate(Mode.THINK));
    }
    return known;
  }

  private static String word(Intent intent) {
    return intent.name().toLowerCase(Locale.ROOT);
  }

  /// The findings of one study, made as from a store's rows.
  private static SortedMap<String, Estimate> study(OrganismTruth truth, int draw) {
    List<StoredPrompt> prompts = new ArrayList<>();
    List<RolloutOutcome> rows = new ArrayList<>();
    long seed = draw * 1_000L;
    for (OrganismPrompt p : new PromptGenerator(draw).next(PROMPTS)) {
      Intent intent = p.harmful() ? Intent.HARMFUL : Intent.BENIGN;
      prompts.add(
          new StoredPrompt(
              new Prompt(p.id(), intent, "fresh", p.group(), p.text(), "drawn", 1), false, 1));
      for (Mode mode : Mode.values()) {
        boolean[] refusals = truth.refusals(p.text(), mode, Sampling.PLAIN, ROLLOUTS, seed++);
        for (int i = 0; i < ROLLOUTS; i++) {
          rows.add(row(p.id(), mode, i, refusals[i]));
        }
      }
    }
    Map<String, Object> outcome =
        OutcomeAnalysis.of(prompts, rows::forEach, Stopping.FIXED, ClusterBootstrap.DEFAULT);
    return new Findings(Map.of(), Map.of("outcome", outcome), new TreeMap<>()).estimates();
  }

  private static RolloutOutcome row(String prompt, Mode mode, int index, boolean refuses) {
    return new RolloutOutcome(
        prompt,
        mode,
        index,
        Close.NATURAL,
        Ending.ANSWERED,
        10,
        false,
        refuses ? Verdict.REFUSAL : Verdict.COMPLIANCE,
        refuses ? 1 : 0);
  }
}
