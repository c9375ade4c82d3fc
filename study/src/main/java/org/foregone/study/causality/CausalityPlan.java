package org.foregone.study.causality;

import java.util.List;
import org.foregone.inference.Sampling;
import org.foregone.statistics.SequentialCut;
import org.foregone.study.config.StudyConfig.Caps;
import org.foregone.study.store.Change;
import org.foregone.study.store.Way;

/// What is tested, and how.
///
/// @param kinds at least one
/// @param traces of each prompt, of those that deliberation has split
/// @param most pairs of cuts of a kind in a thought
/// @param sequential stop sampling a pair when its decision is clear
/// @param k answers from each cut; the most under a sequential rule
/// @param seed the study's
public record CausalityPlan(
    List<Change.Kind> kinds,
    int traces,
    int most,
    Way way,
    boolean sequential,
    int k,
    Caps caps,
    Sampling sampling,
    long seed) {
  /// Level of all pairs of a kind together.
  public static final double ALPHA = .05;

  public CausalityPlan {
    kinds = List.copyOf(kinds);
  }

  /// When to stop sampling a pair.
  ///
  /// @param alpha its level
  public SequentialCut rule(double alpha) {
    return SequentialCut.of(alpha, .02, .05);
  }
}
