package org.foregone.app;

import java.util.LinkedHashMap;
import java.util.Map;
import org.foregone.study.outcome.OutcomeListener;

/// Passes a study's progress on to people and, as JSON lines, to machines.
final class Hearing implements OutcomeListener {
  private static final long EVENT_NANOS = 5_000_000_000L;

  private final org.foregone.app.Progress bar;
  private final Talk talk;
  private final boolean json;
  private long before = -1;
  private long told = System.nanoTime();

  Hearing(org.foregone.app.Progress bar, Talk talk, boolean json) {
    this.bar = bar;
    this.talk = talk;
    this.json = json;
  }

  @Override
  public void progress(OutcomeListener.Progress now) {
    if (before < 0) {
      before = now.rolloutsDone();
    }
    bar.update(
        new org.foregone.app.Progress.State(
            "rollouts",
            now.rolloutsDone(),
            before,
            now.rolloutsPlanned(),
            now.tokens(),
            now.failures()));
    long nanos = System.nanoTime();
    if (json && nanos - told > EVENT_NANOS) {
      told = nanos;
      Map<String, Object> event = new LinkedHashMap<>();
      event.put("event", "progress");
      event.put("done", now.rolloutsDone());
      event.put("total", now.rolloutsPlanned());
      event.put("tokens", now.tokens());
      event.put("failures", now.failures());
      talk.json(event);
    }
  }
}
