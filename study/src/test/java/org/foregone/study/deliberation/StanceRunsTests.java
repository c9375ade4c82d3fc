package org.foregone.study.deliberation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.foregone.judging.Stance;
import org.foregone.study.deliberation.StanceRuns.Run;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StanceRunsTests {
  /// `-` refuse, `+` comply, `0` neutral, `?` no majority.
  private static List<@Nullable Stance> stances(String signs) {
    List<@Nullable Stance> stances = new ArrayList<>();
    for (int i = 0; i < signs.length(); i++) {
      stances.add(
          switch (signs.charAt(i)) {
            case '-' -> Stance.REFUSE;
            case '+' -> Stance.COMPLY;
            case '0' -> Stance.NEUTRAL;
            default -> null;
          });
    }
    return stances;
  }

  @Test
  void neutralSegmentsKeepTheSideBeforeThem() {
    StanceRuns runs = StanceRuns.of(stances("00+0?-0+"));
    assertThat(runs.runs())
        .containsExactly(
            new Run(Stance.COMPLY, 2, 4),
            new Run(Stance.REFUSE, 5, 6),
            new Run(Stance.COMPLY, 7, 7));
    assertThat(runs.changes()).extracting(StanceRuns.Change::sign).containsExactly(-1, 1);
    assertThat(runs.changes().getFirst().before()).isEqualTo(runs.runs().getFirst());
  }

  @Test
  void withoutASideThereIsNoRun() {
    assertThat(StanceRuns.of(stances("")).runs()).isEmpty();
    assertThat(StanceRuns.of(stances("0?0")).runs()).isEmpty();
    assertThat(StanceRuns.of(stances("+++")).changes()).isEmpty();
  }

  /// The same count the long way: the signs without neutral ones, and how often they differ.
  @Test
  void countsWhatIsLeftWhenNeutralSegmentsAreStruckOut() {
    Random random = new Random(3);
    for (int round = 0; round < 500; round++) {
      StringBuilder signs = new StringBuilder();
      random.ints(random.nextInt(12), 0, 4).forEach(c -> signs.append("-+0?".charAt(c)));
      String sides = signs.toString().replaceAll("[0?]", "");
      int changes = 0;
      for (int i = 1; i < sides.length(); i++) {
        changes += sides.charAt(i) != sides.charAt(i - 1) ? 1 : 0;
      }
      StanceRuns runs = StanceRuns.of(stances(signs.toString()));
      assertThat(runs.changes()).as(signs.toString()).hasSize(changes);
      int covered = runs.runs().stream().mapToInt(Run::length).sum();
      int leading = signs.length() - signs.toString().replaceFirst("^[0?]*", "").length();
      assertThat(covered).isEqualTo(signs.length() - leading);
    }
  }
}
