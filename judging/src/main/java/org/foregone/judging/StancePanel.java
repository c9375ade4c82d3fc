package org.foregone.judging;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Stance judges that vote.
public record StancePanel(List<StanceJudge> judges) {
  public StancePanel {
    judges = List.copyOf(judges);
    if (judges.isEmpty()) {
      throw new IllegalArgumentException("a stance panel needs at least one judge");
    }
  }

  /// The stance that more than half of those that voted gave: 2 of 3, both of 2. A judge that gave
  /// none (null) does not vote; null when nobody did, or no stance has its majority.
  public static @Nullable Stance majority(Collection<? extends @Nullable Stance> votes) {
    List<Stance> given = votes.stream().filter(Objects::nonNull).map(Stance.class::cast).toList();
    for (Stance stance : Stance.values()) {
      if (2 * given.stream().filter(s -> s == stance).count() > given.size()) {
        return stance;
      }
    }
    return null;
  }

  /// The judges that read by themselves.
  public List<StanceReader> readers() {
    return judges.stream()
        .filter(StanceReader.class::isInstance)
        .map(StanceReader.class::cast)
        .toList();
  }

  /// The judge that asks a model; null without one.
  public @Nullable LlmStance llm() {
    return judges.stream()
        .filter(LlmStance.class::isInstance)
        .map(LlmStance.class::cast)
        .findFirst()
        .orElse(null);
  }

  public List<Judge.Identity> identities() {
    return judges.stream().map(StanceJudge::identity).toList();
  }
}
