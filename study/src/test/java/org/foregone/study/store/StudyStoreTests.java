package org.foregone.study.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.foregone.dialogue.Close;
import org.foregone.dialogue.Ending;
import org.foregone.dialogue.Mode;
import org.foregone.dialogue.Span;
import org.foregone.inference.Completion.Finish;
import org.foregone.judging.Judge;
import org.foregone.judging.Verdict;
import org.foregone.study.Intent;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.prompts.Prompt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyStoreTests {
  @TempDir Path temp;

  private static void begin(StudyStore store) {
    store.begin(Map.of(), List.of(new Judge.Identity("j", "1", "00")));
    store.putPrompt(
        new StoredPrompt(new Prompt("p", Intent.BENIGN, "b", "", "text", "f", 1), false, 1),
        Map.of(Mode.THINK, new int[] {1, -2}, Mode.NO_THINK, new int[] {Integer.MAX_VALUE}));
  }

  private static Rollout rollout(int index) {
    return new Rollout(
        "p",
        Mode.THINK,
        index,
        -7,
        new int[] {1, 300, 70_000},
        new Span(0, 1),
        new Span(2, 3),
        Close.NATURAL,
        Ending.ANSWERED,
        Finish.STOP,
        "t".repeat(3_000),
        "\n",
        "a\0\uD83D\uDE00",
        true,
        Verdict.REFUSAL,
        .75,
        Map.of("j", Verdict.UNCLEAR),
        null);
  }

  @Test
  void whatIsStoredIsReadBack() {
    try (StudyStore store = StudyStore.open(temp.resolve("study.sqlite"))) {
      begin(store);
      store.commit(new Unit("p", "outcome/THINK", null), List.of(rollout(0)));
    }
    try (StudyStore store = StudyStore.read(temp.resolve("study.sqlite"))) {
      assertThat(store.rollouts("p"))
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactly(rollout(0));
      assertThat(store.prefix("p", Mode.THINK)).hasValue(new int[] {1, -2});
      assertThat(store.prefix("p", Mode.NO_THINK)).hasValue(new int[] {Integer.MAX_VALUE});
      assertThat(store.tallies()).containsExactly(new Tally("p", Mode.THINK, 1, 1, 0));
    }
  }

  @Test
  void aJudgeOfARunWithoutRowsDoesNotStay() {
    Judge.Identity second = new Judge.Identity("other", "1", "00");
    try (StudyStore store = StudyStore.open(temp.resolve("study.sqlite"))) {
      store.begin(Map.of(), List.of(new Judge.Identity("j", "1", "00")));
      store.begin(Map.of(), List.of(second));
      assertThat(store.judges()).containsExactly(second);
    }
  }

  /// SQLite itself says that the disk is full when the file may not grow.
  @Test
  void aFullDiskIsToldAndCostsNoStoredUnit() {
    Path file = temp.resolve("study.sqlite");
    int units = 0;
    Sqlite sqlite = Sqlite.open(file, false);
    try (StudyStore store = StudyStore.checked(file, sqlite, true)) {
      begin(store);
      sqlite.query("PRAGMA max_page_count = 60", s -> {}, r -> {});
      StudyException told = null;
      while (told == null) {
        assertThat(units).isLessThan(1_000);
        List<Rollout> unit = new ArrayList<>(List.of(rollout(2 * units), rollout(2 * units + 1)));
        Unit row = new Unit("p", "outcome/" + units, null);
        told = catchThrowableOfType(StudyException.class, () -> store.commit(row, unit));
        units += told == null ? 1 : 0;
      }
      assertThat(told.problems())
          .singleElement()
          .satisfies(
              p -> {
                assertThat(p.kind()).isEqualTo(Kind.DISK);
                assertThat(p.message()).isEqualTo(file + ": the disk is full");
                assertThat(p.hint()).contains("free some space and run the same command again");
              });
    }
    assertThat(units).isPositive();
    try (StudyStore store = StudyStore.open(file)) {
      assertThat(store.units()).hasSize(units);
      assertThat(store.rollouts("p")).hasSize(2 * units);
      store.commit(
          new Unit("p", "outcome/" + units, null),
          List.of(rollout(2 * units), rollout(2 * units + 1)));
      assertThat(store.rollouts("p")).hasSize(2 * units + 2);
    }
  }
}
