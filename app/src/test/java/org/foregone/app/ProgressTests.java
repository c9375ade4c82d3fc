package org.foregone.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTests {
  private static final long SECOND = 1_000_000_000L;

  private final StringWriter err = new StringWriter();
  private final AtomicLong clock = new AtomicLong();

  private Progress progress(Progress.Style style) {
    return new Progress(new PrintWriter(err), style, clock::get);
  }

  private static Progress.State state(long done, long tokens) {
    return new Progress.State("rollouts", done, 20, 100, tokens, 1);
  }

  @Test
  void speaksEveryThirtySecondsWithoutATerminal() {
    Progress progress = progress(Progress.Style.LINES);

    for (int second = 1; second <= 65; second++) {
      clock.set(second * SECOND);
      progress.update(state(20 + second, 100L * second));
    }

    assertThat(err.toString().lines())
        .containsExactly(
            "50/100 rollouts, 100 tokens/s, 50 s left, 1 failed",
            "80/100 rollouts, 100 tokens/s, 20 s left, 1 failed");
  }

  @Test
  void redrawsABarOnATerminalAndClearsIt() {
    Progress progress = progress(Progress.Style.BAR);
    clock.set(SECOND);
    progress.update(state(50, 10));
    progress.close();

    assertThat(err.toString()).contains("\r[############------------] 50/100 rollouts");
    assertThat(err.toString()).endsWith("\r").doesNotContain("\n");
  }

  @Test
  void tellsTimeInWords() {
    assertThat(Progress.time(42.4)).isEqualTo("42 s");
    assertThat(Progress.time(250)).isEqualTo("4 min 10 s");
    assertThat(Progress.time(12_000)).isEqualTo("3 h 20 min");
  }

  @Test
  void workWithoutTokensIsToldInItsOwnUnits() {
    Progress.State state = new Progress.State("studies", 40, 20, 100, Progress.NO_TOKENS, 0);
    assertThat(Progress.line(state, 50 * SECOND))
        .isEqualTo("40/100 studies, 0.40/s, 2 min 30 s left, 0 failed");
  }

  @Test
  void doesNotGuessTheTimeBeforeAnythingIsDone() {
    assertThat(Progress.line(state(20, 0), SECOND)).contains("time left unknown");
  }
}
