package org.foregone.study.intervention;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.foregone.dialogue.Conversation;
import org.foregone.inference.Completion;
import org.foregone.inference.Continuation;
import org.foregone.inference.CounterRandom;
import org.foregone.inference.Engine;
import org.foregone.inference.EngineAround;
import org.foregone.inference.EngineException;
import org.foregone.inference.StateEdit;
import org.foregone.inference.Work;
import org.jspecify.annotations.Nullable;

/// A model under an intervention, as an engine: whoever asks it for continuations gets those of the
/// intervened model and need not know.
///
/// A continuation that thinks freely (one with a thinking budget) is made in the steps of the
/// intervention, each a continuation of the engine within; a change of hidden states is made to
/// every continuation, from the prompt's last token on. All else passes through.
///
/// @param conversation that the steps put their words into tokens by
/// @param push what is added to hidden states, or null
public record IntervenedEngine(
    Engine within,
    Intervention intervention,
    Conversation conversation,
    Intervention.@Nullable Push push)
    implements EngineAround {

  @Override
  public void run(Work work, BooleanSupplier cancelled) {
    within.run(new Guide(work), cancelled);
  }

  /// A request and the completions that have come in for it so far.
  private static final class Whole {
    final Continuation asked;
    final Completion[] completions;
    int open;
    boolean failed;

    Whole(Continuation asked, int guided) {
      this.asked = asked;
      this.completions = new Completion[guided];
      this.open = guided;
    }
  }

  /// @param guided null where the whole request is passed on
  private record Part(Whole whole, @Nullable Guided guided) {}

  /// The work as the engine within sees it.
  private final class Guide implements Work {
    private final Work work;
    private final Deque<Continuation> ready = new ArrayDeque<>();
    private final Map<String, Part> running = new HashMap<>();

    Guide(Work work) {
      this.work = work;
    }

    @Override
    public @Nullable Continuation next() {
      while (ready.isEmpty()) {
        Continuation asked = work.next();
        if (asked == null) {
          return null;
        }
        begin(asked);
      }
      return ready.remove();
    }

    private void begin(Continuation asked) {
      Continuation edited = edited(asked);
      if (asked.thinking() == null || steps(asked, asked.first()) == null) {
        ask(edited, new Part(new Whole(asked, 0), null));
        return;
      }
      Whole whole = new Whole(asked, asked.n());
      for (int i = asked.first(); i < asked.first() + asked.n(); i++) {
        Steps steps = Objects.requireNonNull(steps(asked, i));
        go(new Part(whole, new Guided(edited, i, steps, vocabulary())));
      }
    }

    private @Nullable Steps steps(Continuation asked, int index) {
      return intervention.steps(
          conversation, CounterRandom.mix(asked.seed() ^ CounterRandom.mix(index)));
    }

    private void ask(Continuation request, Part part) {
      running.put(request.id(), part);
      ready.add(request);
    }

    /// The next request of one completion, or its end.
    private void go(Part part) {
      Guided guided = Objects.requireNonNull(part.guided());
      Continuation next = guided.next();
      if (next != null) {
        ask(next, part);
      } else {
        done(part.whole(), guided.unfinished());
      }
    }

    private void done(Whole whole, Completion completion) {
      whole.completions[completion.index() - whole.asked.first()] = completion;
      if (--whole.open == 0) {
        work.completed(whole.asked, new ArrayList<>(Arrays.asList(whole.completions)));
      }
    }

    @Override
    public void completed(Continuation request, List<Completion> completions) {
      Part part = Objects.requireNonNull(running.remove(request.id()), request.id());
      if (part.guided() == null) {
        work.completed(part.whole().asked, completions);
      } else if (!part.whole().failed) {
        Completion last = part.guided().taken(completions.getFirst());
        if (last == null) {
          go(part);
        } else {
          done(part.whole(), last);
        }
      }
    }

    @Override
    public void failed(Continuation request, EngineException why) {
      Part part = Objects.requireNonNull(running.remove(request.id()), request.id());
      if (!part.whole().failed) {
        part.whole().failed = true;
        work.failed(part.whole().asked, why);
      }
    }
  }

  private Continuation edited(Continuation asked) {
    return push == null
        ? asked
        : asked.withEdit(
            new StateEdit(push.block(), push.vector(), asked.prompt() - 1, Integer.MAX_VALUE));
  }
}
