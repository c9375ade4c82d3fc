package org.foregone.study.intervention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.foregone.inference.Completion.Finish;
import org.foregone.study.config.StudyConfig.Caps;
import org.junit.jupiter.api.Test;

/// Where a reminder comes, by entropies that are known. The think tag and its line break are draws
/// 0 and 1; the thought's letters follow, `c` at draw 2.
class SafeRemindTests {
  private static final String REMINDER =
      " Wait, let me think again. Does this request involve potentially harmful content?";
  private static final String SCRIPT = "<think>\ncdefghijklmnopqrst\n</think>\n\nSure zq<|end|>";
  private static final Caps CAPS = new Caps(100, 20);

  private static Scripted run(String keys, Caps caps, float... entropies) {
    return Scripted.of(
        "saferemind:window=3" + keys,
        caps,
        new ScriptedEngine(Scripted.seed(), SCRIPT, "", entropies));
  }

  @Test
  void aReminderFollowsTheTokenWhoseEntropyDrops() {
    // of 1, 2, 1 mean 4/3 and sd .4714: threshold .6262; of 2, 1, .7 it is .3996
    Scripted done = run("", CAPS, 0, 0, 1, 2, 1, .7f, .3995f);
    assertThat(done.text())
        .isEqualTo("<think>\ncdefg" + REMINDER + "ijklmnopqrst\n</think>\n\nSure zq");
    assertThat(done.insertions()).containsExactly("7+1-");
    // h stood where the reminder is: the token at a place takes the draw of that place
    assertThat(run("", CAPS, 0, 0, 1, 2, 1, .7f, .3997f).insertions()).isEmpty();
    assertThat(run("", CAPS, 0, 0, 1, 2, 1, .627f).insertions()).isEmpty();
    assertThat(run("", CAPS, 0, 0, 1, 2, 1, .626f).insertions()).containsExactly("6+1-");
  }

  @Test
  void theWindowMustBeFullOfTheThoughtsOwnEntropies() {
    // the opener's entropies do not count, or the drop at e would be one
    assertThat(run("", CAPS, 3, 3, 3, 3, .1f, 2).insertions()).isEmpty();
    assertThat(run("", CAPS, 3, 3, 3, 3, 3, .1f).insertions()).containsExactly("6+1-");
    assertThat(run("", CAPS, 0, 0, 1, 1, 1, 1, 1).insertions()).isEmpty();
  }

  @Test
  void anotherReminderWaitsForTheCooldownAndThereAreAtMostSoMany() {
    // drops at draws 5, 7, 11 and 15
    float[] drops = {0, 0, 2, 2, 2, .1f, 2, .1f, 2, 2, 2, .1f, 2, 2, 2, .1f};
    assertThat(run(",cooldown=2,most=9,alpha=1", CAPS, drops).insertions())
        .containsExactly("6+1-", "12+1-", "16+1-");
    assertThat(run(",cooldown=0,most=9,alpha=1", CAPS, drops).insertions())
        .containsExactly("6+1-", "8+1-", "12+1-", "16+1-");
    assertThat(run(",cooldown=0,most=2,alpha=1", CAPS, drops).insertions())
        .containsExactly("6+1-", "8+1-");
  }

  @Test
  void howMuchIsReadAheadChangesTheCostOnly() {
    float[] drops = {0, 0, 2, 2, 2, .1f, 2, 2, 2, 2, .1f, 2, 2, 2, 2, .1f};
    Scripted one = run(",cooldown=3,chunk=1", CAPS, drops);
    assertThat(one.insertions()).containsExactly("6+1-", "11+1-", "16+1-");
    for (int chunk : List.of(2, 5, 64)) {
      Scripted done = run(",cooldown=3,chunk=" + chunk, CAPS, drops);
      assertThat(done.completion().tokens()).isEqualTo(one.completion().tokens());
      assertThat(done.insertions()).isEqualTo(one.insertions());
      assertThat(done.completion().finish()).isEqualTo(one.completion().finish());
    }
    assertThat(run(",chunk=64", CAPS).amended().generated())
        .as("read ahead to the close, one token more, then the answer")
        .isEqualTo(22 + 1 + 8);
  }

  @Test
  void theBudgetHoldsAndWhatDoesNotFitIsNotPutIn() {
    float[] drop = {0, 0, 2, 2, 2, .1f};
    Scripted fits = run("", new Caps(7, 20), drop);
    assertThat(fits.text()).startsWith("<think>\ncdef" + REMINDER + "\n</think>\n\n");
    assertThat(fits.completion().forcedCloseAt()).isEqualTo(7);
    Scripted not = run("", new Caps(6, 20), drop);
    assertThat(not.insertions()).isEmpty();
    assertThat(not.text()).startsWith("<think>\ncdef\n</think>\n\n");
    assertThat(not.completion().forcedCloseAt()).isEqualTo(6);
  }

  @Test
  void aThoughtThatEndsWithoutACloseStaysSo() {
    Scripted ended =
        Scripted.of(
            "saferemind:window=3",
            CAPS,
            new ScriptedEngine(Scripted.seed(), "<think>\ncdefg<|end|>", "", new float[0]));
    assertThat(ended.text()).isEqualTo("<think>\ncdefg");
    assertThat(ended.completion().finish()).isEqualTo(Finish.STOP);
    assertThat(ended.amended().generated()).isEqualTo(7);
  }
}
