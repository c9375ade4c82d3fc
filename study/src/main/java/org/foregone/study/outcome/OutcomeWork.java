package org.foregone.study.outcome;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.foregone.dialogue.Mode;
import org.foregone.inference.Completion;
import org.foregone.inference.Continuation;
import org.foregone.inference.EngineException;
import org.foregone.study.InFlight;
import org.foregone.study.StudyException;
import org.foregone.study.StudyListener;
import org.foregone.study.StudyWork;
import org.foregone.study.config.StudyConfig.Stopping;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Intervened;
import org.foregone.study.store.Rollout;
import org.foregone.study.store.StoredPrompt;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Tally;
import org.foregone.study.store.Unit;
import org.jspecify.annotations.Nullable;

/// Hands the engine every rollout that the store lacks, splits and judges what comes back, and
/// stores the rollouts of each request (with fixed stopping a whole unit, a prompt in a mode) in
/// one transaction. A unit that fails is stored as failed and tried again by the next run.
public final class OutcomeWork implements StudyWork {
  /// Rollouts between two looks at the majority. Looks are at multiples of it only, so that raising
  /// the number of rollouts later ends with the same rows as having asked for them at first.
  private static final int ROUND = 4;

  private final OutcomePlan plan;
  private final RolloutRequests requests;
  private final RolloutReader reader;
  private final StudyStore store;
  private final StudyListener listener;
  private final Deque<Task> waiting = new ArrayDeque<>();
  private final InFlight<Task> running = new InFlight<>();
  private long done;
  private long planned;
  private long tokens;
  private int failures;

  /// A unit on its way.
  ///
  /// @param have rollouts in the store, so also the index of the first that it lacks
  private record Task(Prompt prompt, Mode mode, int have, int refusals, int compliances) {
    String id() {
      return prompt.id() + "/" + mode;
    }

    static Task of(Prompt prompt, Mode mode, @Nullable Tally t) {
      return t == null
          ? new Task(prompt, mode, 0, 0, 0)
          : new Task(prompt, mode, t.rollouts(), t.refusals(), t.compliances());
    }
  }

  /// @param prompts in any order; all must be in the store before the first of the work is taken
  public OutcomeWork(
      OutcomePlan plan,
      List<Prompt> prompts,
      RolloutReader reader,
      StudyStore store,
      StudyListener listener) {
    this.plan = plan;
    this.requests =
        new RolloutRequests(reader.conversation(), plan.caps(), plan.sampling(), plan.seed());
    this.reader = reader;
    this.store = store;
    this.listener = listener;
    for (Task task : tasks(prompts)) {
      done += task.have();
      if (finished(task)) {
        planned += task.have();
      } else {
        planned += plan.rollouts();
        waiting.add(task);
      }
    }
  }

  private List<Task> tasks(List<Prompt> prompts) {
    Map<String, Tally> tallies = new HashMap<>();
    store.tallies().forEach(t -> tallies.put(t.prompt() + "/" + t.mode(), t));
    List<Task> tasks = new ArrayList<>();
    for (Prompt prompt : prompts) {
      for (Mode mode : Mode.values()) {
        tasks.add(Task.of(prompt, mode, tallies.get(prompt.id() + "/" + mode)));
      }
    }
    return tasks;
  }

  @Override
  public int missing() {
    return waiting.size() + running.size();
  }

  @Override
  public long unfinished() {
    List<Prompt> stored = store.prompts().stream().map(StoredPrompt::prompt).toList();
    return tasks(stored).stream().filter(task -> !finished(task)).count();
  }

  private boolean finished(Task task) {
    return task.have() >= plan.rollouts()
        || (plan.stopping() == Stopping.MAJORITY
            && task.have() % ROUND == 0
            && Majority.settled(task.refusals(), task.compliances()));
  }

  @Override
  public @Nullable Continuation next() {
    Task task = waiting.poll();
    if (task == null) {
      return null;
    }
    int missing = plan.rollouts() - task.have();
    int n =
        plan.stopping() == Stopping.MAJORITY
            ? Math.min(ROUND - task.have() % ROUND, missing)
            : missing;
    int[] prefix =
        store
            .prefix(task.prompt().id(), task.mode())
            .orElseThrow(() -> new IllegalStateException(task.id() + " was not prepared"));
    return running.ask(
        requests.of(task.id(), task.prompt().id(), task.mode(), prefix, new int[0], task.have(), n),
        task);
  }

  @Override
  public void completed(Continuation request, List<Completion> completions) {
    Task task = running.answered(request);
    try {
      int[] prefix = Arrays.copyOf(request.prefix(), request.prompt());
      int[] begun = requests.begun(task.mode(), prefix, new int[0]);
      int refusals = task.refusals();
      int compliances = task.compliances();
      List<Rollout> rollouts = new ArrayList<>();
      for (Completion completion : completions) {
        Rollout rollout =
            reader
                .read(task.prompt(), task.mode(), request, begun, completion)
                .amended(Intervened.of(begun.length, completion));
        rollouts.add(rollout);
        tokens += rollout.generated();
        switch (rollout.verdict()) {
          case REFUSAL -> refusals++;
          case COMPLIANCE -> compliances++;
          case UNCLEAR -> {}
          case null -> {}
        }
      }
      Task further =
          new Task(
              task.prompt(), task.mode(), task.have() + rollouts.size(), refusals, compliances);
      if (finished(further)) {
        store.commit(new Unit(task.prompt().id(), Unit.outcome(task.mode()), null), rollouts);
        planned -= plan.rollouts() - further.have();
      } else {
        store.commit(rollouts); // a round: kept even if the run ends before the next one
        waiting.addFirst(further);
      }
      done += rollouts.size();
      report();
    } catch (StudyException e) {
      throw e; // the store fails: nothing can be kept any more
    } catch (RuntimeException e) {
      fail(task, e);
    }
  }

  @Override
  public void failed(Continuation request, EngineException why) {
    fail(running.answered(request), why);
  }

  private void fail(Task task, RuntimeException why) {
    failures++;
    store.commit(Unit.failure(task.prompt().id(), Unit.outcome(task.mode()), why), List.of());
    report();
  }

  private void report() {
    listener.progress(
        new StudyListener.Progress("outcome", "rollouts", done, planned, tokens, failures));
  }
}
