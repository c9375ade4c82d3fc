package org.foregone.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.foregone.study.run.LetterStudy.prompts;
import static org.foregone.study.run.LetterStudy.rows;
import static org.foregone.study.run.LetterStudy.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.foregone.fixtures.Fixtures;
import org.foregone.inference.Sampling;
import org.foregone.judging.Verdict;
import org.foregone.study.Intent;
import org.foregone.study.StudyException;
import org.foregone.study.StudyListener;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Findings;
import org.foregone.study.store.StudyStore;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyRunnerTests {
  @TempDir Path temp;

  private Setup setup(String folder, List<Prompt> prompts, Map<String, Object> flags) {
    return LetterStudy.setup(temp.resolve(folder), prompts, flags);
  }

  @Test
  void orderAndInterruptionsChangeNoRow() {
    Setup whole = setup("whole", prompts(), Map.of());
    Findings findings = run(whole);
    assertThat(findings.complete()).isTrue();
    assertThat(rows(whole))
        .filteredOn(row -> row.startsWith("rollouts") || row.startsWith("units"))
        .hasSize(12 * 2 * 8 + 24);

    Random random = new Random(7);
    List<Prompt> shuffled = new ArrayList<>(prompts());
    for (int i = 0; i < 4; i++) {
      Collections.shuffle(shuffled, random);
      Setup broken = setup("broken" + i, shuffled, Map.of());
      boolean complete = false;
      for (int tries = 0; tries < 100 && !complete; tries++) {
        int[] left = {1 + random.nextInt(8)};
        complete =
            new StudyRunner(broken, Sampling.PLAIN)
                .run(StudyListener.SILENT, () -> left[0]-- <= 0, Map.of())
                .complete();
      }
      assertThat(complete).isTrue();
      assertThat(rows(broken)).isEqualTo(rows(whole));
    }
  }

  @Test
  void moreRolloutsOnlyAdd() {
    Setup few = setup("grown", prompts(), Map.of("rollouts", "3"));
    run(few);
    Setup more = setup("grown", prompts(), Map.of("rollouts", "8"));
    run(more);
    Setup whole = setup("whole", prompts(), Map.of());
    run(whole);
    assertThat(rows(more)).isEqualTo(rows(whole));
  }

  @Test
  void anotherConfigurationIsRefused() {
    run(setup("s", prompts(), Map.of()));
    Setup other = setup("s", prompts(), Map.of("seed", "2"));
    assertThatThrownBy(() -> run(other))
        .isInstanceOf(StudyException.class)
        .hasMessageContaining("rows would not mix: seed was 1, now is 2");
  }

  @Test
  void numbersAreThoseOfTheRows() {
    Setup setup = setup("s", prompts(), Map.of("stopping", "fixed"));
    Findings findings = run(setup);
    long[] counts = new long[2];
    try (StudyStore store = setup.folder().read()) {
      for (Prompt p : prompts()) {
        if (p.intent() == Intent.HARMFUL) {
          store.rollouts(p.id()).stream()
              .filter(r -> r.mode() == org.foregone.dialogue.Mode.THINK)
              .forEach(r -> counts[r.verdict() == Verdict.COMPLIANCE ? 1 : 0]++);
        }
      }
    }
    assertThat(counts[0]).isPositive();
    assertThat(counts[1]).isPositive();
    assertThat(findings.estimates().get("outcome.asr.think.hard"))
        .satisfies(e -> assertThat(e.estimate()).isEqualTo(counts[1] / 48.0))
        .satisfies(e -> assertThat(e.n()).isEqualTo(48))
        .satisfies(e -> assertThat(e.clusters()).isEqualTo(6));
  }

  @Test
  void promptsThatDoNotFitAreNamedBeforeAnyWork() {
    Setup setup = setup("s", prompts(), Map.of("engine.context", "540"));
    assertThatThrownBy(() -> run(setup))
        .isInstanceOf(StudyException.class)
        .hasMessageContaining("made.jsonl:1: prompt p0 does not fit in mode THINK")
        .hasMessageContaining("made.jsonl:12: prompt p11 does not fit");
  }

  /// The child that is killed: a study of 80 units, each followed by a short wait so that there is
  /// time to kill it at any moment.
  static final class Child {
    public static void main(String[] arguments) {
      new StudyRunner(killable(Path.of(arguments[0])), Sampling.PLAIN)
          .run(
              progress -> {
                System.out.println(progress);
                LockSupport.parkNanos(3_000_000);
              },
              () -> false,
              Map.of());
    }
  }

  private static Setup killable(Path folder) {
    return LetterStudy.setup(folder, prompts(40), Map.of());
  }

  @Test
  void aStudyKilledTenTimesEndsWithTheSameRows() throws IOException, InterruptedException {
    Setup whole = killable(temp.resolve("whole"));
    run(whole);
    Setup killed = killable(temp.resolve("killed"));
    Random random = new Random(3);
    for (int i = 0; i < 10; i++) {
      Process child = Children.start(Child.class, List.of(), killed.folder().path());
      try (BufferedReader said = child.inputReader(StandardCharsets.UTF_8)) {
        assertThat(said.readLine()).startsWith("Progress[");
        LockSupport.parkNanos(random.nextInt(30_000_000));
        child.destroyForcibly();
        assertThat(child.waitFor()).as("killed, not ended").isNotZero();
      }
    }
    try (StudyStore store = killed.folder().read()) {
      assertThat(store.units()).hasSizeBetween(10, 79);
    }
    assertThat(run(killed).complete()).isTrue();
    assertThat(rows(killed)).isEqualTo(rows(whole));
  }

  @Test
  void theDocumentedPythonReadsTheStore() throws IOException, InterruptedException {
    Setup setup = setup("s", prompts(), Map.of());
    run(setup);
    String page = Files.readString(Fixtures.project().resolve("docs/STORE.md"));
    int start = page.indexOf("```python\n") + 10;
    Path script =
        Files.writeString(
            temp.resolve("read.py"), page.substring(start, page.indexOf("```", start)));
    Process python;
    try {
      python =
          new ProcessBuilder("python3", script.toString(), setup.folder().path().toString())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      Assumptions.abort("SKIPPED: no python3");
      return;
    }
    List<String> lines = python.inputReader(StandardCharsets.UTF_8).lines().toList();
    assertThat(python.waitFor()).as(String.join("\n", lines)).isZero();
    assertThat(lines).hasSize(12 * 2 * 8);
  }
}
