package org.foregone.study.steering;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.foregone.dialogue.Mode;
import org.foregone.inference.Completion;
import org.foregone.inference.Continuation;
import org.foregone.inference.EngineException;
import org.foregone.inference.StateEdit;
import org.foregone.study.InFlight;
import org.foregone.study.Intent;
import org.foregone.study.StudyException;
import org.foregone.study.StudyListener;
import org.foregone.study.StudyWork;
import org.foregone.study.config.Experiments;
import org.foregone.study.outcome.RolloutReader;
import org.foregone.study.outcome.RolloutRequests;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Steered;
import org.foregone.study.store.StoredPrompt;
import org.foregone.study.store.StudyFolder;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Trace;
import org.foregone.study.store.Unit;
import org.jspecify.annotations.Nullable;

/// Hands the engine every steered rollout that the store lacks. A unit is a prompt with all its
/// methods, directions and doses.
public final class SteeringWork implements StudyWork {
  private final SteeringPlan plan;
  private final RolloutReader reader;
  private final RolloutRequests requests;
  private final StudyFolder folder;
  private final StudyStore store;
  private final StudyListener listener;
  private final Deque<Prompt> waiting = new ArrayDeque<>();
  private final Deque<Request> ready = new ArrayDeque<>();
  private final InFlight<Request> running = new InFlight<>();
  private final int planned;
  private @Nullable Directions directions;
  private int done;
  private long tokens;
  private int failures;

  /// A prompt on its way.
  private static final class Task {
    final Prompt prompt;
    final List<Steered> rollouts = new ArrayList<>();
    int open;

    Task(Prompt prompt) {
      this.prompt = prompt;
    }
  }

  /// @param begun tokens of the rollout that the patch goes on from; empty for a control vector
  private record Request(
      Task task, Method method, String direction, double dose, int[] begun, Continuation asked) {}

  public SteeringWork(
      SteeringPlan plan,
      List<Prompt> prompts,
      RolloutReader reader,
      StudyFolder folder,
      StudyStore store,
      StudyListener listener) {
    this.plan = plan;
    this.reader = reader;
    this.requests =
        new RolloutRequests(reader.conversation(), plan.caps(), plan.sampling(), plan.seed());
    this.folder = folder;
    this.store = store;
    this.listener = listener;
    Set<String> whole = whole();
    Set<String> chosen = chosen();
    for (Prompt prompt : prompts) {
      if (chosen.contains(prompt.id()) && !whole.contains(prompt.id())) {
        waiting.add(prompt);
      }
    }
    this.planned = chosen.size();
    this.done = planned - waiting.size();
  }

  private Set<String> whole() {
    Set<String> whole = new HashSet<>();
    for (Unit unit : store.units()) {
      if (unit.step().equals(Experiments.STEERING) && !unit.failed()) {
        whole.add(unit.prompt());
      }
    }
    return whole;
  }

  /// Prompts of each intent that have their rollouts, drawn by their seeds, so that no benchmark
  /// comes first.
  private Set<String> chosen() {
    Set<String> rolledOut = new HashSet<>();
    store.units().stream()
        .filter(u -> u.step().equals(Unit.outcome(Mode.THINK)) && !u.failed())
        .forEach(u -> rolledOut.add(u.prompt()));
    Set<String> chosen = new HashSet<>();
    for (Intent intent : Intent.values()) {
      store.prompts().stream()
          .map(StoredPrompt::prompt)
          .filter(p -> p.intent() == intent && rolledOut.contains(p.id()))
          .sorted(Comparator.comparingLong(p -> requests.seedOf(p.id(), Mode.THINK)))
          .limit(plan.limit())
          .forEach(p -> chosen.add(p.id()));
    }
    return chosen;
  }

  @Override
  public int missing() {
    return waiting.size() + ready.size() + running.size();
  }

  @Override
  public long unfinished() {
    Set<String> whole = whole();
    return chosen().stream().filter(prompt -> !whole.contains(prompt)).count();
  }

  @Override
  public @Nullable Continuation next() {
    while (ready.isEmpty()) {
      Prompt prompt = waiting.poll();
      if (prompt == null) {
        return null;
      }
      prepare(new Task(prompt));
    }
    Request request = ready.remove();
    return running.ask(request.asked(), request);
  }

  private void prepare(Task task) {
    if (directions == null) {
      directions = Directions.of(store, folder, plan);
    }
    int[] prefix =
        store
            .prefix(task.prompt.id(), Mode.THINK)
            .orElseThrow(() -> new IllegalStateException(task.prompt.id() + " was not prepared"));
    List<Trace> traces = store.traces(task.prompt.id(), plan.rollouts());
    for (String direction : directions.names()) {
      for (double dose : plan.given()) {
        if (directions.has(Method.CONTROL_VECTOR)) {
          add(task, Method.CONTROL_VECTOR, direction, dose, prefix, new int[0], 0, plan.rollouts());
        }
        for (Trace trace : traces) {
          if (directions.has(Method.PATCH) && !trace.thinking().isEmpty()) {
            int[] begun = Arrays.copyOf(trace.tokens(), trace.thinking().start() + 1);
            add(task, Method.PATCH, direction, dose, prefix, begun, trace.index(), 1);
          }
        }
      }
    }
    task.open = ready.size();
    if (task.open == 0) {
      keep(task);
    }
  }

  private void keep(Task task) {
    store.commitSteered(new Unit(task.prompt.id(), Experiments.STEERING, null), task.rollouts);
    done++;
  }

  private void add(
      Task task,
      Method method,
      String direction,
      double dose,
      int[] prefix,
      int[] begun,
      int first,
      int n) {
    int last = prefix.length + begun.length - 1;
    StateEdit edit =
        new StateEdit(
            plan.layer() - 1,
            Objects.requireNonNull(directions).vector(method, direction, dose),
            last,
            method == Method.PATCH ? last + 1 : Integer.MAX_VALUE);
    String id =
        "%s/steering/%s/%s/%s/%d"
            .formatted(task.prompt.id(), method.word(), direction, dose, first);
    Continuation asked =
        requests.of(id, task.prompt.id(), Mode.THINK, prefix, begun, first, n).withEdit(edit);
    ready.add(new Request(task, method, direction, dose, begun, asked));
  }

  @Override
  public void completed(Continuation asked, List<Completion> completions) {
    Request request = running.answered(asked);
    Task task = request.task();
    try {
      for (Completion completion : completions) {
        task.rollouts.add(steered(request, completion));
        tokens += completion.tokens().length;
      }
      if (--task.open == 0) {
        keep(task);
      }
      report();
    } catch (StudyException e) {
      throw e; // the store fails: nothing can be kept any more
    } catch (RuntimeException e) {
      fail(task, e);
    }
  }

  private Steered steered(Request request, Completion completion) {
    int begun = request.begun().length;
    int[] all = Arrays.copyOf(request.begun(), begun + completion.tokens().length);
    System.arraycopy(completion.tokens(), 0, all, begun, completion.tokens().length);
    int forced = completion.forcedCloseAt();
    return new Steered(
        request.method().word(),
        request.direction(),
        request.dose(),
        reader.read(
            request.task().prompt,
            Mode.THINK,
            completion.index(),
            request.asked().seed(),
            all,
            completion.finish(),
            forced < 0 ? -1 : begun + forced));
  }

  @Override
  public void failed(Continuation asked, EngineException why) {
    fail(running.answered(asked).task(), why);
  }

  private void fail(Task task, RuntimeException why) {
    ready.removeIf(request -> request.task() == task);
    failures++;
    store.commitSteered(Unit.failure(task.prompt.id(), Experiments.STEERING, why), List.of());
    report();
  }

  private void report() {
    listener.progress(
        new StudyListener.Progress(
            Experiments.STEERING, "prompts", done, planned, tokens, failures));
  }
}
