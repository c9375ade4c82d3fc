package org.foregone.study.lockin;

import java.util.ArrayList;
import java.util.List;
import org.foregone.dialogue.Close;
import org.foregone.inference.Sampling;
import org.foregone.study.config.Experiments;
import org.foregone.study.config.StudyConfig.Caps;
import org.foregone.study.store.Cut;
import org.foregone.study.store.ThoughtLength;
import org.foregone.study.store.Way;

/// Where thoughts are cut and how many answers are sampled from each cut.
///
/// @param percents of a thought's tokens, ascending, 0 to 200
/// @param ways at least one
/// @param traces cut, of each prompt
/// @param branches from each cut of a trace; from the opened thought, which all traces of a prompt
///     share, so many for each of them
/// @param seed the study's
public record LockinPlan(
    List<Integer> percents,
    List<Way> ways,
    int traces,
    int branches,
    Caps caps,
    Sampling sampling,
    long seed) {
  /// The whole thought.
  public static final int WHOLE = 100;

  public LockinPlan {
    percents = List.copyOf(percents);
    ways = List.copyOf(ways);
  }

  /// A cut and the percentage it stands for. In a short thought several percentages may be one cut.
  ///
  /// @param n branches wanted
  record Wanted(int percent, Cut cut, int n) {}

  /// Thinking tokens before a cut.
  static int offset(int percent, int length) {
    return (int) ((long) length * percent / WHOLE);
  }

  /// Whether a thought can be that long: one that its cap closed is not extended, and none beyond
  /// the cap.
  boolean reaches(ThoughtLength thought, int percent) {
    return percent <= WHOLE
        || (thought.closed() == Close.NATURAL
            && thought.opener() + offset(percent, thought.length()) <= caps.thinking());
  }

  /// Tokens by which a thought has to be extended.
  int extension(ThoughtLength thought) {
    return percents.stream()
            .filter(percent -> reaches(thought, percent))
            .mapToInt(percent -> offset(percent, thought.length()))
            .max()
            .orElse(0)
        - thought.length();
  }

  /// All cuts of a prompt, thought by thought from front to back, so that they share what was
  /// decoded.
  List<Wanted> wanted(String prompt, List<ThoughtLength> thoughts) {
    List<Wanted> wanted = new ArrayList<>();
    for (int percent : percents) {
      if (percent == 0 && !thoughts.isEmpty()) {
        for (Way way : ways) {
          Cut cut = new Cut(prompt, Experiments.LOCKIN, Cut.OPENED, 0, way);
          wanted.add(new Wanted(0, cut, branches * thoughts.size()));
        }
      }
    }
    for (ThoughtLength thought : thoughts) {
      for (int percent : percents) {
        for (Way way : ways) {
          if (percent > 0 && reaches(thought, percent) && !(way == Way.GO_ON && percent >= WHOLE)) {
            int at = offset(percent, thought.length());
            Cut cut = new Cut(prompt, Experiments.LOCKIN, thought.rollout(), at, way);
            wanted.add(new Wanted(percent, cut, branches));
          }
        }
      }
    }
    return wanted;
  }
}
