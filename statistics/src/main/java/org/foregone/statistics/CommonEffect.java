package org.foregone.statistics;

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
    for (int i = 0; i < kept.length; i++) {
      CutCounts c = cuts.get(kept[i]);
      double p = (double) c.pre() / c.nPre();
      double q = (double) c.post() / c.nPost();
      up[i] = q * (1 - p);
      down[i] = p * (1 - q);
    }
    double[] ups = clusters.sums(up);
    double[] downs = clusters.sums(down);
    String method =
        bootstrap.described(
            "bootstrap clustered by prompt, widened to Wilson on the effective sample size");
    int[] each = IntStream.range(0, clusters.count()).toArray();
    double value = logRatio(ups, downs, each);
    if (Double.isNaN(value)) {
      return Estimate.none(method);
    }
    Interval interval = Interval.NONE;
    if (clusters.count() > 1) {
      double share = share(ups, downs, each);
      double variance =
          Moments.variance(bootstrap.run(each.length, drawn -> share(ups, downs, drawn)).sorted());
      double size = variance > 0 ? share * (1 - share) / variance : each.length;
      double t = Distributions.studentQuantile(1 - (1 - Intervals.LEVEL) / 2, each.length - 1);
      Interval wilson = Intervals.wilsonAt(share, size, t);
      interval =
          bootstrap
              .run(each.length, drawn -> logRatio(ups, downs, drawn))
              .expanded(Intervals.LEVEL, each.length)
              .hull(new Interval(-logit(wilson.high()), -logit(wilson.low())));
    }
    return new Estimate(
        value, interval.low(), interval.high(), kept.length, clusters.count(), method);
  }

  /// What moves down of all that moves; NaN where nothing does.
  private static double share(double[] up, double[] down, int[] drawn) {
    double ups = IntStream.of(drawn).mapToDouble(i -> up[i]).sum();
    double downs = IntStream.of(drawn).mapToDouble(i -> down[i]).sum();
    return downs / (ups + downs);
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
