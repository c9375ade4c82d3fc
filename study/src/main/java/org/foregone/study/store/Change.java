package org.foregone.study.store;

import java.util.Locale;

/// Two cuts of a thought whose answers are compared: a row of `changes`.
///
/// @param place 0, 1, ... among those of its kind in the thought
/// @param pre thinking tokens before the first cut
/// @param post before the second
/// @param omitted number of the segment left out on the pre side; [Cut#WHOLE]: none
/// @param before the last segment of the run before the change; -1: none
/// @param after the last segment of the run after it, or the one left out; -1: none
/// @param stated 1 when the text turns to comply, -1 when it turns to refuse, 0 when neither
/// @param alpha the level at which its sampling may stop
public record Change(
    String prompt,
    int rollout,
    Kind kind,
    int place,
    int pre,
    int post,
    int omitted,
    int before,
    int after,
    int stated,
    double alpha) {

  /// What the two cuts are.
  public enum Kind {
    /// Before and after a change of stance.
    CHANGES,
    /// Two places drawn at random: a control.
    RANDOM,
    /// The whole thought, without one of its segments and with it.
    SENTENCES;

    /// As the store and the findings have it.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Kind of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  /// The same, its sampling stopping at another level.
  public Change at(double level) {
    return new Change(
        prompt, rollout, kind, place, pre, post, omitted, before, after, stated, level);
  }

  /// Where its first answers are sampled.
  public Cut preCut(String experiment, Way way) {
    return new Cut(prompt, experiment, rollout, pre, omitted, way);
  }

  /// Where its second answers are sampled.
  public Cut postCut(String experiment, Way way) {
    return new Cut(prompt, experiment, rollout, post, way);
  }
}
