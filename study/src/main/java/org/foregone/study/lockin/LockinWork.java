package org.foregone.study.lockin;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.foregone.dialogue.Mode;
import org.foregone.inference.Completion;
import org.foregone.inference.Continuation;
import org.foregone.inference.EngineException;
import org.foregone.study.PromptQueue;
import org.foregone.study.StudyListener;
import org.foregone.study.StudyWork;
import org.foregone.study.branching.Sampler;
import org.foregone.study.branching.Thought;
import org.foregone.study.config.Experiments;
import org.foregone.study.lockin.LockinPlan.Wanted;
import org.foregone.study.outcome.RolloutReader;
import org.foregone.study.outcome.RolloutRequests;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Branch;
import org.foregone.study.store.Cut;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.ThoughtLength;
import org.foregone.study.store.Trace;
import org.foregone.study.store.Unit;
import org.jspecify.annotations.Nullable;

/// Hands the engine every cut that lacks branches. A unit is a prompt; branches are stored as they
/// come, so that an interruption costs what is in flight.
public final class LockinWork implements StudyWork {
  private final LockinPlan plan;
  private final Sampler sampler;
  private final StudyStore store;
  private final Map<String, List<ThoughtLength>> thoughts;
  private final PromptQueue<Request> queue;

  /// A prompt on its way.
  private static final class Task {
    final Prompt prompt;
    final Map<Integer, Thought> thoughts = new HashMap<>();
    int open;

    Task(Prompt prompt) {
      this.prompt = prompt;
    }
  }

  /// @param cut null: an extension of the thought
  private record Request(Task task, Thought thought, @Nullable Cut cut, Continuation asked)
      implements PromptQueue.Request {
    @Override
    public Prompt prompt() {
      return task.prompt;
    }
  }

  public LockinWork(
      LockinPlan plan,
      List<Prompt> prompts,
      RolloutReader reader,
      StudyStore store,
      StudyListener listener) {
    this.plan = plan;
    this.sampler =
        new Sampler(
            reader,
            new RolloutRequests(reader.conversation(), plan.caps(), plan.sampling(), plan.seed()));
    this.store = store;
    this.thoughts = thoughts(store, plan.traces());
    List<Prompt> chosen = prompts.stream().filter(p -> thoughts.containsKey(p.id())).toList();
    this.queue =
        new PromptQueue<>(
            Experiments.LOCKIN,
            chosen.stream().filter(p -> !missing(p.id()).isEmpty()).toList(),
            chosen.size(),
            store,
            listener);
  }

  /// The thoughts of every prompt that has its rollouts.
  private static Map<String, List<ThoughtLength>> thoughts(StudyStore store, int traces) {
    Map<String, List<ThoughtLength>> thoughts = store.branches().thoughts(traces);
    thoughts.keySet().retainAll(store.done(Unit.outcome(Mode.THINK)));
    return thoughts;
  }

  /// What a prompt's cuts lack, each with its first missing index.
  private Map<Cut, int[]> missing(String prompt) {
    Map<Cut, Integer> there = store.branches().counts(Experiments.LOCKIN, prompt);
    Map<Cut, int[]> missing = new LinkedHashMap<>();
    for (Wanted wanted : plan.wanted(prompt, thoughts.getOrDefault(prompt, List.of()))) {
      int have = there.getOrDefault(wanted.cut(), 0);
      if (have < wanted.n()) {
        missing.put(wanted.cut(), new int[] {have, wanted.n() - have});
      }
    }
    return missing;
  }

  @Override
  public int missing() {
    return queue.missing();
  }

  @Override
  public long unfinished() {
    return thoughts.keySet().stream().filter(prompt -> !missing(prompt).isEmpty()).count();
  }

  @Override
  public @Nullable Continuation next() {
    return queue.next(prompt -> prepare(new Task(prompt)));
  }

  private void prepare(Task task) {
    String prompt = task.prompt.id();
    int[] prefix =
        store
            .prefix(prompt, Mode.THINK)
            .orElseThrow(() -> new IllegalStateException(prompt + " was not prepared"));
    for (Trace trace : store.traces(prompt, plan.traces())) {
      if (!trace.thinking().isEmpty()) {
        int[] extension = store.branches().extension(prompt, trace.index()).orElse(new int[0]);
        task.thoughts.put(trace.index(), new Thought(prefix, trace, extension));
      }
    }
    for (ThoughtLength length : thoughts.getOrDefault(prompt, List.of())) {
      Thought thought = thought(task, length.rollout());
      if (plan.extension(length) > thought.extension().length) {
        add(extension(task, thought, plan.extension(length)));
      }
    }
    missing(prompt)
        .forEach(
            (cut, lacks) -> {
              Thought thought = thought(task, cut.rollout());
              if (cut.at() <= thought.length() + thought.extension().length) {
                add(branches(task, thought, cut, lacks));
              }
            });
  }

  private void add(Request request) {
    request.task().open++;
    queue.add(request);
  }

  private static Thought thought(Task task, int rollout) {
    Thought thought =
        rollout == Cut.OPENED
            ? task.thoughts.get(task.thoughts.keySet().stream().min(Integer::compare).orElseThrow())
            : task.thoughts.get(rollout);
    if (thought == null) {
      throw new IllegalStateException(task.prompt.id() + " has no thought " + rollout);
    }
    return thought;
  }

  private Request branches(Task task, Thought thought, Cut cut, int[] lacks) {
    return new Request(task, thought, cut, sampler.ask(thought, cut, lacks[0], lacks[1]));
  }

  private Request extension(Task task, Thought thought, int length) {
    return new Request(
        task, thought, null, sampler.askExtension(task.prompt.id(), thought, length));
  }

  @Override
  public void completed(Continuation asked, List<Completion> completions) {
    queue.completed(asked, completions, request -> taken(request, completions));
  }

  private void taken(Request request, List<Completion> completions) {
    Task task = request.task();
    if (request.cut() == null) {
      extended(request, completions.getFirst().tokens());
    } else {
      store.branches().add(read(request, request.cut(), completions));
    }
    if (--task.open == 0 && !queue.failed(task.prompt)) {
      store.commit(new Unit(task.prompt.id(), Experiments.LOCKIN, null), List.of());
      queue.done();
    }
  }

  private List<Branch> read(Request request, Cut cut, List<Completion> completions) {
    return completions.stream()
        .map(c -> sampler.read(request.task().prompt, request.thought(), cut, request.asked(), c))
        .toList();
  }

  /// Now the cuts behind the end of the thought can be made.
  private void extended(Request request, int[] more) {
    Task task = request.task();
    Trace trace = request.thought().trace();
    store.branches().putExtension(task.prompt.id(), trace.index(), more);
    Thought longer = new Thought(request.thought().prefix(), trace, more);
    task.thoughts.put(trace.index(), longer);
    int reached = longer.length() + request.thought().extension().length;
    missing(task.prompt.id())
        .forEach(
            (cut, lacks) -> {
              if (cut.rollout() == trace.index() && cut.at() > reached) {
                add(branches(task, longer, cut, lacks));
              }
            });
  }

  @Override
  public void failed(Continuation asked, EngineException why) {
    queue.fail(queue.unanswered(asked).prompt(), why);
  }
}
