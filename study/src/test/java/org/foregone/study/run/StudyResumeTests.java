package org.foregone.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.foregone.study.run.LetterStudy.prompts;
import static org.foregone.study.run.LetterStudy.rows;
import static org.foregone.study.run.LetterStudy.run;
import static org.foregone.study.run.LetterStudy.with;
import static org.foregone.study.run.LetterStudy.withTemplate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.foregone.inference.EngineException;
import org.foregone.inference.Sampling;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.StudyListener;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Findings;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happens when a study is run again, as it was or otherwise.
class StudyResumeTests {
  private static final TroubledModel NO_START = new TroubledModel(c -> false, -1);

  @TempDir Path temp;

  private Setup setup(String folder, Map<String, Object> flags) {
    return LetterStudy.setup(temp.resolve(folder), prompts(), flags);
  }

  private static void refuses(ThrowingCallable call, Kind kind, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StudyException.class,
            e ->
                assertThat(e.problems())
                    .anySatisfy(
                        p -> {
                          assertThat(p.kind()).isEqualTo(kind);
                          assertThat(p.message()).contains(message);
                          assertThat(p.hint()).isNotEmpty();
                        }));
  }

  @Test
  void aStudyThatDiedBeforeItsFirstRolloutIsNotMixedWithAnother() {
    Setup begun = setup("s", Map.of());
    assertThatThrownBy(() -> run(with(begun, NO_START)))
        .isInstanceOf(EngineException.class)
        .hasMessage("the engine does not start");
    assertThat(begun.folder().resolved()).exists();
    try (StudyStore store = begun.folder().read()) {
      assertThat(store.meta())
          .containsEntry("model.sha256", "letters")
          .containsEntry("sampling.temperature", "1.0");
      assertThat(store.prompts()).hasSize(12);
    }

    refuses(
        () -> run(withTemplate(begun, "Be good. ")),
        Kind.OTHER_STUDY,
        "12 prompts are rendered to other tokens than those in the study (first: p0)");
    refuses(
        () -> run(setup("s", Map.of("system-prompt", "Be good."))),
        Kind.OTHER_STUDY,
        "system-prompt was unset, now is Be good.");
    refuses(
        () ->
            new StudyRunner(begun, new Sampling(.7, .95, 0, 0))
                .run(StudyListener.SILENT, () -> false, Map.of()),
        Kind.OTHER_STUDY,
        "sampling.temperature was 1.0, now is 0.7; sampling.top-p was 1.0, now is 0.95");
    assertThat(run(begun).complete()).isTrue();
  }

  @Test
  void aStudyWithoutItsConfigurationIsRefused() throws IOException {
    Setup setup = setup("s", Map.of());
    run(setup);
    Files.delete(setup.folder().resolved());
    refuses(() -> run(setup), Kind.OTHER_STUDY, "study.resolved.yaml: is missing");
  }

  @Test
  void anotherTextUnderAStoredIdIsRefused() {
    Setup setup = setup("s", Map.of());
    run(setup);
    Prompt p = prompts().getFirst();
    Prompt other =
        new Prompt(p.id(), p.intent(), p.benchmark(), p.category(), "else", p.source(), p.line());
    refuses(
        () -> run(LetterStudy.setup(temp.resolve("s"), List.of(other), Map.of())),
        Kind.OTHER_STUDY,
        "made.jsonl:1: prompt p0 differs from the one in the study");
  }

  @Test
  void aFinishedStudyIsLeftAsItIs() throws IOException {
    Setup setup = setup("s", Map.of());
    run(setup);
    String findings = Files.readString(setup.folder().findings());
    List<String> rows = rows(setup);
    run(with(setup, NO_START));
    assertThat(Files.readString(setup.folder().findings())).isEqualTo(findings);
    assertThat(rows(setup)).isEqualTo(rows);
  }

  @Test
  void whatWasStoredBeforeTheEngineBrokeIsAnalysed() throws IOException {
    Setup setup = setup("s", Map.of());
    assertThatThrownBy(() -> run(with(setup, new TroubledModel(c -> false, 5))))
        .isInstanceOf(EngineException.class)
        .hasMessage("the engine broke");
    assertThat(Files.readString(setup.folder().findings()))
        .contains("\"rollouts\" : 40", "\"complete\" : false", "\"units\" : 19");
    assertThat(run(setup).complete()).isTrue();
    Setup whole = setup("whole", Map.of());
    run(whole);
    assertThat(rows(setup)).isEqualTo(rows(whole));
  }

  @Test
  void aFailedUnitIsToldAndTriedAgain() {
    Setup setup = setup("s", Map.of());
    Findings findings =
        run(with(setup, new TroubledModel(c -> c.id().equals("p3/THINK"), Integer.MAX_VALUE)));
    assertThat(findings.complete()).isFalse();
    assertThat(findings.study().get("missing")).isEqualTo(Map.of("units", 1L, "failed", 1L));
    try (StudyStore store = setup.folder().read()) {
      assertThat(store.units())
          .hasSize(24)
          .filteredOn(Unit::failed)
          .containsExactly(new Unit("p3", "outcome/THINK", "cannot serve p3/THINK"));
    }
    assertThat(run(setup).complete()).isTrue();
    Setup whole = setup("whole", Map.of());
    run(whole);
    assertThat(rows(setup)).isEqualTo(rows(whole));
  }

  @Test
  void majorityStopsWhenTheLabelIsKnownAndGoesOnWhenMoreIsAllowed() {
    Map<String, Object> few = Map.of("stopping", "majority", "rollouts", "6");
    Map<String, Object> many = Map.of("stopping", "majority", "rollouts", "24");
    Setup grown = setup("grown", few);
    run(grown);
    assertThat(rolloutsOf(grown)).isBetween(96L, 143L);
    Setup more = setup("grown", many);
    assertThat(run(more).complete()).isTrue();
    assertThat(rolloutsOf(more)).isBetween(145L, 575L);
    assertThat(run(with(more, NO_START)).complete()).isTrue();

    Setup whole = setup("whole", many);
    run(whole);
    assertThat(rows(more)).isEqualTo(rows(whole));
  }

  @Test
  void promptsOfAnEarlierCallCountAsMissing() {
    Setup all = setup("s", Map.of());
    assertThatThrownBy(() -> run(with(all, NO_START))).isInstanceOf(EngineException.class);
    Setup two = LetterStudy.setup(temp.resolve("s"), prompts(2), Map.of());
    Findings findings = run(two);
    assertThat(findings.complete()).isFalse();
    assertThat(findings.study().get("missing")).isEqualTo(Map.of("units", 20L, "failed", 0L));
    assertThat(run(all).complete()).isTrue();
    assertThat(run(with(two, NO_START)).complete()).isTrue();
  }

  @Test
  void aStudyStoppedBetweenTheRoundsOfAMajorityKeepsThem() {
    Map<String, Object> majority = Map.of("stopping", "majority", "rollouts", "24");
    Setup stopped = setup("s", majority);
    assertThatThrownBy(() -> run(with(stopped, new TroubledModel(c -> false, 1))))
        .isInstanceOf(EngineException.class);
    assertThat(rolloutsOf(stopped)).isEqualTo(4);
    try (StudyStore store = stopped.folder().read()) {
      assertThat(store.units()).isEmpty();
    }
    assertThat(run(stopped).complete()).isTrue();
    Setup whole = setup("whole", majority);
    run(whole);
    assertThat(rows(stopped)).isEqualTo(rows(whole));
  }

  @Test
  void aStudyGoesOnWithItsThreadsWhereThereAreOtherCores() {
    Setup begun = LetterStudy.setup(temp.resolve("s"), prompts(2), Map.of());
    run(with(begun, new LetterModel(2)));
    assertThat(run(with(setup("s", Map.of()), new LetterModel(16))).complete()).isTrue();
    try (StudyStore store = begun.folder().read()) {
      assertThat(store.meta()).containsEntry("engine.threads", "2");
    }
  }

  private static long rolloutsOf(Setup setup) {
    try (StudyStore store = setup.folder().read()) {
      return store.tallies().stream().mapToLong(t -> t.rollouts()).sum();
    }
  }
}
