package org.foregone.study.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.foregone.inference.Sampling;
import org.foregone.judging.StancePanel;
import org.foregone.statistics.Positions;
import org.foregone.statistics.SequentialCut;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.StudyException.Problem;
import org.foregone.study.causality.CausalityPlan;
import org.foregone.study.config.Experiments;
import org.foregone.study.config.StudyConfig;
import org.foregone.study.config.StudyConfig.Caps;
import org.foregone.study.deliberation.DeliberationPlan;
import org.foregone.study.foresight.ForesightPlan;
import org.foregone.study.lockin.LockinPlan;
import org.foregone.study.outcome.OutcomePlan;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.separability.SeparabilityPlan;
import org.foregone.study.steering.SteeringPlan;

/// From a configuration to what each experiment does, checked against the model.
final class Plans {
  private final Setup setup;
  private final StudyConfig config;
  private final Caps caps;
  private final int last;
  private final List<Problem> problems = new ArrayList<>();

  /// @param caps in force, which may not be those of the configuration
  Plans(Setup setup, Caps caps) {
    this.setup = setup;
    this.config = setup.config().config();
    this.caps = caps;
    this.last = setup.model().card().layers();
  }

  OutcomePlan outcome(Sampling family) {
    return new OutcomePlan(
        config.rollouts(), caps, config.sampling().over(family), config.stopping(), config.seed());
  }

  /// The experiments asked for, in their order. Outcome is always among them: it gives the labels.
  ///
  /// @throws StudyException naming every layer that the model does not have
  List<Experiment> experiments(Sampling family) {
    List<Experiment> experiments = new ArrayList<>();
    experiments.add(new Experiment.Outcome(outcome(family)));
    if (asked(Experiments.FORESIGHT)) {
      experiments.add(new Experiment.Foresight(foresight()));
    }
    if (asked(Experiments.SEPARABILITY)) {
      experiments.add(
          new Experiment.Separability(
              new SeparabilityPlan(
                  layers("separability.layers", config.separability().layers(), List.of(last)),
                  config.separability().rollouts(),
                  config.halfStates())));
    }
    if (asked(Experiments.STEERING)) {
      experiments.add(new Experiment.Steering(steering(family)));
    }
    if (asked(Experiments.LOCKIN)) {
      experiments.add(new Experiment.Lockin(lockin(family)));
    }
    if (asked(Experiments.DELIBERATION)) {
      experiments.add(new Experiment.Deliberation(deliberation()));
    }
    if (asked(Experiments.CAUSALITY)) {
      experiments.add(new Experiment.Causality(causality(family)));
    }
    if (!problems.isEmpty()) {
      throw new StudyException(problems);
    }
    return experiments;
  }

  private boolean asked(String experiment) {
    return config.experiments().contains(experiment);
  }

  private ForesightPlan foresight() {
    Map<String, Prompt> prompts = new LinkedHashMap<>();
    setup.prompts().forEach(p -> prompts.put(p.id(), p));
    return new ForesightPlan(
        layers("foresight.layers", config.foresight().layers(), quarters()),
        config.foresight().anchors(),
        config.rollouts(),
        config.halfStates(),
        setup.conversation(),
        prompts);
  }

  /// The direction is that of a probe of foresight's states.
  private SteeringPlan steering(Sampling family) {
    StudyConfig.SteeringChoice choice = config.steering();
    int layer = choice.layer().orElse(last / 2);
    List<Integer> captured = foresight().layers();
    if (!asked(Experiments.FORESIGHT)) {
      problem("steering needs the states of foresight", "--only foresight,steering");
    }
    if (layer < 1 || layer >= last || !captured.contains(layer)) {
      problem(
          "steering.layer: %d is not among the blocks that foresight looks behind".formatted(layer),
          "one of foresight.layers %s from 1 to %d".formatted(captured, last - 1));
    }
    if (choice.rollouts() > config.rollouts()) {
      problem(
          "steering.rollouts: %d, but dose 0 has the %d of rollouts"
              .formatted(choice.rollouts(), config.rollouts()),
          "at most as many");
    }
    if (choice.doses().size() < 2) {
      problem("steering.doses: one dose has no effect to measure", "two doses at least");
    }
    return new SteeringPlan(
        layer,
        choice.doses(),
        choice.randomDirections(),
        choice.rollouts(),
        choice.limit(),
        config.foresight().components(),
        config.foresight().c(),
        caps,
        config.sampling().over(family),
        config.seed());
  }

  private LockinPlan lockin(Sampling family) {
    StudyConfig.LockinChoice choice = config.lockin();
    if (choice.cuts().isEmpty() || choice.ways().isEmpty()) {
      problem("lockin.cuts and lockin.ways: nothing to measure", "--lockin.cuts=0,20,100");
    }
    return new LockinPlan(
        choice.cuts(),
        choice.ways(),
        Math.min(choice.traces(), config.rollouts()),
        choice.branches(),
        caps,
        config.sampling().over(family),
        config.seed());
  }

  private CausalityPlan causality(Sampling family) {
    StudyConfig.CausalityChoice choice = config.causality();
    if (!asked(Experiments.DELIBERATION)) {
      problem("causality needs the stances of deliberation", "--only deliberation,causality");
    }
    if (choice.cuts().isEmpty()) {
      problem("causality.cuts: nothing to test", "--causality.cuts=changes");
    }
    if (choice.sequential() && choice.k() != SequentialCut.LARGEST) {
      problem(
          "causality.k: %d, but the sequential rule is made for %d"
              .formatted(choice.k(), SequentialCut.LARGEST),
          "--causality.rule=fixed");
    }
    if (choice.traces() > config.deliberation().traces()) {
      problem(
          "causality.traces: %d, but deliberation splits %d thoughts of a prompt"
              .formatted(choice.traces(), config.deliberation().traces()),
          "--deliberation.traces=" + choice.traces());
    }
    return new CausalityPlan(choice, caps, config.sampling().over(family), config.seed());
  }

  private DeliberationPlan deliberation() {
    StudyConfig.DeliberationChoice choice = config.deliberation();
    StancePanel panel = setup.stances();
    if (panel.identities().stream().distinct().count() < panel.judges().size()) {
      problem(
          "deliberation.judges: one is named twice: " + choice.judges(), "name each judge once");
    }
    if (choice.llm() != null && panel.llm() == null) {
      problem(
          "deliberation.llm: nobody asks this model",
          "add llm to deliberation.judges, or leave it out");
    }
    return new DeliberationPlan(choice.traces(), choice.pack(), panel, config.seed());
  }

  private void problem(String what, String hint) {
    problems.add(new Problem(Kind.CONFIGURATION, what, hint));
  }

  private List<Integer> quarters() {
    return IntStream.of(Positions.layers(last)).boxed().toList();
  }

  private List<Integer> layers(String key, List<Integer> chosen, List<Integer> usual) {
    for (int layer : chosen) {
      if (layer > last) {
        problem(
            "%s: this model has no layer %d".formatted(key, layer),
            "0 (embeddings) to %d (after the final norm)".formatted(last));
      }
    }
    return chosen.isEmpty() ? usual : chosen;
  }
}
