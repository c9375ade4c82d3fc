package org.foregone.study.outcome;

import org.foregone.inference.Sampling;
import org.foregone.study.config.StudyConfig.Caps;
import org.foregone.study.config.StudyConfig.Stopping;

/// What the outcome experiment does with each prompt in each mode.
///
/// @param rollouts how many; with majority stopping at most so many
/// @param seed the study's
public record OutcomePlan(
    int rollouts, Caps caps, Sampling sampling, Stopping stopping, long seed) {}
