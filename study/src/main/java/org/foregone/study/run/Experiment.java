package org.foregone.study.run;

import org.foregone.study.outcome.OutcomePlan;

/// The questions a study can ask. Each has a package of its own; [StudyRunner] knows what each
/// needs.
public sealed interface Experiment {

  /// Does the model refuse or comply, thinking and not?
  record Outcome(OutcomePlan plan) implements Experiment {}
}
