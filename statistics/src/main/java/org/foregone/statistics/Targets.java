package org.foregone.statistics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What the rows of a classification are: how much of each row is a refusal, how much a compliance.
///
/// A labelled row has its weight on one side. A prompt whose rollouts differ stands on both sides:
/// as a refusal with its refusal rate, as a compliance with the rest. It is still one row.
///
/// @param refusal weight of each row as a refusal, not negative
/// @param compliance weight of each row as a compliance, not negative
public record Targets(double[] refusal, double[] compliance) {
  public Targets {
    if (refusal.length != compliance.length) {
      throw new IllegalArgumentException(
          "%d rows as refusals, %d as compliances".formatted(refusal.length, compliance.length));
    }
    for (int i = 0; i < refusal.length; i++) {
      if (!(refusal[i] >= 0 && compliance[i] >= 0)) {
        throw new IllegalArgumentException(
            "row %d has weights %s and %s, which cannot be"
                .formatted(i, refusal[i], compliance[i]));
      }
    }
  }

  /// Rows that are one or the other.
  ///
  /// @param refusal true = refusal
  public static Targets labels(boolean[] refusal) {
    return labels(refusal, null);
  }

  /// @param weights one a row, null = all 1
  public static Targets labels(boolean[] refusal, double @Nullable [] weights) {
    double[] as = new double[refusal.length];
    double[] not = new double[refusal.length];
    for (int i = 0; i < refusal.length; i++) {
      (refusal[i] ? as : not)[i] = weights == null ? 1 : weights[i];
    }
    return new Targets(as, not);
  }

  /// Rows that are a share of both.
  ///
  /// @param refusalRate 0 to 1
  public static Targets rates(double[] refusalRate) {
    return new Targets(
        refusalRate.clone(), Arrays.stream(refusalRate).map(rate -> 1 - rate).toArray());
  }

  public int size() {
    return refusal.length;
  }

  /// Whether there is anything to tell apart.
  public boolean bothClasses() {
    return Arrays.stream(refusal).anyMatch(w -> w > 0)
        && Arrays.stream(compliance).anyMatch(w -> w > 0);
  }

  /// These rows, in this order, repeats allowed.
  Targets rows(int[] picked) {
    return new Targets(
        Arrays.stream(picked).mapToDouble(i -> refusal[i]).toArray(),
        Arrays.stream(picked).mapToDouble(i -> compliance[i]).toArray());
  }

  /// The same with both classes of equal total weight: w / (2 w_class), of the total weight w
  /// (scikit-learn's "balanced", by weight instead of by count).
  Targets balanced() {
    double refusals = Moments.sum(refusal);
    double compliances = Moments.sum(compliance);
    double half = (refusals + compliances) / 2;
    return new Targets(
        Arrays.stream(refusal).map(w -> w * half / refusals).toArray(),
        Arrays.stream(compliance).map(w -> w * half / compliances).toArray());
  }
}
