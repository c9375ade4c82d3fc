package org.foregone.app;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/// How far a long command has come, on stderr: a bar that redraws itself on a terminal, else a line
/// every 30 seconds. Always done of total, rate, time left, failures.
final class Progress implements AutoCloseable {
  private static final long BAR_NANOS = Duration.ofMillis(200).toNanos();
  private static final long LINE_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int BAR_WIDTH = 24;

  /// How to show it.
  enum Style {
    BAR,
    LINES,
    NONE
  }

  /// What is known at one moment.
  ///
  /// @param done units finished in this run or before
  /// @param before units that were finished when this run began; they say nothing about its speed
  /// @param tokens generated in this run; [#NO_TOKENS] where the work is not counted in tokens
  record State(String unit, long done, long before, long total, long tokens, int failures) {}

  static final long NO_TOKENS = -1;

  private final PrintWriter err;
  private final Style style;
  private final LongSupplier nanoTime;
  private long start;
  private long shown;
  private int drawn;

  Progress(PrintWriter err, Style style, LongSupplier nanoTime) {
    this.err = err;
    this.style = style;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    this.shown = start;
  }

  /// Another part of the work begins: speed and time left are counted anew.
  void restart() {
    start = nanoTime.getAsLong();
    shown = start;
  }

  /// A bar where stderr is a terminal that can redraw a line, lines elsewhere, nothing when quiet.
  static Progress of(Talk talk) {
    boolean terminal =
        Boolean.getBoolean("foregone.terminal") && !"dumb".equals(System.getenv("TERM"));
    Style style = !talk.progress() ? Style.NONE : terminal ? Style.BAR : Style.LINES;
    return new Progress(talk.err(), style, System::nanoTime);
  }

  /// Shows the state if it is time to.
  void update(State state) {
    long now = nanoTime.getAsLong();
    long every = style == Style.BAR ? BAR_NANOS : LINE_NANOS;
    if (style == Style.NONE || now - shown < every) {
      return;
    }
    shown = now;
    if (style == Style.BAR) {
      draw(bar(state) + " " + line(state, now - start));
    } else {
      err.println(line(state, now - start));
      err.flush();
    }
  }

  private void draw(String text) {
    err.print("\r" + text + " ".repeat(Math.max(0, drawn - text.length())));
    err.flush();
    drawn = text.length();
  }

  private static String bar(State state) {
    int full = state.total() == 0 ? 0 : (int) (BAR_WIDTH * state.done() / state.total());
    return "[" + "#".repeat(full) + "-".repeat(BAR_WIDTH - full) + "]";
  }

  /// `12/120 prompts, 350 tokens/s, 4 min 10 s left, 0 failed`.
  static String line(State state, long nanos) {
    double seconds = Math.max(nanos / 1e9, 1e-9);
    long fresh = state.done() - state.before();
    String left =
        fresh <= 0
            ? "time left unknown"
            : time(seconds / fresh * (state.total() - state.done())) + " left";
    String rate =
        state.tokens() == NO_TOKENS
            ? String.format(Locale.ROOT, "%.2f/s", fresh / seconds)
            : String.format(Locale.ROOT, "%.0f tokens/s", state.tokens() / seconds);
    return String.format(
        Locale.ROOT,
        "%d/%d %s, %s, %s, %d failed",
        state.done(),
        state.total(),
        state.unit(),
        rate,
        left,
        state.failures());
  }

  /// Seconds in words: `42 s`, `4 min 10 s`, `3 h 20 min`.
  static String time(double seconds) {
    long s = Math.round(seconds);
    return s < 60
        ? s + " s"
        : s < 3600 ? s / 60 + " min " + s % 60 + " s" : s / 3600 + " h " + s % 3600 / 60 + " min";
  }

  /// Clears the bar, so that what follows stands on a line of its own.
  @Override
  public void close() {
    if (drawn > 0) {
      draw("");
      err.print("\r");
      err.flush();
    }
  }
}
