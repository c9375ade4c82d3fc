package org.foregone.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// The fit behind [EffectShare], and its intervals.
///
/// Every fit, those of the bootstrap too, takes the same number of steps from the even
/// distribution: enough for the shares to settle, and the bootstrap then repeats exactly what made
/// the estimate. (Starting it from the estimate would make its replicates too alike.)
final class EffectFit {
  private static final int STEPS = 100;

  /// Each is a whole fit, and the interval rests on their spread as much as on their tails.
  private static final int REPLICATES = 500;

  /// With 19 draws, the estimate exceeds all of them with probability 1/20 when they are alike.
  private static final int NULLS = 19;

  private final List<CutCounts> cuts;
  private final Clusters clusters;
  private final ClusterBootstrap bootstrap;
  private final double[][] rises;
  private final RatePairs pairs;
  private final double[][] mass;
  private final List<Shares> replicates;
  private final List<Shares> nulls;

  /// Mass beyond the threshold, by direction.
  private record Shares(double up, double down) {
    double either() {
      return up + down;
    }
  }

  EffectFit(List<CutCounts> cuts, Clusters clusters, double threshold, ClusterBootstrap bootstrap) {
    this.cuts = cuts;
    this.clusters = clusters;
    this.bootstrap = bootstrap.atMost(REPLICATES);
    pairs = RatePairs.of(cuts);
    rises = pairs.rises(threshold);
    mass = fit(IntStream.range(0, cuts.size()).toArray());
    replicates = clusters.count() < 2 ? List.of() : resampled();
    nulls = clusters.count() < 2 ? List.of() : withoutEffects();
  }

  EffectShare shares() {
    double[] pre = Arrays.stream(mass).mapToDouble(Moments::sum).toArray();
    return new EffectShare(
        share(Shares::either), share(Shares::up), share(Shares::down), upOf(), pairs.rates(), pre);
  }

  private double[][] fit(int[] drawn) {
    return pairs.fit(pairs.weights(drawn), pairs.uniform(), STEPS);
  }

  private List<Shares> resampled() {
    int[][] members = clusters.members();
    return IntStream.range(0, bootstrap.replicates())
        .mapToObj(
            b ->
                IntStream.of(bootstrap.draw(b, members.length))
                    .flatMap(c -> Arrays.stream(members[c]))
                    .toArray())
        .map(drawn -> shares(fit(drawn)))
        .toList();
  }

  /// What studies of the same size find where no cut moves as much as the threshold: rates drawn
  /// from the fit under that restriction, answers drawn from the rates.
  private List<Shares> withoutEffects() {
    double[][] within = pairs.uniform();
    for (int a = 0; a < within.length; a++) {
      for (int b = 0; b < within.length; b++) {
        within[a][b] = rises[a][b] > 0 || rises[b][a] > 0 ? 0 : within[a][b];
      }
    }
    int[] all = IntStream.range(0, cuts.size()).toArray();
    double[][] none = pairs.fit(pairs.weights(all), within, STEPS);
    SplittableRandom random = new SplittableRandom(bootstrap.seed());
    return IntStream.range(0, NULLS)
        .mapToObj(
            i -> {
              RatePairs drawn =
                  RatePairs.of(cuts.stream().map(c -> drawn(none, c, random)).toList());
              return shares(drawn.fit(drawn.weights(all), drawn.uniform(), STEPS));
            })
        .toList();
  }

  private CutCounts drawn(double[][] mass, CutCounts sizes, SplittableRandom random) {
    double left = random.nextDouble();
    int a = 0;
    int b = 0;
    for (int at = 0; at < mass.length * mass.length && left >= 0; at++) {
      a = at / mass.length;
      b = at % mass.length;
      left -= mass[a][b];
    }
    double[] rates = pairs.rates();
    return new CutCounts(
        complied(rates[a], sizes.nPre(), random),
        sizes.nPre(),
        complied(rates[b], sizes.nPost(), random),
        sizes.nPost());
  }

  private static int complied(double rate, int answers, SplittableRandom random) {
    return (int) IntStream.range(0, answers).filter(i -> random.nextDouble() < rate).count();
  }

  private Shares shares(double[][] mass) {
    double up = 0;
    double down = 0;
    for (int a = 0; a < mass.length; a++) {
      for (int b = 0; b < mass.length; b++) {
        up += mass[a][b] * rises[a][b];
        down += mass[a][b] * rises[b][a];
      }
    }
    return new Shares(up, down);
  }

  private Estimate share(ToDoubleFunction<Shares> part) {
    double share = part.applyAsDouble(shares(mass));
    Interval interval = interval(part, share, clusters.count());
    boolean excludesNone = nulls.stream().mapToDouble(part).noneMatch(s -> s >= share);
    return estimate(share, new Interval(excludesNone ? interval.low() : 0, interval.high()));
  }

  private Estimate upOf() {
    Shares shares = shares(mass);
    ToDoubleFunction<Shares> part = s -> s.either() > 0 ? s.up / s.either() : Double.NaN;
    double effects = shares.either() * cuts.size();
    boolean excludesNone = nulls.stream().noneMatch(s -> s.either() >= shares.either());
    double worth = Math.min(clusters.count(), effects);
    return estimate(
        part.applyAsDouble(shares),
        excludesNone && worth > 1.5
            ? interval(part, part.applyAsDouble(shares), worth)
            : new Interval(0, 1));
  }

  /// Hull of the expanded percentile bootstrap and Wilson's interval at the effective sample size.
  ///
  /// @param worth independent observations the share rests on, at least
  private Interval interval(ToDoubleFunction<Shares> part, double share, double worth) {
    if (replicates.isEmpty()) {
      return Interval.NONE;
    }
    double[] values = replicates.stream().mapToDouble(part).toArray();
    double variance = Moments.variance(values);
    double size = Math.clamp(share * (1 - share) / variance, worth, Math.max(worth, cuts.size()));
    double t = Distributions.studentQuantile(1 - (1 - Intervals.LEVEL) / 2, worth - 1);
    return Replicates.of(values)
        .expanded(Intervals.LEVEL, clusters.count())
        .hull(Intervals.wilsonAt(share, variance > 0 ? size : worth, t));
  }

  private Estimate estimate(double value, Interval interval) {
    String method =
        bootstrap.described(
            "nonparametric maximum likelihood of the rates, bootstrap clustered by prompt, widened"
                + " to Wilson on the effective sample size, to 0 where no effect is not excluded");
    return Double.isNaN(value)
        ? Estimate.none(method)
        : new Estimate(
            value,
            replicates.isEmpty() ? Double.NaN : interval.low(),
            replicates.isEmpty() ? Double.NaN : interval.high(),
            cuts.size(),
            clusters.count(),
            method);
  }
}
