package org.foregone.study.store;

import org.foregone.dialogue.Mode;
import org.jspecify.annotations.Nullable;

/// How far a unit of work, one prompt and step, has come.
///
/// @param step `outcome/THINK` or `outcome/NO_THINK`
/// @param error why it failed, or null when it is done
public record Unit(String prompt, String step, @Nullable String error) {
  public static String outcome(Mode mode) {
    return "outcome/" + mode;
  }

  public boolean failed() {
    return error != null;
  }
}
