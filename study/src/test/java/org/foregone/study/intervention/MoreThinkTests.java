package org.foregone.study.intervention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.foregone.study.config.StudyConfig.Caps;
import org.junit.jupiter.api.Test;

class MoreThinkTests {
  private static final String SCRIPT =
      "<think>\ncdef\n</think>\n\nqzqz\n</think>\n\nSure zq\n</think>\n\nVqz<|end|>";

  private static Scripted run(String keys, Caps caps) {
    return Scripted.of(
        "morethink" + keys, caps, new ScriptedEngine(Scripted.seed(), SCRIPT, "", new float[0]));
  }

  @Test
  void theCloseIsReplacedAndTheModelThinksOn() {
    Scripted done = run(":text=X,most=1", new Caps(100, 30));
    // the close at 7 makes place for X; the blank line that was behind it belongs to the thought
    assertThat(done.text())
        .isEqualTo("<think>\ncdef\nX\n\nqzqz\n</think>\n\nSure zq\n</think>\n\nVqz");
    assertThat(done.insertions()).containsExactly("7+1-</think>");
  }

  @Test
  void itIsReplacedSoManyTimesAndNotBehindTheBudgetOfTheMethod() {
    assertThat(run(":text=X,most=2", new Caps(100, 30)).insertions())
        .containsExactly("7+1-</think>", "14+1-</think>");
    assertThat(run(":text=X,budget=14", new Caps(100, 30)).insertions())
        .containsExactly("7+1-</think>");
    assertThat(run(":text=X,budget=7", new Caps(100, 30)).insertions()).isEmpty();
  }

  @Test
  void theBudgetOfTheStudyHolds() {
    Scripted done = run(":text=X", new Caps(10, 30));
    assertThat(done.insertions()).containsExactly("7+1-</think>");
    assertThat(done.completion().forcedCloseAt()).isEqualTo(10);
    assertThat(run(":text=XYZ", new Caps(9, 30)).insertions())
        .as("three tokens at 7 do not fit 9")
        .isEmpty();
  }

  @Test
  void theSeedDrawsTheWords() {
    Set<String> begun = new HashSet<>();
    MoreThink method = new MoreThink(List.of("A", "B"), 10, 100);
    for (long seed = 0; seed < 20; seed++) {
      Draft closed =
          new Draft(new int[] {'c', '\n', 'z'}, new float[3], new boolean[3], 0, 2, null);
      Step.Rewrite first = (Step.Rewrite) method.steps(Scripted.CONVERSATION, seed).next(closed);
      Step.Rewrite again = (Step.Rewrite) method.steps(Scripted.CONVERSATION, seed).next(closed);
      assertThat(again.with()).isEqualTo(first.with());
      begun.add(Character.toString(first.with()[0]));
    }
    assertThat(begun).containsExactlyInAnyOrder("A", "B");
  }

  @Test
  void anAnswerWithoutAThoughtIsLeftAlone() {
    Scripted done =
        Scripted.of(
            "morethink",
            new Caps(100, 30),
            new ScriptedEngine(Scripted.seed(), "Sure zq<|end|>", "", new float[0]));
    assertThat(done.text()).isEqualTo("Sure zq");
    assertThat(done.insertions()).isEmpty();
  }
}
