package org.foregone.study.run;

import org.foregone.study.config.Experiments;
import org.foregone.study.foresight.ForesightPlan;
import org.foregone.study.outcome.OutcomePlan;
import org.foregone.study.separability.SeparabilityPlan;
import org.foregone.study.steering.SteeringPlan;

/// The questions a study can ask. Each has a package of its own; [StudyRunner] knows what each
/// needs.
public sealed interface Experiment {

  /// As in the configuration, the store and the findings.
  default String name() {
    return switch (this) {
      case Outcome _ -> Experiments.OUTCOME;
      case Foresight _ -> Experiments.FORESIGHT;
      case Separability _ -> Experiments.SEPARABILITY;
      case Steering _ -> Experiments.STEERING;
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
}
