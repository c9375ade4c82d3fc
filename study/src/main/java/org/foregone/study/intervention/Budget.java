package org.foregone.study.intervention;

import java.util.List;
import org.foregone.study.config.StudyConfig.Caps;

/// A thinking budget: a thought of so many tokens is closed by force, whatever the study's cap.
///
/// @param tokens of the whole thought, its opener included
record Budget(int tokens) implements Intervention {
  static final Declared DECLARED =
      new Declared(
          "budget",
          "a thought that long is closed by force",
          "no published default; 256 is ours",
          List.of(Declared.whole("tokens", 1, "256", "of the whole thought")),
          chosen -> new Budget(chosen.whole("tokens")));

  @Override
  public Caps over(Caps caps) {
    return new Caps(Math.min(tokens, caps.thinking()), caps.answer());
  }
}
