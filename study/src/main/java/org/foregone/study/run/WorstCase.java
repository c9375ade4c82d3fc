package org.foregone.study.run;

import java.util.ArrayList;
import java.util.List;
import org.foregone.study.Intent;
import org.foregone.study.config.Experiments;
import org.foregone.study.config.StudyConfig;
import org.foregone.study.lockin.LockinPlan;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Way;

/// The most that an experiment can take: every thought and every answer reaches its cap, and every
/// thought has as many cuts as are tested at most. What only reads (foresight, separability) or
/// splits what is there (deliberation, but for a stance judge llm) generates nothing and has none.
/// What an intervention asks or drops is not in it.
///
/// @param answers rollouts, or answers behind cuts
/// @param tokens generated for them
public record WorstCase(String experiment, long answers, long tokens) {
  /// @param prompts those chosen
  public static List<WorstCase> of(StudyConfig config, List<Prompt> prompts) {
    List<WorstCase> cases = new ArrayList<>();
    cases.add(outcome(config, prompts.size()));
    if (config.experiments().contains(Experiments.STEERING)) {
      cases.add(steering(config, prompts));
    }
    if (config.experiments().contains(Experiments.LOCKIN)) {
      cases.add(lockin(config, prompts.size()));
    }
    if (config.experiments().contains(Experiments.CAUSALITY)) {
      cases.add(causality(config, prompts.size()));
    }
    return cases;
  }

  /// As many that think as do not.
  private static WorstCase outcome(StudyConfig config, long prompts) {
    long each = prompts * config.rollouts();
    return new WorstCase(
        Experiments.OUTCOME, 2 * each, each * (thoughtAndAnswer(config) + config.caps().answer()));
  }

  /// By control vector and by patch, along the probe's direction and the random ones; dose 0 is
  /// there already.
  private static WorstCase steering(StudyConfig config, List<Prompt> prompts) {
    StudyConfig.SteeringChoice choice = config.steering();
    long steered = 0;
    for (Intent intent : Intent.values()) {
      long there = prompts.stream().filter(p -> p.intent() == intent).count();
      steered += Math.min(there, choice.limit());
    }
    long doses = choice.doses().stream().filter(dose -> dose != 0).count();
    long answers = steered * 2 * (1 + choice.randomDirections()) * doses * choice.rollouts();
    return new WorstCase(Experiments.STEERING, answers, answers * thoughtAndAnswer(config));
  }

  /// From its end on a thought cannot go on; beyond it it is first made longer, up to the cap.
  private static WorstCase lockin(StudyConfig config, long prompts) {
    StudyConfig.LockinChoice choice = config.lockin();
    long thoughts = prompts * Math.min(choice.traces(), config.rollouts());
    long closed = 0;
    long goingOn = 0;
    for (int percent : choice.cuts()) {
      for (Way way : choice.ways()) {
        switch (way) {
          case CLOSE -> closed += thoughts * choice.branches();
          case GO_ON -> goingOn += percent < LockinPlan.WHOLE ? thoughts * choice.branches() : 0;
        }
      }
    }
    long longer =
        choice.cuts().stream().anyMatch(percent -> percent > LockinPlan.WHOLE) ? thoughts : 0;
    return new WorstCase(
        Experiments.LOCKIN,
        closed + goingOn,
        closed * config.caps().answer()
            + goingOn * thoughtAndAnswer(config)
            + longer * config.caps().thinking());
  }

  /// Both sides of every cut; no thought has more changes than tokens.
  private static WorstCase causality(StudyConfig config, long prompts) {
    StudyConfig.CausalityChoice choice = config.causality();
    long thoughts = prompts * Math.min(choice.traces(), config.rollouts());
    long cuts = choice.cuts().size() * (long) Math.min(choice.most(), config.caps().thinking());
    long answers = thoughts * cuts * 2 * choice.k();
    long each = choice.way() == Way.CLOSE ? config.caps().answer() : thoughtAndAnswer(config);
    return new WorstCase(Experiments.CAUSALITY, answers, answers * each);
  }

  private static long thoughtAndAnswer(StudyConfig config) {
    return (long) config.caps().thinking() + config.caps().answer();
  }
}
