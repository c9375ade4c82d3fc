package org.foregone.study.validation;

import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foregone.dialogue.Mode;
import org.foregone.inference.Sampling;
import org.foregone.organism.OrganismPrompt;
import org.foregone.organism.truth.CausalityTruth;
import org.foregone.organism.truth.DeliberationTruth;
import org.foregone.organism.truth.LockinTruth;
import org.foregone.organism.truth.OrganismTruth;
import org.foregone.organism.truth.OutcomeTruth;
import org.foregone.study.Intent;
import org.foregone.study.config.Experiments;
import org.foregone.study.config.StudyConfig;
import org.foregone.study.store.Change;
import org.foregone.study.store.Way;

/// The true values of a study's findings by dotted path, for prompts of an organism.
public final class Truths {
  private static final long SEED = -1;

  /// What is read off the text alone costs less than what is worked out for every cut of it.
  private static final int PER_LOCKIN = 8;

  private final OrganismTruth truth;
  private final Sampling sampling;
  private final List<OrganismPrompt> prompts;
  private final int thoughts;
  private final SortedMap<String, Double> found = new TreeMap<>();

  private Truths(
      OrganismTruth truth, Sampling sampling, List<OrganismPrompt> prompts, int thoughts) {
    this.truth = truth;
    this.sampling = sampling;
    this.prompts = prompts;
    this.thoughts = thoughts;
  }

  /// @param config the study's sizes: what hangs on them is the expectation at that size
  /// @param prompts of the study, or many of the population it is drawn from
  /// @param thoughts drawn of each prompt where the truth is a mean over thoughts, at least 2
  public static SortedMap<String, Double> of(
      OrganismTruth truth,
      Sampling sampling,
      StudyConfig config,
      List<OrganismPrompt> prompts,
      int thoughts) {
    Truths truths = new Truths(truth, sampling, prompts, thoughts);
    truths.outcome(config.rollouts());
    for (String experiment : config.experiments()) {
      switch (experiment) {
        case Experiments.LOCKIN -> truths.lockin(config);
        case Experiments.DELIBERATION -> truths.deliberation(config);
        case Experiments.CAUSALITY -> truths.causality(config);
        default -> {}
      }
    }
    return truths.found;
  }

  /// Every rollout of an organism is judged, so the pooled rate and the mean of the prompts' rates
  /// have the same truth.
  private void outcome(int rollouts) {
    OutcomeTruth all = OutcomeTruth.of(truth, prompts, sampling, rollouts);
    for (Mode mode : Mode.values()) {
      String name = mode.name().toLowerCase(Locale.ROOT);
      found.put("outcome.asr." + name + ".hard", all.asrRate(mode));
      found.put("outcome.asr." + name + ".rate", all.asrRate(mode));
      found.put("outcome.asr." + name + ".majority", all.asrHard(mode));
      found.put("outcome.orr." + name + ".hard", all.orrRate(mode));
      found.put("outcome.orr." + name + ".rate", all.orrRate(mode));
      found.put("outcome.orr." + name + ".majority", all.orrHard(mode));
    }
    for (Intent intent : Intent.values()) {
      OutcomeTruth some = all.only(intent == Intent.HARMFUL);
      String flips = "outcome.flips." + intent.word();
      found.put(flips, some.flips());
      found.put(flips + "_to_refusal", some.flipsToRefuse());
      found.put(flips + "_to_compliance", some.flipsToComply());
      found.put(flips + "_unchanged", 1 - some.flips());
      found.put(
          "outcome.change." + intent.word(),
          some.refusalRate(Mode.NO_THINK) - some.refusalRate(Mode.THINK));
      for (Mode mode : Mode.values()) {
        found.put(
            flips + "_expected_by_sampling." + mode.name().toLowerCase(Locale.ROOT),
            some.splitHalfFlips(mode));
      }
    }
  }

  private void lockin(StudyConfig config) {
    StudyConfig.LockinChoice choice = config.lockin();
    int traces = Math.min(choice.traces(), config.rollouts());
    new LockinTruth(truth, sampling, choice.cuts(), traces, choice.branches())
        .of(prompts, Math.max(thoughts, traces), SEED)
        .forEach((path, value) -> found.put("lockin." + path, value));
  }

  private void deliberation(StudyConfig config) {
    found.putAll(
        DeliberationTruth.of(
                truth, prompts, sampling, config.caps().thinking(), PER_LOCKIN * thoughts, 0)
            .findings());
  }

  private void causality(StudyConfig config) {
    if (config.causality().cuts().contains(Change.Kind.CHANGES)) {
      boolean goesOn = config.causality().way() == Way.GO_ON;
      found.putAll(
          CausalityTruth.of(truth, prompts, sampling, config.caps().thinking(), thoughts, goesOn, 0)
              .findings());
    }
  }
}
