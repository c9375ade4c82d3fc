package org.foregone.app;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.foregone.inference.Completion;
import org.foregone.inference.Continuation;
import org.foregone.inference.Engine;
import org.foregone.inference.EngineAround;
import org.foregone.inference.EngineException;
import org.foregone.inference.Work;
import org.jspecify.annotations.Nullable;

/// An engine that takes no new work after the first Ctrl-C, and so finishes and stores what it has.
record StoppableEngine(Engine within, Interruption stop) implements EngineAround {
  @Override
  public void run(Work work, BooleanSupplier cancelled) {
    within.run(
        new Work() {
          @Override
          public @Nullable Continuation next() {
            return stop.asked() ? null : work.next();
          }

          @Override
          public void completed(Continuation request, List<Completion> completions) {
            work.completed(request, completions);
          }

          @Override
          public void failed(Continuation request, EngineException why) {
            work.failed(request, why);
          }
        },
        cancelled);
  }
}
