package org.foregone.study.causality;

import org.foregone.inference.Sampling;
import org.foregone.study.config.StudyConfig.Caps;
import org.foregone.study.config.StudyConfig.CausalityChoice;

/// What is tested, and how.
///
/// @param choice kinds of cuts, how many, and when sampling stops
/// @param seed the study's
public record CausalityPlan(CausalityChoice choice, Caps caps, Sampling sampling, long seed) {}
