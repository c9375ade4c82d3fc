package org.foregone.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;

/// How far refusals and compliances are apart in the hidden states at one position of their traces:
/// the norm-Fisher ratio J = |mu+ - mu-|^2 / (v+ + v-), every dimension z-scored over all rows of
/// the pool first, v the mean squared distance from the class mean (the paper's "refusal valley").
///
/// J is never 0 by chance: means of few rows lie apart even when the classes do not differ. The
/// floor is the part of J that this noise makes. Counted by rows it is [v+/(n+ - 1) + v-/(n- - 1)]
/// / (v+
/// +
/// v-). Traces of one prompt begin alike, so rows overstate what is known: counted by prompts the
/// noise of a class mean is |sum of a prompt's deviations / n|^2, summed over prompts.
///
/// @param j the ratio; NaN when a class has no row
/// @param between |mu+ - mu-|^2
/// @param within v+ + v-
/// @param rowFloor the floor counted by rows; NaN when a class has fewer than 2 rows
/// @param promptFloor the floor counted by prompts; NaN when a class comes from fewer than 2
///     prompts
/// @param refusals rows
/// @param compliances rows
public record Separability(
    double j,
    double between,
    double within,
    double rowFloor,
    double promptFloor,
    int refusals,
    int compliances) {
  /// A dimension that spreads no more than this over the pool is left unscaled (the paper's rule).
  private static final double FLAT = 1e-6;

  /// J less its floor by rows: 0 on average when the classes do not differ and each prompt has one
  /// row.
  public double debiased() {
    return j - rowFloor;
  }

  /// J less its floor by prompts: 0 on average when the classes do not differ.
  public double debiasedByPrompt() {
    return j - promptFloor;
  }

  /// @param rows `[n][features]`, the states at one position
  /// @param refusal true = refusal
  /// @param prompt of each row, any numbers
  public static Separability of(float[][] rows, boolean[] refusal, int[] prompt) {
    return of(FisherRatio.of(coordinates(rows)), refusal, prompt);
  }

  static Separability of(FisherRatio ratio, boolean[] refusal, int[] prompt) {
    Targets labels = Targets.labels(refusal);
    FisherRatio.Parts parts =
        ratio.of(new double[][] {labels.refusal()}, new double[][] {labels.compliance()})[0];
    int refusals = (int) Moments.sum(labels.refusal());
    int compliances = refusal.length - refusals;
    double within = parts.refusal() + parts.compliance();
    double noise = parts.refusal() / (refusals - 1) + parts.compliance() / (compliances - 1);
    boolean few = refusals < 2 || compliances < 2;
    return new Separability(
        refusals == 0 || compliances == 0 ? Double.NaN : parts.ratio(),
        parts.between(),
        within,
        few ? Double.NaN : share(noise, within),
        share(promptNoise(ratio.rows(), refusal, Clusters.of(prompt)), within),
        refusals,
        compliances);
  }

  private static double share(double noise, double within) {
    return within <= FisherRatio.NOTHING ? 0 * noise : noise / within;
  }

  /// The expected squared length of the noise of mu+ - mu-: squared sums of each prompt's
  /// deviations over n, with G/(G-1) for the G prompts of a class. With one row a prompt it is
  /// v+/(n+ - 1) + v-/(n-
  /// - 1).
  private static double promptNoise(double[][] rows, boolean[] refusal, Clusters prompts) {
    int features = rows.length == 0 ? 0 : rows[0].length;
    double[][] sums = new double[prompts.count()][features];
    for (boolean side : new boolean[] {true, false}) {
      int[] members = IntStream.range(0, refusal.length).filter(i -> refusal[i] == side).toArray();
      double of = Arrays.stream(members).map(i -> prompts.of()[i]).distinct().count();
      if (of < 2) {
        return Double.NaN;
      }
      double[] mean = new double[features];
      for (int i : members) {
        Kernels.add(mean, rows[i], 1.0 / members.length, 0, features);
      }
      double weight = (side ? 1 : -1) * Math.sqrt(of / (of - 1)) / members.length;
      for (int i : members) {
        double[] sum = sums[prompts.of()[i]];
        Kernels.add(sum, rows[i], weight, 0, features);
        Kernels.add(sum, mean, -weight, 0, features);
      }
    }
    return Arrays.stream(sums).mapToDouble(s -> Kernels.dot(s, s)).sum();
  }

  /// The z-scored rows in as few coordinates as keep their inner products.
  static double[][] coordinates(float[][] rows) {
    return rows.length == 0
        ? new double[0][]
        : Coordinates.of(rows, Standardiser.floored(rows, FLAT), 0).rows();
  }
}
