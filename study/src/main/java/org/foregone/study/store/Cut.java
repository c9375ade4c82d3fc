package org.foregone.study.store;

/// A place in a thought from which branches are sampled.
///
/// @param experiment `lockin` or `causality`: each has branches of its own
/// @param rollout whose thought is cut; [#OPENED] where the thought was only opened
/// @param at thinking tokens before the cut, those of an extension included
/// @param omitted number of the segment before the cut that is left out; [#WHOLE]: none
public record Cut(String prompt, String experiment, int rollout, int at, int omitted, Way way) {
  public static final int OPENED = -1;
  public static final int WHOLE = -1;

  /// A cut that leaves nothing out.
  public Cut(String prompt, String experiment, int rollout, int at, Way way) {
    this(prompt, experiment, rollout, at, WHOLE, way);
  }
}
