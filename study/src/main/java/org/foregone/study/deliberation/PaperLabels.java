package org.foregone.study.deliberation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.foregone.judging.Stance;
import org.jspecify.annotations.Nullable;

/// What the paper's code makes of stance labels (arXiv 2606.25013), where it differs from
/// [StanceRuns] and [org.foregone.judging.StancePanel].
public final class PaperLabels {
  /// Traces with more chunks are left out as degenerate loops.
  private static final int MOST_CHUNKS = 120;

  private PaperLabels() {}

  /// What becomes of a chunk on which three annotators do not agree twice.
  public enum Tie {
    /// The third annotator's label.
    THIRD,
    /// None; the trace is dropped.
    NULL
  }

  /// The labels of a trace by three annotators, each null when there are no labels of his, or as
  /// many as there are chunks. A label needs two equal votes; a single annotator is no majority.
  public static List<@Nullable Stance> majority(
      int chunks,
      @Nullable List<? extends @Nullable Stance> first,
      @Nullable List<? extends @Nullable Stance> second,
      @Nullable List<? extends @Nullable Stance> third,
      Tie tie) {
    List<@Nullable Stance> labels = new ArrayList<>();
    for (int i = 0; i < chunks; i++) {
      Stance a = first == null ? null : first.get(i);
      Stance b = second == null ? null : second.get(i);
      Stance c = third == null ? null : third.get(i);
      Stance agreed = a != null && (a == b || a == c) ? a : b != null && b == c ? b : null;
      labels.add(agreed == null && tie == Tie.THIRD ? c : agreed);
    }
    return Collections.unmodifiableList(labels);
  }

  /// Whether the paper counts a trace: 1 to 120 chunks, each with a label.
  public static boolean counts(List<? extends @Nullable Stance> labels) {
    return !labels.isEmpty() && labels.size() <= MOST_CHUNKS && !labels.contains(null);
  }

  /// Mean oscillations a trace over those that count; NaN without any.
  public static double oscillations(List<? extends List<? extends @Nullable Stance>> traces) {
    return traces.stream()
        .filter(PaperLabels::counts)
        .mapToInt(labels -> StanceRuns.of(labels).changes().size())
        .average()
        .orElse(Double.NaN);
  }
}
