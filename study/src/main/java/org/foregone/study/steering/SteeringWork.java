package org.foregone.study.steering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.foregone.dialogue.Mode;
import org.foregone.inference.Completion;
import org.foregone.inference.Continuation;
import org.foregone.inference.EngineException;
import org.foregone.inference.StateEdit;
import org.foregone.study.Intent;
import org.foregone.study.PromptQueue;
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
  private final PromptQueue<Request> queue;
  private @Nullable Directions directions;

  /// A prompt on its way.
  private static final class Task {
    final Prompt prompt;
    final List<Steered> rollouts = new ArrayList<>();
    int open;

    Task(Prompt prompt) {
      this.prompt = prompt;
    }
  }

  /// @param begun what stands behind the prompt: for a patch, tokens of the rollout it goes on from
  private record Request(
      Task task, Method method, String direction, double dose, int[] begun, Continuation asked)
      implements PromptQueue.Request {
    @Override
    public Prompt prompt() {
      return task.prompt;
    }
  }

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
    Set<String> whole = store.done(Experiments.STEERING);
    Set<String> chosen = chosen();
    this.queue =
        new PromptQueue<>(
            Experiments.STEERING,
            prompts.stream()
                .filter(p -> chosen.contains(p.id()) && !whole.contains(p.id()))
                .toList(),
            chosen.size(),
            store,
            listener);
  }

  /// Prompts of each intent that have their rollouts, drawn by their seeds, so that no benchmark
  /// comes first.
  private Set<String> chosen() {
    Set<String> rolledOut = store.done(Unit.outcome(Mode.THINK));
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
    return queue.missing();
  }

  @Override
  public long unfinished() {
    Set<String> whole = store.done(Experiments.STEERING);
    return chosen().stream().filter(prompt -> !whole.contains(prompt)).count();
  }

  @Override
  public @Nullable Continuation next() {
    return queue.next(prompt -> prepare(new Task(prompt)));
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
    if (task.open == 0) {
      keep(task);
    }
  }

  private void keep(Task task) {
    store.commitSteered(new Unit(task.prompt.id(), Experiments.STEERING, null), task.rollouts);
    queue.done();
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
    task.open++;
    int[] all = requests.begun(Mode.THINK, prefix, begun);
    queue.add(new Request(task, method, direction, dose, all, asked));
  }

  @Override
  public void completed(Continuation asked, List<Completion> completions) {
    queue.completed(asked, completions, request -> taken(request, completions));
  }

  private void taken(Request request, List<Completion> completions) {
    Task task = request.task();
    completions.forEach(completion -> task.rollouts.add(steered(request, completion)));
    if (--task.open == 0 && !queue.failed(task.prompt)) {
      keep(task);
    }
  }

  private Steered steered(Request request, Completion completion) {
    return new Steered(
        request.method().word(),
        request.direction(),
        request.dose(),
        reader.read(
            request.task().prompt, Mode.THINK, request.asked(), request.begun(), completion));
  }

  @Override
  public void failed(Continuation asked, EngineException why) {
    queue.fail(queue.unanswered(asked).prompt(), why);
  }
}
