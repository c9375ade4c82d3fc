package org.foregone.study.store;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.foregone.dialogue.Span;
import org.foregone.inference.Completion;
import org.foregone.inference.Completion.Amended;
import org.foregone.inference.Completion.Insertion;
import org.jspecify.annotations.Nullable;

/// What an intervention did to one rollout: a row of `interventions`.
///
/// @param generated tokens the engine generated for it, dropped ones and answers to questions
///     outside it included
/// @param asked questions put to the model outside it
/// @param insertions in the order of their places; positions are those of the rollout's tokens
public record Intervened(int generated, int asked, List<Insertion> insertions) {
  public Intervened {
    insertions = List.copyOf(insertions);
  }

  /// Of a rollout that was begun for the model and then continued.
  ///
  /// @param begun tokens of the opening
  /// @return null when there is nothing to tell: the model wrote it all, in one go
  public static @Nullable Intervened of(int begun, Completion completion) {
    Amended amended = completion.amended();
    if (begun == 0 && amended == null) {
      return null;
    }
    List<Insertion> insertions = new ArrayList<>();
    if (begun > 0) {
      insertions.add(new Insertion(0, begun, new int[0]));
    }
    if (amended == null) {
      return new Intervened(completion.tokens().length, 0, insertions);
    }
    for (Insertion i : amended.insertions()) {
      insertions.add(new Insertion(begun + i.at(), i.length(), i.dropped()));
    }
    return new Intervened(amended.generated(), amended.asked(), insertions);
  }

  /// How many of these positions hold tokens that the intervention put there.
  public int inserted(Span positions) {
    return (int)
        IntStream.range(positions.start(), positions.end())
            .filter(p -> insertions.stream().anyMatch(i -> p >= i.at() && p < i.at() + i.length()))
            .count();
  }
}
