package org.foregone.statistics;

import java.util.stream.IntStream;

/// The paper's other measures of separability at a position, on out-of-fold log-odds: m the
/// difference of the class means, v+ and v- the class variances (ddof 1), a = (v+ + v-)/2.
///
/// @param fisher m^2 / (v+ + v-)
/// @param cohenD m / sqrt(a)
/// @param bhattacharyya m^2 / (4a) + ln(a / sqrt(v+ v-)) / 2
public record LogitSeparation(double fisher, double cohenD, double bhattacharyya) {

  /// @param logits NaN = left out
  /// @param refusal true = refusal
  /// @return NaN throughout with fewer than 2 of a class
  public static LogitSeparation of(double[] logits, boolean[] refusal) {
    double[] plus = side(logits, refusal, true);
    double[] minus = side(logits, refusal, false);
    double m = Moments.mean(plus) - Moments.mean(minus);
    double one = Moments.variance(plus);
    double two = Moments.variance(minus);
    double a = (one + two) / 2;
    return new LogitSeparation(
        m * m / (one + two),
        m / Math.sqrt(a),
        m * m / (4 * a) + StrictMath.log(a / Math.sqrt(one * two)) / 2);
  }

  private static double[] side(double[] logits, boolean[] refusal, boolean wanted) {
    return IntStream.range(0, logits.length)
        .filter(i -> refusal[i] == wanted && !Double.isNaN(logits[i]))
        .mapToDouble(i -> logits[i])
        .toArray();
  }
}
