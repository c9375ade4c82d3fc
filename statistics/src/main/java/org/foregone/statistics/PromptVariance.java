package org.foregone.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the prefixes of one prompt add to its pool's continuation variance; all variances times 4.
///
/// @param prefixes with at least two answers each
/// @param plugIn sum over prefixes of 4 q(1-q), q the share of refusals
/// @param unbiased sum over prefixes of 4 x(n-x)/(n(n-1))
/// @param noise sum over prefixes of the sampling variance of q, 4 x(n-x)/(n^2(n-1))
/// @param sensitivity sum over prefixes of 1 - 2^(1-n): the chance to see two different answers
///     where q is 1/2
/// @param randomLine sum over prefixes of (n-1)/n, the plug-in's expectation at q = 1/2
/// @param spread 4 times the ddof 1 variance of q over the prefixes; NaN for one prefix
/// @param meanRate mean q
record PromptVariance(
    int prompt,
    int cluster,
    int prefixes,
    int answers,
    double plugIn,
    double unbiased,
    double noise,
    double sensitivity,
    double randomLine,
    double spread,
    double meanRate) {

  /// One a prompt, by ascending prompt number.
  static List<PromptVariance> of(Prefixes all) {
    Map<Integer, List<Integer>> byPrompt = new TreeMap<>();
    for (int i : all.telling()) {
      byPrompt.computeIfAbsent(all.prompt()[i], p -> new ArrayList<>()).add(i);
    }
    return byPrompt.values().stream().map(rows -> of(all, rows)).toList();
  }

  private static PromptVariance of(Prefixes all, List<Integer> rows) {
    double[] rates = new double[rows.size()];
    int answers = 0;
    double plugIn = 0;
    double unbiased = 0;
    double noise = 0;
    double sensitivity = 0;
    double randomLine = 0;
    for (int m = 0; m < rates.length; m++) {
      double x = all.refusals()[rows.get(m)];
      double n = all.answers()[rows.get(m)];
      rates[m] = x / n;
      answers += (int) n;
      plugIn += 4 * x * (n - x) / (n * n);
      unbiased += 4 * x * (n - x) / (n * (n - 1));
      noise += 4 * x * (n - x) / (n * n * (n - 1));
      sensitivity += sensitivity((int) n);
      randomLine += (n - 1) / n;
    }
    return new PromptVariance(
        all.prompt()[rows.getFirst()],
        all.cluster()[rows.getFirst()],
        rates.length,
        answers,
        plugIn,
        unbiased,
        noise,
        sensitivity,
        randomLine,
        4 * Moments.variance(rates),
        Moments.mean(rates));
  }

  /// The chance that n tosses of a coin are not all alike.
  static double sensitivity(int n) {
    return 1 - Math.scalb(1.0, 1 - n);
  }

  /// Whether it can say how its prefixes differ.
  boolean repeated() {
    return prefixes >= 2;
  }

  /// Unbiased for 4 E\[q(1-q)\] of this prompt.
  double within() {
    return unbiased / prefixes;
  }

  /// Unbiased for 4 Var(q) over this prompt's prefixes; may be negative.
  double between() {
    return spread - noise / prefixes;
  }
}
