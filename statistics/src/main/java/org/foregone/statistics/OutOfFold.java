package org.foregone.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Scores of rows by models that did not see them: for every fold a probe is fitted on the other
/// folds and applied to it. A fold whose other folds hold one class only gets no scores (NaN).
public final class OutOfFold {
  private OutOfFold() {}

  /// @param rows `[n][features]`
  /// @param refusal true = refusal
  /// @param weights one a row, null = all 1
  /// @param fold fold of each row, any numbers; rows of a fold are held out together
  /// @return log-odds of refusal, NaN where the fold has no model
  public static double[] logits(
      float[][] rows,
      boolean[] refusal,
      double @Nullable [] weights,
      int[] fold,
      ProbeSettings settings) {
    return logits(rows, Targets.labels(refusal, weights), fold, settings);
  }

  /// The same with the prompts' refusal rates as targets: each row counts as a refusal with its
  /// rate and as a compliance with the rest.
  ///
  /// @param refusalRate 0 to 1, one a row
  public static double[] logitsForRates(
      float[][] rows, double[] refusalRate, int[] fold, ProbeSettings settings) {
    return logits(rows, Targets.rates(refusalRate), fold, settings);
  }

  /// The same for any targets.
  public static double[] logits(
      float[][] rows, Targets targets, int[] fold, ProbeSettings settings) {
    Probe.check(rows, targets);
    double[] logits = new double[rows.length];
    Arrays.fill(logits, Double.NaN);
    for (int held : Arrays.stream(fold).distinct().sorted().toArray()) {
      int[] training = IntStream.range(0, fold.length).filter(i -> fold[i] != held).toArray();
      Targets trained = targets.rows(training);
      if (trained.bothClasses()) {
        Probe probe =
            Probe.fit(
                Arrays.stream(training).mapToObj(i -> rows[i]).toArray(float[][]::new),
                trained,
                settings);
        for (int i = 0; i < fold.length; i++) {
          if (fold[i] == held) {
            logits[i] = probe.logit(rows[i]);
          }
        }
      }
    }
    return logits;
  }
}
