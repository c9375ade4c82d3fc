package org.foregone.study.run;

import org.foregone.study.causality.CausalityPlan;
import org.foregone.study.config.Experiments;
import org.foregone.study.deliberation.DeliberationPlan;
import org.foregone.study.foresight.ForesightPlan;
import org.foregone.study.lockin.LockinPlan;
import org.foregone.study.outcome.OutcomePlan;
import org.foregone.study.separability.SeparabilityPlan;
import org.foregone.study.steering.SteeringPlan;

/// The questions a study can ask. Each has a package of its own; [StudyRunner] knows what each
/// needs.
public sealed interface Experiment {

  /// Whether it works on hidden states, which not every engine gives.
  default boolean needsStates() {
    return switch (this) {
      case Outcome _, Lockin _, Deliberation _, Causality _ -> false;
      case Foresight _, Separability _, Steering _ -> true;
    };
  }

  /// As in the configuration, the store and the findings.
  default String name() {
    return switch (this) {
      case Outcome _ -> Experiments.OUTCOME;
      case Foresight _ -> Experiments.FORESIGHT;
      case Separability _ -> Experiments.SEPARABILITY;
      case Steering _ -> Experiments.STEERING;
      case Lockin _ -> Experiments.LOCKIN;
      case Deliberation _ -> Experiments.DELIBERATION;
      case Causality _ -> Experiments.CAUSALITY;
    };
  }

  /// Does the model refuse or comply, thinking and not?
  record Outcome(OutcomePlan plan) implements Experiment {}

  /// Can the outcome be read from the hidden state before the model thinks?
  record Foresight(ForesightPlan plan) implements Experiment {}

  /// Where along the trace do refusing and complying rollouts differ?
  record Separability(SeparabilityPlan plan) implements Experiment {}

  /// Is the probe's direction causal?
  record Steering(SteeringPlan plan) implements Experiment {}

  /// When is the outcome locked?
  record Lockin(LockinPlan plan) implements Experiment {}

  /// How often does the text of a thought change sides?
  record Deliberation(DeliberationPlan plan) implements Experiment {}

  /// Does a change of stance move the outcome?
  record Causality(CausalityPlan plan) implements Experiment {}
}
