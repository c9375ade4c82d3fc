package org.foregone.statistics;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Predictions by a threshold that was chosen elsewhere: for each fold, Youden's threshold over the
/// rows of the other folds, applied to the fold's rows. Where the other folds hold one class only
/// there is no threshold and no row is called a refusal.
///
/// The other folds' scores come from models that saw the fold, so the threshold is only nearly held
/// out (as in the paper).
///
/// @param refused the prediction for each row; false where a row has no score
/// @param thresholds by fold; NaN where there is none
public record HeldOutDecisions(boolean[] refused, SortedMap<Integer, Double> thresholds) {

  /// @param scores NaN = none
  public static HeldOutDecisions of(double[] scores, Targets targets, int[] fold) {
    boolean[] refused = new boolean[scores.length];
    SortedMap<Integer, Double> thresholds = new TreeMap<>();
    for (int held : Arrays.stream(fold).distinct().toArray()) {
      int[] others = IntStream.range(0, fold.length).filter(i -> fold[i] != held).toArray();
      Roc roc = Roc.of(Clustered.pick(scores, others), targets.rows(others));
      double threshold = roc.bothClasses() ? roc.youden() : Double.NaN;
      thresholds.put(held, threshold);
      for (int i = 0; i < fold.length; i++) {
        refused[i] |= fold[i] == held && scores[i] >= threshold;
      }
    }
    return new HeldOutDecisions(refused, thresholds);
  }
}
