package org.foregone.study.steering;

import java.util.List;
import org.foregone.inference.Sampling;
import org.foregone.study.config.StudyConfig.Caps;

/// What steering does with each prompt.
///
/// @param layer after how many blocks the direction is added, 1 to L - 1
/// @param doses ascending; 0 is what the outcome experiment has already
/// @param randomDirections to compare with
/// @param rollouts of a prompt, method, direction and dose; not more than outcome has
/// @param limit at most so many prompts of each intent
/// @param components of the probe whose direction it is; 0: no PCA
/// @param c of that probe
/// @param seed the study's
public record SteeringPlan(
    int layer,
    List<Double> doses,
    int randomDirections,
    int rollouts,
    int limit,
    int components,
    double c,
    Caps caps,
    Sampling sampling,
    long seed) {
  public SteeringPlan {
    doses = List.copyOf(doses);
  }

  /// The doses that need rollouts of their own.
  List<Double> given() {
    return doses.stream().filter(dose -> dose != 0).toList();
  }
}
