package org.foregone.study.store;

import org.foregone.dialogue.Mode;
import org.jspecify.annotations.Nullable;

/// How far a unit of work, one prompt and step, has come.
///
/// @param step `outcome/THINK` or `outcome/NO_THINK`, or the name of an experiment on hidden states
/// @param error why it failed, or null when it is done
public record Unit(String prompt, String step, @Nullable String error) {
  public static String outcome(Mode mode) {
    return "outcome/" + mode;
  }

  /// A unit that failed.
  public static Unit failure(String prompt, String step, RuntimeException why) {
    return new Unit(prompt, step, why.getMessage() == null ? why.toString() : why.getMessage());
  }

  /// The experiment it belongs to.
  public String experiment() {
    int slash = step.indexOf('/');
    return slash < 0 ? step : step.substring(0, slash);
  }

  public boolean failed() {
    return error != null;
  }
}
