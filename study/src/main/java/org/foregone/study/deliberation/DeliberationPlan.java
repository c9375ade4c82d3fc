package org.foregone.study.deliberation;

import org.foregone.judging.StancePanel;

/// What deliberation does with each prompt.
///
/// @param traces of a prompt, its first
/// @param pack characters up to which sentences are packed; 0: each alone
/// @param panel who judges the segments
/// @param seed the study's
public record DeliberationPlan(int traces, int pack, StancePanel panel, long seed) {
  /// Whether a model has to be asked.
  public boolean asks() {
    return panel.llm() != null;
  }
}
