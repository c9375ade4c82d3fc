package org.foregone.study;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.foregone.inference.Completion;
import org.foregone.inference.Continuation;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Unit;
import org.jspecify.annotations.Nullable;

/// The prompts of an experiment on their way through the engine, where a unit is a prompt: those
/// that wait, the requests that are ready, those not answered yet, and what a listener hears of it.
/// A prompt that fails is stored as failed and loses its other requests; the rest go on.
///
/// @param <R> a request with what the experiment knows of it
public final class PromptQueue<R extends PromptQueue.Request> {
  /// Something asked for a prompt.
  public interface Request {
    Prompt prompt();

    Continuation asked();
  }

  private final String experiment;
  private final StudyStore store;
  private final StudyListener listener;
  private final Deque<Prompt> waiting;
  private final Deque<R> ready = new ArrayDeque<>();
  private final InFlight<R> running = new InFlight<>();
  private final Set<String> failed = new HashSet<>();
  private final int planned;
  private int done;
  private long tokens;

  /// @param waiting prompts that have to be worked on
  /// @param planned those and the ones that are whole
  public PromptQueue(
      String experiment,
      List<Prompt> waiting,
      int planned,
      StudyStore store,
      StudyListener listener) {
    this.experiment = experiment;
    this.waiting = new ArrayDeque<>(waiting);
    this.planned = planned;
    this.done = planned - waiting.size();
    this.store = store;
    this.listener = listener;
  }

  public int missing() {
    return waiting.size() + ready.size() + running.size();
  }

  public List<Prompt> waiting() {
    return List.copyOf(waiting);
  }

  public void add(R request) {
    ready.add(request);
  }

  /// The next request; begins prompts until there is one.
  ///
  /// @param begin adds a prompt's first requests, if it needs any
  /// @return null when no prompt is left
  public @Nullable Continuation next(Consumer<Prompt> begin) {
    while (ready.isEmpty()) {
      if (!beginOne(begin)) {
        return null;
      }
    }
    R request = ready.remove();
    return running.ask(request.asked(), request);
  }

  /// Begins the next prompt, whatever is ready.
  ///
  /// @return whether there was one
  public boolean beginOne(Consumer<Prompt> begin) {
    Prompt prompt = waiting.poll();
    if (prompt != null) {
      guarded(prompt, () -> begin.accept(prompt));
    }
    return prompt != null;
  }

  /// Hands over what the engine answered; what goes wrong with it fails the prompt.
  public void completed(Continuation asked, List<Completion> completions, Consumer<R> taking) {
    R request = running.answered(asked);
    for (Completion completion : completions) {
      tokens += completion.tokens().length;
    }
    guarded(
        request.prompt(),
        () -> {
          taking.accept(request);
          report();
        });
  }

  /// What is known of a request that the engine cannot serve.
  public R unanswered(Continuation asked) {
    return running.answered(asked);
  }

  public boolean failed(Prompt prompt) {
    return failed.contains(prompt.id());
  }

  public void fail(Prompt prompt, RuntimeException why) {
    ready.removeIf(request -> request.prompt().id().equals(prompt.id()));
    if (failed.add(prompt.id())) {
      store.commit(Unit.failure(prompt.id(), experiment, why), List.of());
    }
    report();
  }

  /// One more prompt is whole and stored.
  public void done() {
    done++;
    report();
  }

  private void guarded(Prompt prompt, Runnable work) {
    try {
      work.run();
    } catch (StudyException e) {
      throw e; // the store fails: nothing can be kept any more
    } catch (RuntimeException e) {
      fail(prompt, e);
    }
  }

  private void report() {
    listener.progress(
        new StudyListener.Progress(experiment, "prompts", done, planned, tokens, failed.size()));
  }
}
