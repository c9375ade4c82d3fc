package org.foregone.app;

import java.util.LinkedHashMap;
import java.util.Map;
import org.foregone.study.StudyListener;

/// Passes a study's progress on to people and, as JSON lines, to machines.
final class Hearing implements StudyListener {
  private static final long EVENT_NANOS = 5_000_000_000L;

  private final org.foregone.app.Progress bar;
  private final Talk talk;
  private final boolean json;
  private String experiment = "";
  private long before;
  private long told = System.nanoTime();

  Hearing(org.foregone.app.Progress bar, Talk talk, boolean json) {
    this.bar = bar;
    this.talk = talk;
    this.json = json;
  }

  @Override
  public void progress(StudyListener.Progress now) {
    if (!now.experiment().equals(experiment)) {
      experiment = now.experiment();
      before = now.done();
      bar.restart();
    }
    bar.update(
        new org.foregone.app.Progress.State(
            now.experiment() + " " + now.unit(),
            now.done(),
            before,
            now.planned(),
            now.tokens(),
            now.failures()));
    long nanos = System.nanoTime();
    if (json && nanos - told > EVENT_NANOS) {
      told = nanos;
      Map<String, Object> event = new LinkedHashMap<>();
      event.put("event", "progress");
      event.put("experiment", now.experiment());
      event.put("done", now.done());
      event.put("total", now.planned());
      event.put("tokens", now.tokens());
      event.put("failures", now.failures());
      talk.json(event);
    }
  }
}
