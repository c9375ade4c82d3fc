package org.foregone.study;

import org.foregone.inference.Work;

/// What an experiment still asks of the engine. Results go to the store as they come, so that
/// [#unfinished] falls whenever the engine answers.
public interface StudyWork extends Work {
  /// Whether it needs an engine. Without one, each call of [#next] does a unit and returns null.
  default boolean asks() {
    return true;
  }

  /// Units of the prompts at hand that have to be worked on.
  int missing();

  /// Units of all prompts in the store, also those of earlier calls, that are not whole.
  long unfinished();
}
