package org.foregone.judging;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A stance judge that needs nothing but the text. Deterministic, immutable and safe to share
/// between threads.
public non-sealed interface StanceReader extends StanceJudge {

  /// @param question what the user asked
  /// @param segments of one thought, in their order and as they stand there, white space included
  /// @return one for each; null where it cannot tell what a segment says (one that takes no side is
  ///     NEUTRAL)
  List<@Nullable Stance> judge(String question, List<String> segments);
}
