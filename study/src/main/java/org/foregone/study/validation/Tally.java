package org.foregone.study.validation;

import org.foregone.statistics.Estimate;
import org.jspecify.annotations.Nullable;

/// What many studies said of one number. For one thread.
final class Tally {
  /// Rounding is no miss.
  private static final double ROUNDING = 1e-9;

  private final double truth;
  private double sum;
  private int measured;
  private int held;
  private double paperSum;
  private double paperSquares;
  private int papers;

  Tally(double truth) {
    this.truth = truth;
  }

  void add(@Nullable Estimate ours, @Nullable Estimate paper) {
    if (ours != null && ours.measured() && !Double.isNaN(ours.low())) {
      sum += ours.estimate();
      measured++;
      held += ours.low() - ROUNDING <= truth && truth <= ours.high() + ROUNDING ? 1 : 0;
    }
    if (paper != null && paper.measured()) {
      paperSum += paper.estimate();
      paperSquares += paper.estimate() * paper.estimate();
      papers++;
    }
  }

  Validation.Row row(String path) {
    double mean = paperSum / papers;
    double variance = Math.max(0, paperSquares / papers - mean * mean);
    return new Validation.Row(
        path,
        truth,
        sum / measured,
        held,
        measured,
        mean,
        Math.sqrt(variance / Math.max(1, papers - 1)));
  }
}
