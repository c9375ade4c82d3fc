package org.foregone.study.run;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.foregone.dialogue.Vocabulary;
import org.foregone.inference.Completion;
import org.foregone.inference.Continuation;
import org.foregone.inference.Engine;
import org.foregone.inference.EngineAround;
import org.foregone.inference.EngineException;
import org.foregone.inference.ModelCard;
import org.foregone.inference.Work;
import org.jspecify.annotations.Nullable;

/// A model whose engine notes all that it is asked.
///
/// @param asked every request, in the order in which the engine took it
record RecordedModel(StudyModel sound, List<Continuation> asked) implements StudyModel {
  @Override
  public ModelCard card() {
    return sound.card();
  }

  @Override
  public Vocabulary vocabulary() {
    return sound.vocabulary();
  }

  @Override
  public Map<String, String> provenance() {
    return sound.provenance();
  }

  @Override
  public Engine engine(int contextLength, OptionalInt threads) {
    return new RecordedEngine(sound.engine(contextLength, threads), asked);
  }

  private record RecordedEngine(Engine within, List<Continuation> asked) implements EngineAround {

    @Override
    public void run(Work work, BooleanSupplier cancelled) {
      within.run(
          new Work() {
            @Override
            public @Nullable Continuation next() {
              Continuation next = work.next();
              if (next != null) {
                asked.add(next);
              }
              return next;
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
}
