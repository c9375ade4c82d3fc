package org.foregone.statistics;

import java.util.List;
import java.util.stream.IntStream;

/// The effect many cuts have in common, on the log-odds.
public final class CommonEffect {
  private CommonEffect() {}

  /// Mantel and Haenszel's log odds ratio, post to pre, each cut counting alike: log of sum q (1-p)
  /// over sum p (1-q), with p and q a cut's compliance rates before and after. Cuts that are locked
  /// on both sides add nothing, where a mean of their own log odds ratios would be drawn to 0 by
  /// them. The interval is a percentile bootstrap over clusters.
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
    String method = bootstrap.described("expanded percentile bootstrap clustered by prompt");
    double value = logRatio(ups, downs, IntStream.range(0, clusters.count()).toArray());
    if (Double.isNaN(value)) {
      return Estimate.none(method);
    }
    Interval interval =
        bootstrap
            .run(clusters.count(), drawn -> logRatio(ups, downs, drawn))
            .expanded(Intervals.LEVEL, clusters.count());
    return new Estimate(
        value, interval.low(), interval.high(), kept.length, clusters.count(), method);
  }

  /// NaN where every cut moves one way, or none moves.
  private static double logRatio(double[] up, double[] down, int[] drawn) {
    double ups = IntStream.of(drawn).mapToDouble(i -> up[i]).sum();
    double downs = IntStream.of(drawn).mapToDouble(i -> down[i]).sum();
    return ups > 0 && downs > 0 ? StrictMath.log(ups / downs) : Double.NaN;
  }
}
