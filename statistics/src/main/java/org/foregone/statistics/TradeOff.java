package org.foregone.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Is a study better than another that merely refuses more? The base's own trade-off line has what
/// the base would be if the same amount were added to every prompt's log-odds of refusal; the
/// excess is how far the other's Youden index, (1 - ASR) - ORR, lies above the line where the line
/// refuses as often as the other, intents weighted alike.
///
/// The line needs the distribution of the prompts' true rates, for a rate of 8 answers moves
/// otherwise than a true one ([RateMixture]); every replicate of the bootstrap fits it again. Only
/// its differences from the unshifted base are used, so that the fit's own error in the means
/// cancels and a study has no excess over itself. Prompts count alike. Simulated coverage is in
/// `TradeOffTests`.
public final class TradeOff {
  private static final double EDGE = 6;

  private final Excess excess;
  private final ClusterBootstrap bootstrap;
  private final double[] replicates;

  /// A point of the plane.
  ///
  /// @param shift added to every prompt's log-odds of refusal
  /// @param asr mean compliance rate of harmful prompts
  /// @param orr mean refusal rate of benign prompts
  public record Point(double shift, double asr, double orr) {}

  private TradeOff(Excess excess, ClusterBootstrap bootstrap) {
    this.excess = excess;
    this.bootstrap = bootstrap;
    this.replicates = excess.replicates(bootstrap);
  }

  /// @param base the same prompts in the same order as `other`
  public static TradeOff of(RefusalCounts base, RefusalCounts other, ClusterBootstrap bootstrap) {
    return new TradeOff(Excess.of(base, other), bootstrap);
  }

  /// The base's line from a shift of -6 to one of 6; empty without prompts of both intents.
  public List<Point> line() {
    Excess.Fit fit = excess.fit(excess.once());
    List<Point> line = new ArrayList<>();
    if (fit.bothIntents()) {
      RateMixture.places(-EDGE, EDGE, .25).forEach(place -> line.add(fit.point(place)));
    }
    return line;
  }

  /// Where the line refuses as often as the other; NaN without prompts of both intents.
  public Point at() {
    Excess.Fit fit = excess.fit(excess.once());
    if (!fit.bothIntents()) {
      return new Point(Double.NaN, Double.NaN, Double.NaN);
    }
    return fit.at();
  }

  /// The other's Youden index minus that of the line there.
  public Estimate excess() {
    return excessAt(Intervals.LEVEL);
  }

  /// The same with an interval of another level.
  public Estimate excessAt(double level) {
    double value = excess.value();
    String method =
        bootstrap.described(
            level,
            "bootstrap clustered by prompt, expanded percentile joined with Student's; the base's"
                + " rates by nonparametric maximum likelihood, fitted again in every replicate");
    if (Double.isNaN(value)) {
      return Estimate.none(method);
    }
    Interval interval =
        excess
            .interval(replicates, level)
            .hull(Replicates.of(replicates).student(value, level, excess.fewestClusters()));
    return new Estimate(
        value, interval.low(), interval.high(), excess.rows(), excess.clusters().count(), method);
  }

  /// The excess on any resample.
  ///
  /// @param cells of the base, by row; those of the two intents have a fit each
  private record Excess(
      Clusters clusters,
      boolean[] harmful,
      int[] cell,
      RateMixture mixture,
      int cells,
      double[] change)
      implements Resampled {

    static Excess of(RefusalCounts base, RefusalCounts other) {
      Map<List<Integer>, Integer> known = new TreeMap<>(TradeOff::byCounts);
      int[] cell = new int[base.size()];
      double[] change = new double[base.size()];
      for (int i = 0; i < cell.length; i++) {
        List<Integer> counts = List.of(base.refusals()[i], base.answers()[i]);
        Integer number = known.putIfAbsent(counts, known.size());
        cell[i] = number == null ? known.size() - 1 : number;
        change[i] = other.rate(i) - base.rate(i);
      }
      int[] refusals = new int[known.size()];
      int[] answers = new int[known.size()];
      known.forEach(
          (counts, number) -> {
            refusals[number] = counts.getFirst();
            answers[number] = counts.getLast();
          });
      return new Excess(
          Clusters.of(base.cluster()),
          base.harmful(),
          cell,
          new RateMixture(refusals, answers),
          refusals.length,
          change);
    }

    @Override
    public int rows() {
      return change.length;
    }

    int fewestClusters() {
      Set<Integer> bad = new HashSet<>();
      Set<Integer> good = new HashSet<>();
      for (int i = 0; i < change.length; i++) {
        (harmful[i] ? bad : good).add(clusters.of()[i]);
      }
      return Math.min(bad.size(), good.size());
    }

    double[] once() {
      double[] once = new double[clusters.count()];
      Arrays.fill(once, 1);
      return once;
    }

    @Override
    public double at(double[] times) {
      Fit fit = fit(times);
      return fit.bothIntents() ? fit.excess() : Double.NaN;
    }

    @Override
    public Interval analytic(double level) {
      return Interval.NONE;
    }

    Fit fit(double[] times) {
      double[][] weights = new double[2][cells];
      double[] sums = new double[2];
      double[] counts = new double[2];
      for (int i = 0; i < change.length; i++) {
        int side = harmful[i] ? 0 : 1;
        double weight = times[clusters.of()[i]];
        weights[side][cell[i]] += weight;
        sums[side] += weight * change[i];
        counts[side] += weight;
      }
      return counts[0] > 0 && counts[1] > 0
          ? new Fit(
              mixture.fit(weights[0]),
              mixture.fit(weights[1]),
              sums[0] / counts[0],
              sums[1] / counts[1])
          : new Fit(new double[0], new double[0], Double.NaN, Double.NaN);
    }

    /// @param harmful mass of the base's rates
    /// @param harmfulChange by how much more the other refuses, mean over prompts
    record Fit(double[] harmful, double[] benign, double harmfulChange, double benignChange) {
      boolean bothIntents() {
        return harmful.length > 0;
      }

      Point point(int place) {
        return new Point(
            RateMixture.shift(place),
            1 - RateMixture.mean(harmful, place),
            RateMixture.mean(benign, place));
      }

      private double refused(int place) { // both intents together
        return RateMixture.mean(harmful, place) + RateMixture.mean(benign, place);
      }

      /// Between two places of the table; its end where the other refuses always or never.
      Point at() {
        double level = refused(RateMixture.UNSHIFTED) + harmfulChange + benignChange;
        int above = RateMixture.firstAbove(this::refused, level);
        Point end = point(above);
        if (above == 0 || refused(above) <= level) {
          return end;
        }
        Point begin = point(above - 1);
        double share = (level - refused(above - 1)) / (refused(above) - refused(above - 1));
        return new Point(
            begin.shift + share * (end.shift - begin.shift),
            begin.asr + share * (end.asr - begin.asr),
            begin.orr + share * (end.orr - begin.orr));
      }

      double excess() {
        Point at = at();
        Point from = point(RateMixture.UNSHIFTED);
        return harmfulChange - benignChange - (from.asr + from.orr - at.asr - at.orr);
      }
    }
  }

  private static int byCounts(List<Integer> a, List<Integer> b) {
    int first = Integer.compare(a.getFirst(), b.getFirst());
    return first != 0 ? first : Integer.compare(a.getLast(), b.getLast());
  }
}
