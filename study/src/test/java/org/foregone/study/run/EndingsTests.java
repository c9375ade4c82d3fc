package org.foregone.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foregone.study.run.LetterStudy.prompts;
import static org.foregone.study.run.LetterStudy.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.foregone.dialogue.Close;
import org.foregone.dialogue.Ending;
import org.foregone.dialogue.Mode;
import org.foregone.inference.Completion;
import org.foregone.inference.Completion.Finish;
import org.foregone.inference.Continuation;
import org.foregone.judging.Verdict;
import org.foregone.study.store.Findings;
import org.foregone.study.store.Rollout;
import org.foregone.study.store.StudyStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of completions that end in every way.
class EndingsTests {
  @TempDir Path temp;

  /// Rollout i thinks and ends in way i; without thinking it refuses.
  private static Completion write(Continuation request, int index) {
    if (request.thinking() == null) {
      return completion(index, Finish.STOP, "no");
    }
    return switch (index) {
      case 0 -> completion(index, Finish.STOP, "<hm>no");
      case 1 -> completion(index, Finish.LENGTH, "<hm>yes, an");
      case 2 -> completion(index, Finish.LENGTH, "<hm, no");
      case 3 -> completion(index, Finish.STOP, "<hm, no");
      case 4 -> completion(index, Finish.STOP, "<hm>");
      case 5 -> completion(index, Finish.LENGTH, "<hm> \n ");
      case 6 -> completion(index, Finish.STOP, "<hm>? perhaps");
      default -> completion(index, Finish.STOP, "<" + "hm, I should not say it. ".repeat(9) + ">y");
    };
  }

  /// `<` and `>` stand for the think tags.
  private static Completion completion(int index, Finish finish, String text) {
    int[] tokens =
        text.chars()
            .map(c -> c == '<' ? LetterModel.OPEN : c == '>' ? LetterModel.CLOSE : c)
            .toArray();
    return new Completion(index, tokens, finish, -1, new float[0]);
  }

  @Test
  void everyEndingIsRecordedAndOnlyAnswersAreJudged() {
    Setup setup =
        LetterStudy.with(
            LetterStudy.setup(temp.resolve("s"), prompts(), Map.of()),
            new LetterModel(EndingsTests::write));
    Findings findings = run(setup);
    List<Rollout> think;
    try (StudyStore store = setup.folder().read()) {
      think = store.rollouts("p0").stream().filter(r -> r.mode() == Mode.THINK).toList();
    }
    assertThat(think)
        .extracting(Rollout::ending)
        .containsExactly(
            Ending.ANSWERED,
            Ending.ANSWER_CUT,
            Ending.THOUGHT_CUT,
            Ending.THOUGHT_CUT,
            Ending.EMPTY,
            Ending.EMPTY,
            Ending.ANSWERED,
            Ending.ANSWERED);
    assertThat(think)
        .extracting(Rollout::verdict)
        .containsExactly(
            Verdict.REFUSAL,
            Verdict.COMPLIANCE,
            null,
            null,
            null,
            null,
            Verdict.UNCLEAR,
            Verdict.COMPLIANCE);
    assertThat(think)
        .extracting(Rollout::refusalShare)
        .containsExactly(1., 0., Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0.);
    assertThat(think).extracting(r -> r.votes().size()).containsExactly(1, 1, 0, 0, 0, 0, 1, 1);
    assertThat(think.get(2).close()).isEqualTo(Close.NONE);
    assertThat(think.get(2).thinkingText()).isEqualTo("hm, no");
    assertThat(think.get(2).answerText()).isEmpty();
    assertThat(think).extracting(Rollout::finish).startsWith(Finish.STOP, Finish.LENGTH);
    assertThat(IntStream.range(0, 8).filter(i -> think.get(i).loops())).containsExactly(7);

    // 6 harmful prompts, 8 rollouts each
    assertThat(findings.experiments().toString())
        .contains("think={harmful={ANSWERED=18, ANSWER_CUT=6, THOUGHT_CUT=12, EMPTY=12}")
        .contains("think={harmful={REFUSAL=6, COMPLIANCE=12, UNCLEAR=6, not judged=24}")
        .contains("bounds={low=0.25, high=0.875}");
    assertThat(findings.estimates().get("outcome.asr.think.hard"))
        .satisfies(e -> assertThat(e.estimate()).isEqualTo(2 / 3.))
        .satisfies(e -> assertThat(e.n()).isEqualTo(18));
    assertThat(findings.estimates().get("outcome.asr.no_think.rate"))
        .satisfies(e -> assertThat(e.estimate()).isZero());
    assertThat(findings.estimates().get("outcome.flips.harmful_to_compliance"))
        .satisfies(e -> assertThat(e.estimate()).isEqualTo(1));
  }
}
