package org.foregone.study.deliberation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.foregone.dialogue.Close;
import org.foregone.dialogue.Span;
import org.foregone.inference.Sampling;
import org.foregone.judging.OrganismStance;
import org.foregone.judging.Stance;
import org.foregone.judging.StancePanel;
import org.foregone.judging.Verdict;
import org.foregone.organism.OrganismAnswers;
import org.foregone.organism.OrganismLanguage;
import org.foregone.organism.OrganismPrompt;
import org.foregone.organism.Preset;
import org.foregone.organism.PromptGenerator;
import org.foregone.organism.Slot;
import org.foregone.organism.truth.DeliberationTruth;
import org.foregone.organism.truth.OrganismTruth;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.statistics.Estimate;
import org.foregone.study.Intent;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Findings;
import org.foregone.study.store.Segment;
import org.foregone.study.store.Trace;
import org.junit.jupiter.api.Test;

/// Whether the intervals of the deliberation findings hold the truth about as often as they say.
/// Each draw is a study of fresh prompts, its thoughts drawn from the closed form; the truth of the
/// population comes from 4,000 further prompts.
final class DeliberationCoverageTests {
  private static final int DRAWS = 200;
  private static final int PROMPTS = 48;
  private static final int TRACES = 4;
  private static final int CAP = 512;
  private static final OrganismLanguage LANGUAGE = OrganismLanguage.get();
  private static final DeliberationPlan PLAN =
      new DeliberationPlan(TRACES, 0, new StancePanel(List.of(new OrganismStance())), 1);

  @Test
  void intervalsHoldTheTruth() {
    int covered = 0;
    int all = 0;
    for (Preset preset : List.of(Preset.LIFELIKE, Preset.RATIONALIZING)) {
      OrganismTruth truth = new OrganismTruth(preset.parameters());
      SortedMap<String, Double> known =
          DeliberationTruth.of(
                  truth, new PromptGenerator(-1).next(4_000), Sampling.PLAIN, CAP, 5, -1)
              .findings();
      Map<String, Integer> hits = new TreeMap<>();
      for (int draw = 0; draw < DRAWS; draw++) {
        SortedMap<String, Estimate> found = study(truth, draw);
        for (Map.Entry<String, Double> one : known.entrySet()) {
          Estimate e = found.get(one.getKey());
          assertThat(e).as(one.getKey()).isNotNull();
          if (e.measured()) {
            boolean holds = e.low() <= one.getValue() && one.getValue() <= e.high();
            hits.merge(one.getKey(), holds ? 1 : 0, Integer::sum);
            covered += holds ? 1 : 0;
            all++;
          }
        }
      }
      hits.forEach(
          (path, n) ->
              System.out.printf(
                  Locale.ROOT,
                  "%-14s %-42s truth %6.3f  covered %.3f%n",
                  preset.label(),
                  path,
                  known.get(path),
                  (double) n / DRAWS));
    }
    System.out.printf(Locale.ROOT, "all: covered %.4f%n", (double) covered / all);
    assertThat((double) covered / all).isBetween(.92, .98);
  }

  /// The findings of one study, made as from a store's rows.
  private static SortedMap<String, Estimate> study(OrganismTruth truth, int draw) {
    SplittableRandom random = new SplittableRandom(draw);
    List<Prompt> prompts = new ArrayList<>();
    Map<String, PromptDeliberation> counts = new HashMap<>();
    for (OrganismPrompt p : new PromptGenerator(draw).next(PROMPTS)) {
      Intent intent = p.harmful() ? Intent.HARMFUL : Intent.BENIGN;
      // what the organism does not read keeps prompts apart that are near-duplicates by chance
      prompts.add(
          new Prompt(p.id(), intent, "fresh", p.group(), p.text() + noise(random), "drawn", 1));
      PromptDeliberation of =
          new PromptDeliberation(new PaperCounts(p.text(), PLAN.panel().readers()));
      int[] prefix = LANGUAGE.prefix(p.text(), true);
      for (int i = 0; i < TRACES; i++) {
        OrganismTruth.Rollout rollout = truth.rollout(prefix, Sampling.PLAIN, CAP, random);
        Trace trace = trace(i, rollout);
        of.add(trace, segments(trace));
      }
      counts.put(p.id(), of);
    }
    Map<String, Object> tree =
        DeliberationAnalysis.of(prompts, counts, PLAN, new ClusterBootstrap(600, draw));
    return new Findings(Map.of(), Map.of("deliberation", tree), new TreeMap<>()).estimates();
  }

  private static String noise(SplittableRandom random) {
    StringBuilder words = new StringBuilder();
    for (int w = 0; w < 6; w++) {
      words.append(' ');
      random.ints(4, 'k', 'z').forEach(c -> words.append((char) c));
    }
    return words.toString();
  }

  private static Trace trace(int index, OrganismTruth.Rollout rollout) {
    int[] tokens = rollout.tokens();
    int close = 0;
    while (tokens[close] != LANGUAGE.phrases().close()) {
      close++;
    }
    return new Trace(
        index,
        tokens,
        new Span(2, close),
        new Span(close + 2, tokens.length),
        Close.NATURAL,
        false,
        rollout.refuses() ? Verdict.REFUSAL : Verdict.COMPLIANCE);
  }

  /// Sentences with the stances of their tokens.
  private static List<Segment> segments(Trace trace) {
    int[] thought =
        Arrays.copyOfRange(trace.tokens(), trace.thinking().start(), trace.thinking().end());
    List<Segment> segments = new ArrayList<>();
    int start = 0;
    int sign = 0;
    for (int i = 0; i < thought.length; i++) {
      int own = OrganismAnswers.stance(thought[i]);
      sign = own == 0 ? sign : own;
      if (LANGUAGE.token(thought[i]).slot() == Slot.BOUNDARY || i == thought.length - 1) {
        Stance stance = Stance.of(sign);
        segments.add(
            new Segment(
                trace.index(),
                segments.size(),
                new Span(start, i + 1),
                "",
                stance,
                false,
                Map.of("organism", stance)));
        start = i + 1;
        sign = 0;
      }
    }
    return segments;
  }
}
