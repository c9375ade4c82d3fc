package org.foregone.study.store;

/// Where one hidden state, or a run of them, is kept: a row of `states`.
///
/// @param rollout whose completion it lies in, or [#PROMPT] for a state of the prompt itself
/// @param anchor its name in the experiment: `a0`, `prompt`, `first`, `trace`
/// @param position of the (first) token in the sequence of prompt and completion
/// @param file in the study's folder, with `/` between names
/// @param row of the file's tensors
/// @param rows how many rows follow one another; 0 when the rollout has nothing called so, position
///     and row are then -1 and the file is empty
public record StateRow(
    String prompt, int rollout, String anchor, int position, String file, int row, int rows) {
  /// The rollout of states that lie in the prompt, which all rollouts share.
  public static final int PROMPT = -1;
}
