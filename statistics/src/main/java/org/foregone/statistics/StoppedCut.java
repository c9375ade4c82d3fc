package org.foregone.statistics;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// 95% intervals for a cut whose sampling stopped at a look chosen by the data. Each is the
/// intersection over the looks taken of intervals at level 1 - .05 w / sum w, with the looks'
/// weights: by the union bound they all hold the truth with probability .95, so it does not matter
/// when, or why, sampling stopped. A plain interval at the last look would not cover.
///
/// @param weights of all looks that might have been taken
/// @param looks counts at the looks that were taken, in their order
public record StoppedCut(double[] weights, List<CutCounts> looks) {

  public StoppedCut {
    looks = List.copyOf(looks);
  }

  /// Of the log odds ratio; ends may be infinite.
  public Interval logOdds() {
    return intersection(j -> CutEffect.logOddsInterval(looks.get(j), level(j)));
  }

  /// Of the change of the compliance rate.
  public Interval difference() {
    return intersection(j -> CutEffect.differenceInterval(looks.get(j), level(j)));
  }

  /// Of the compliance rate before.
  public Interval preRate() {
    return intersection(
        j -> Intervals.clopperPearson(looks.get(j).pre(), looks.get(j).nPre(), level(j)));
  }

  private double level(int look) {
    return 1 - (1 - Intervals.LEVEL) * weights[look] / Moments.sum(weights);
  }

  /// Looks without answers on a side say nothing. Where the intervals have nothing in common, which
  /// is among the 5% of misses, the last one stands.
  private Interval intersection(IntFunction<Interval> at) {
    List<Interval> all =
        IntStream.range(0, looks.size())
            .mapToObj(at)
            .filter(i -> !Double.isNaN(i.low()) && !Double.isNaN(i.high()))
            .toList();
    if (all.isEmpty()) {
      return Interval.NONE;
    }
    Interval common =
        new Interval(
            all.stream().mapToDouble(Interval::low).max().orElseThrow(),
            all.stream().mapToDouble(Interval::high).min().orElseThrow());
    return common.low() <= common.high() ? common : all.getLast();
  }
}
