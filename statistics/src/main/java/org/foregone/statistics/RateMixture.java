package org.foregone.statistics;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// The distribution of refusal rates over prompts, by maximum likelihood without a shape (Kiefer
/// and Wolfowitz 1956) on a grid of log-odds, fitted by expectation maximisation; and what becomes
/// of it when every prompt's log-odds move alike.
///
/// Prompts with the same counts are one cell, so that a step costs (distinct counts) x (grid
/// points). Every fit takes the same number of steps from the even distribution, so that those of a
/// bootstrap repeat what made the estimate.
final class RateMixture {
  private static final double MOST = 8;
  private static final int POINTS = 33;
  private static final int STEPS = 60;

  /// Shifts are tabulated this finely and interpolated between.
  private static final double STEP = .05;

  private static final double FARTHEST = 20;

  /// Where the table has the shift 0.
  static final int UNSHIFTED = (int) Math.round(FARTHEST / STEP);

  private static final double[][] SHIFTED = shifted();

  private final double[][] likelihoods;

  /// @param refusals of each cell
  /// @param answers of each cell
  RateMixture(int[] refusals, int[] answers) {
    likelihoods = new double[refusals.length][POINTS];
    for (int cell = 0; cell < refusals.length; cell++) {
      double[] log = new double[POINTS];
      for (int a = 0; a < POINTS; a++) {
        double z = logOdds(a);
        log[a] =
            -refusals[cell] * StrictMath.log1p(StrictMath.exp(-z))
                - (answers[cell] - refusals[cell]) * StrictMath.log1p(StrictMath.exp(z));
      }
      double most = Arrays.stream(log).max().orElseThrow();
      for (int a = 0; a < POINTS; a++) {
        likelihoods[cell][a] = StrictMath.exp(log[a] - most);
      }
    }
  }

  private static double logOdds(int point) {
    return MOST * (2.0 * point / (POINTS - 1) - 1);
  }

  private static double[][] shifted() {
    int shifts = (int) Math.round(2 * FARTHEST / STEP) + 1;
    double[][] rates = new double[shifts][POINTS];
    for (int i = 0; i < shifts; i++) {
      for (int a = 0; a < POINTS; a++) {
        rates[i][a] = 1 / (1 + StrictMath.exp(-logOdds(a) - shift(i)));
      }
    }
    return rates;
  }

  /// The shift at a place of the table.
  static double shift(int place) {
    return STEP * (place - UNSHIFTED);
  }

  static int shifts() {
    return SHIFTED.length;
  }

  /// Mass at each grid point.
  ///
  /// @param weights prompts in each cell, more than 0 in all
  double[] fit(double[] weights) {
    double total = Moments.sum(weights);
    double[] mass = new double[POINTS];
    Arrays.fill(mass, 1.0 / POINTS);
    double[] back = new double[POINTS];
    for (int step = 0; step < STEPS; step++) {
      Arrays.fill(back, 0);
      for (int cell = 0; cell < weights.length; cell++) {
        if (weights[cell] > 0) {
          double[] likelihood = likelihoods[cell];
          double scale = weights[cell] / (total * Kernels.dot(likelihood, mass));
          for (int a = 0; a < POINTS; a++) {
            back[a] += scale * likelihood[a];
          }
        }
      }
      for (int a = 0; a < POINTS; a++) {
        mass[a] *= back[a];
      }
    }
    return mass;
  }

  /// The mean refusal rate when every prompt's log-odds of refusal move by the shift at a place.
  static double mean(double[] mass, int place) {
    return Kernels.dot(mass, SHIFTED[place]);
  }

  /// Where the table of shifts begins to exceed a level of something that grows with the shift.
  static int firstAbove(IntToDoubleFunction grows, double level) {
    int low = 0;
    int high = SHIFTED.length - 1;
    while (low < high) {
      int middle = (low + high) / 2;
      if (grows.applyAsDouble(middle) > level) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  static IntStream places(double from, double to, double step) {
    int stride = (int) Math.round(step / STEP);
    int first = (int) Math.round((from + FARTHEST) / STEP);
    int last = (int) Math.round((to + FARTHEST) / STEP);
    return IntStream.iterate(first, i -> i <= last, i -> i + stride);
  }
}
