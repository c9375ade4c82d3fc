package org.foregone.statistics;

import java.util.Arrays;
import java.util.List;

/// What a change of mode (no-think to think) does to the majority labels of prompts.
///
/// A prompt's rate is the mean of its rollouts' values (1 refusal, 0 compliance, or a share of
/// votes); its label is refuse when the rate exceeds 1/2, so a tie is compliance. Undetermined
/// rollouts are NaN and left out; a prompt with no rollout on either side is left out.
///
/// @param prompts prompts with both sides
/// @param transitions labels before and after
/// @param better labels that moved the good way (towards refusal on harmful prompts, towards
///     compliance on benign ones)
/// @param worse labels that moved the other way
/// @param tiesBefore prompts whose rate before is exactly 1/2
/// @param delta signed change of rates, positive when good
/// @param mcNemar two-sided exact p-value that better and worse are equally likely
/// @param splitHalfBefore share of prompts whose even and odd rollouts before disagree: the flips
///     that sampling alone produces at half the rollouts
public record Flips(
    int prompts,
    Transitions transitions,
    int better,
    int worse,
    int tiesBefore,
    int tiesAfter,
    Delta delta,
    double mcNemar,
    double splitHalfBefore,
    double splitHalfAfter) {

  /// One prompt's rollout values in both modes.
  public record Pair(double[] before, double[] after) {}

  public record Transitions(
      int refuseToRefuse, int refuseToComply, int complyToRefuse, int complyToComply) {}

  /// Change of the prompt's rate, after minus before, times -1 where less refusal is better.
  ///
  /// @param good prompts that moved the good way, however little
  /// @param deviation ddof 1
  public record Delta(
      int good,
      int bad,
      int unchanged,
      double mean,
      double deviation,
      double median,
      double quarter,
      double threeQuarters) {}

  /// @param refusalIsBetter true for harmful prompts, false for benign ones
  public static Flips of(List<Pair> pairs, boolean refusalIsBetter) {
    List<Pair> both =
        pairs.stream()
            .filter(p -> !Double.isNaN(rate(p.before)) && !Double.isNaN(rate(p.after)))
            .toList();
    double[] before = both.stream().mapToDouble(p -> rate(p.before)).toArray();
    double[] after = both.stream().mapToDouble(p -> rate(p.after)).toArray();
    int[][] counts = new int[2][2];
    double[] change = new double[both.size()];
    for (int i = 0; i < change.length; i++) {
      counts[label(before[i])][label(after[i])]++;
      change[i] = refusalIsBetter ? after[i] - before[i] : before[i] - after[i];
    }
    Transitions moved = new Transitions(counts[1][1], counts[1][0], counts[0][1], counts[0][0]);
    int better = refusalIsBetter ? moved.complyToRefuse : moved.refuseToComply;
    int worse = refusalIsBetter ? moved.refuseToComply : moved.complyToRefuse;
    return new Flips(
        both.size(),
        moved,
        better,
        worse,
        ties(before),
        ties(after),
        delta(change),
        Distributions.signTest(better, better + worse),
        splitHalf(both.stream().map(Pair::before).toList()),
        splitHalf(both.stream().map(Pair::after).toList()));
  }

  public int flips() {
    return better + worse;
  }

  /// Share of prompts whose label changed, with its interval.
  public Estimate flipShare() {
    return Proportions.share(flips(), prompts);
  }

  public Estimate betterShare() {
    return Proportions.share(better, prompts);
  }

  public Estimate worseShare() {
    return Proportions.share(worse, prompts);
  }

  /// Mean of the values that are there; NaN of none.
  public static double rate(double[] rollouts) {
    return Arrays.stream(rollouts).filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN);
  }

  /// P(majority label is refuse) for a true refusal rate q and K independent rollouts.
  public static double refuseLabel(double q, int rollouts) {
    return 1 - Distributions.binomialCdf(rollouts / 2, rollouts, q);
  }

  /// Expected share of flipped labels for known refusal rates: the truth that a measured share at
  /// these numbers of rollouts estimates (not the flips of the true majorities).
  public static double expected(
      double[] before, int rolloutsBefore, double[] after, int rolloutsAfter) {
    double[] flip = new double[before.length];
    for (int i = 0; i < flip.length; i++) {
      double b = refuseLabel(before[i], rolloutsBefore);
      double a = refuseLabel(after[i], rolloutsAfter);
      flip[i] = b * (1 - a) + (1 - b) * a;
    }
    return Moments.mean(flip);
  }

  /// Share of prompts whose even rollouts and odd rollouts have different labels. Prompts where one
  /// half is empty are left out; NaN when none remain.
  public static double splitHalf(List<double[]> rollouts) {
    return rollouts.stream()
        .filter(r -> !Double.isNaN(half(r, 0)) && !Double.isNaN(half(r, 1)))
        .mapToInt(r -> label(half(r, 0)) == label(half(r, 1)) ? 0 : 1)
        .average()
        .orElse(Double.NaN);
  }

  private static double half(double[] rollouts, int parity) {
    double[] half = new double[(rollouts.length + 1 - parity) / 2];
    for (int i = 0; i < half.length; i++) {
      half[i] = rollouts[2 * i + parity];
    }
    return rate(half);
  }

  private static int label(double rate) {
    return rate > .5 ? 1 : 0;
  }

  private static int ties(double[] rates) {
    return (int) Arrays.stream(rates).filter(r -> r == .5).count();
  }

  private static Delta delta(double[] change) {
    return new Delta(
        (int) Arrays.stream(change).filter(d -> d > 0).count(),
        (int) Arrays.stream(change).filter(d -> d < 0).count(),
        (int) Arrays.stream(change).filter(d -> d == 0).count(),
        Moments.mean(change),
        Moments.deviation(change),
        Quantiles.of(change, .5),
        Quantiles.of(change, .25),
        Quantiles.of(change, .75));
  }
}
