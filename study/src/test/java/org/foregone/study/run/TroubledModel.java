package org.foregone.study.run;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.foregone.dialogue.Vocabulary;
import org.foregone.inference.Completion;
import org.foregone.inference.Continuation;
import org.foregone.inference.Engine;
import org.foregone.inference.EngineAround;
import org.foregone.inference.EngineException;
import org.foregone.inference.ModelCard;
import org.foregone.inference.Work;
import org.jspecify.annotations.Nullable;

/// The letter model in trouble.
///
/// @param unservable requests that fail
/// @param survives completions after which the engine breaks; negative: it does not even start
record TroubledModel(Predicate<Continuation> unservable, int survives) implements StudyModel {
  @Override
  public ModelCard card() {
    return new LetterModel().card();
  }

  @Override
  public Vocabulary vocabulary() {
    return new LetterModel().vocabulary();
  }

  @Override
  public Map<String, String> provenance() {
    return new LetterModel().provenance();
  }

  @Override
  public Engine engine(int contextLength, OptionalInt threads) {
    if (survives < 0) {
      throw new EngineException("the engine does not start");
    }
    return new TroubledEngine(
        new LetterModel().engine(contextLength, threads), unservable, survives);
  }

  private record TroubledEngine(Engine within, Predicate<Continuation> unservable, int survives)
      implements EngineAround {

    @Override
    public void run(Work work, BooleanSupplier cancelled) {
      int[] left = {survives};
      within.run(
          new Work() {
            @Override
            public @Nullable Continuation next() {
              return work.next();
            }

            @Override
            public void completed(Continuation request, List<Completion> completions) {
              if (left[0]-- <= 0) {
                throw new EngineException("the engine broke");
              }
              if (unservable.test(request)) {
                work.failed(request, new EngineException("cannot serve " + request.id()));
              } else {
                work.completed(request, completions);
              }
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
