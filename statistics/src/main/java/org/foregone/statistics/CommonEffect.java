package org.foregone.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The effect many cuts have in common, on the log-odds.
public final class CommonEffect {
  private CommonEffect() {}

  /// Mantel and Haenszel's log odds ratio, post to pre, each cut counting alike: log of sum q (1-p)
  /// over sum p (1-q), with p and q a cut's compliance rates before and after. Cuts that are locked
  /// on both sides add nothing, where a mean of their own log odds ratios would be drawn to 0 by
  /// them. The interval is a percentile bootstrap over clusters, widened to Wilson's of the share
  /// that the lower sum has of both: where almost every cut moves one way, the other sum rests on a
  /// few answers, and the bootstrap alone is too short.
  ///
  /// @param cuts both sides' counts; a cut without answers on a side is left out
  /// @param cluster of each cut: its prompt, near-duplicates together
  public static Estimate logOdds(List<CutCounts> cuts, int[] cluster, ClusterBootstrap bootstrap) {
    int[] kept =
        IntStream.range(0, cuts.size())
            .filter(i -> cuts.get(i).nPre() > 0 && cuts.get(i).nPost() > 0)
            .toArray();
    Clusters clusters = Clusters.of(IntStream.of(kept).map(i -> cluster[i]).toArray());
    double[] up = new double[kept.length];
    double[] down = new double[kept.length];
    double pairs = 0;
    for (int i = 0; i < kept.length; i++) {
      CutCounts c = cuts.get(kept[i]);
      double p = (double) c.pre() / c.nPre();
      double q = (double) c.post() / c.nPost();
      up[i] = q * (1 - p);
      down[i] = p * (1 - q);
      pairs += (double) c.nPre() * c.nPost();
    }
    double[] ups = clusters.sums(up);
    double[] downs = clusters.sums(down);
    int[] moving = IntStream.range(0, ups.length).filter(i -> ups[i] + downs[i] > 0).toArray();
    String method =
        bootstrap.described(
            "bootstrap clustered by prompt, widened to Wilson on the effective sample size");
    double value = logRatio(ups, downs, moving);
    if (Double.isNaN(value)) {
      return Estimate.none(method);
    }
    Interval interval =
        interval(Clustered.pick(ups, moving), Clustered.pick(downs, moving), pairs, bootstrap);
    return new Estimate(
        value, interval.low(), interval.high(), kept.length, clusters.count(), method);
  }

  /// None where one cluster alone moves, or as good as alone.
  ///
  /// @param up of the clusters that move, as down
  /// @param pairs of answers behind them
  private static Interval interval(
      double[] up, double[] down, double pairs, ClusterBootstrap bootstrap) {
    double[] both = new double[up.length];
    Arrays.setAll(both, i -> up[i] + down[i]);
    Clustered share = new Clustered(down, both, pairs);
    double kish = share.kish();
    if (kish < Clustered.LEAST_KISH) {
      return Interval.NONE;
    }
    Interval wilson = share.wilson(kish, Intervals.LEVEL);
    return bootstrap
        .run(up.length, drawn -> logRatio(up, down, drawn))
        .expanded(Intervals.LEVEL, up.length)
        .hull(new Interval(-logit(wilson.high()), -logit(wilson.low())));
  }

  /// NaN where every cut moves one way, or none moves.
  private static double logRatio(double[] up, double[] down, int[] drawn) {
    double ups = IntStream.of(drawn).mapToDouble(i -> up[i]).sum();
    double downs = IntStream.of(drawn).mapToDouble(i -> down[i]).sum();
    return ups > 0 && downs > 0 ? StrictMath.log(ups / downs) : Double.NaN;
  }

  private static double logit(double share) {
    return StrictMath.log(share / (1 - share));
  }
}
