package org.foregone.study.store;

/// A rollout with a direction added to its hidden states: a row of `steered`.
///
/// @param method `control_vector` or `patch`
/// @param direction `probe`, or `random_1`, `random_2`, ...
/// @param dose in standard deviations along the probe's direction
public record Steered(String method, String direction, double dose, Rollout rollout) {}
