package org.foregone.study.states;

import java.util.List;
import org.foregone.study.store.StudyStore;

/// Which hidden states an experiment takes of each prompt.
public interface StatesPlan {
  /// Its name, also that of the step.
  String experiment();

  /// As transformers counts, ascending.
  List<Integer> layers();

  /// How many of a prompt's thinking rollouts it looks into.
  int rollouts();

  /// Store bfloat16.
  boolean half();

  /// The sequences to read for one prompt, in the order in which their rows are kept: the prompt's
  /// own first, then by rollout, so that more rollouts only add rows.
  List<Piece> pieces(String prompt, StudyStore store);
}
