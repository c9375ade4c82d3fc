package org.foregone.study.causality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.foregone.dialogue.Mode;
import org.foregone.inference.Completion;
import org.foregone.inference.Continuation;
import org.foregone.inference.EngineException;
import org.foregone.statistics.SequentialCut;
import org.foregone.study.PromptQueue;
import org.foregone.study.StudyListener;
import org.foregone.study.StudyWork;
import org.foregone.study.branching.Sampler;
import org.foregone.study.branching.Thought;
import org.foregone.study.config.Experiments;
import org.foregone.study.outcome.RolloutReader;
import org.foregone.study.outcome.RolloutRequests;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Branch;
import org.foregone.study.store.Change;
import org.foregone.study.store.Cut;
import org.foregone.study.store.Segment;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Trace;
import org.foregone.study.store.Unit;
import org.jspecify.annotations.Nullable;

/// Hands the engine what the pairs of cuts still need to be decided. Pairs that share a cut share
/// its branches. A unit is a prompt; branches are stored as they come.
public final class CausalityWork implements StudyWork {
  private final CausalityPlan plan;
  private final Sampler sampler;
  private final DrawnChanges drawn;
  private final StudyStore store;
  private final PromptQueue<Request> queue;
  private boolean levelled;

  /// A prompt on its way.
  private static final class Task {
    final Prompt prompt;
    final Map<Integer, Thought> thoughts = new HashMap<>();
    final List<Change> changes = new ArrayList<>();
    final Map<Cut, List<Branch.Outcome>> answers = new HashMap<>();
    final Set<Cut> asked = new HashSet<>();

    Task(Prompt prompt) {
      this.prompt = prompt;
    }

    List<Branch.Outcome> answers(Cut cut) {
      return answers.computeIfAbsent(cut, c -> new ArrayList<>());
    }

    Thought thought(int rollout) {
      Thought thought = thoughts.get(rollout);
      if (thought == null) {
        throw new IllegalStateException(prompt.id() + " has no thought " + rollout);
      }
      return thought;
    }
  }

  private record Request(Task task, Cut cut, Continuation asked) implements PromptQueue.Request {
    @Override
    public Prompt prompt() {
      return task.prompt;
    }
  }

  public CausalityWork(
      CausalityPlan plan,
      List<Prompt> prompts,
      RolloutReader reader,
      StudyStore store,
      StudyListener listener) {
    this.plan = plan;
    RolloutRequests requests =
        new RolloutRequests(reader.conversation(), plan.caps(), plan.sampling(), plan.seed());
    this.sampler = new Sampler(reader, requests);
    this.drawn = new DrawnChanges(plan, requests, store);
    this.store = store;
    Set<String> split = store.done(Experiments.DELIBERATION);
    Set<String> whole = whole();
    List<Prompt> chosen = prompts.stream().filter(p -> split.contains(p.id())).toList();
    this.queue =
        new PromptQueue<>(
            Experiments.CAUSALITY,
            chosen.stream().filter(p -> !whole.contains(p.id())).toList(),
            chosen.size(),
            store,
            listener);
  }

  /// Prompts whose pairs are all drawn and decided.
  private Set<String> whole() {
    Set<String> whole = store.done(Experiments.CAUSALITY);
    whole.removeIf(prompt -> !drawn.missing(prompt).isEmpty());
    return whole;
  }

  @Override
  public int missing() {
    return queue.missing();
  }

  @Override
  public long unfinished() {
    Set<String> whole = whole();
    return store.done(Experiments.DELIBERATION).stream().filter(p -> !whole.contains(p)).count();
  }

  @Override
  public @Nullable Continuation next() {
    if (!levelled) {
      level();
    }
    return queue.next(prompt -> prepare(new Task(prompt)));
  }

  /// Stores the pairs of all prompts before the first is sampled: the level of each depends on how
  /// many there are.
  private void level() {
    Map<Change.Kind, Integer> family = new EnumMap<>(Change.Kind.class);
    store.changes().all().forEach(c -> family.merge(c.kind(), 1, Integer::sum));
    List<Change> fresh = new ArrayList<>();
    for (Prompt prompt : queue.waiting()) {
      fresh.addAll(drawn.missing(prompt.id()));
    }
    fresh.forEach(c -> family.merge(c.kind(), 1, Integer::sum));
    store
        .changes()
        .add(
            fresh.stream()
                .map(c -> c.at(CausalityAnalysis.ALPHA / family.getOrDefault(c.kind(), 1)))
                .toList());
    levelled = true;
  }

  private void prepare(Task task) {
    String prompt = task.prompt.id();
    int[] prefix =
        store
            .prefix(prompt, Mode.THINK)
            .orElseThrow(() -> new IllegalStateException(prompt + " was not prepared"));
    Map<Integer, List<Segment>> segments = drawn.thoughts(prompt);
    for (Trace trace : store.traces(prompt, plan.choice().traces())) {
      List<Segment> of = segments.getOrDefault(trace.index(), List.of());
      task.thoughts.put(
          trace.index(),
          new Thought(prefix, trace, new int[0], of.stream().map(Segment::span).toList()));
    }
    store.branches().outcomes(Experiments.CAUSALITY, prompt, o -> task.answers(o.cut()).add(o));
    for (Change change : store.changes().of(prompt)) {
      if (plan.choice().cuts().contains(change.kind())
          && change.rollout() < plan.choice().traces()) {
        task.changes.add(change);
      }
    }
    ask(task);
  }

  /// Asks for what the pairs need before they can be looked at again; stores the unit when they
  /// need no more.
  private void ask(Task task) {
    Map<Cut, Integer> wanted = new LinkedHashMap<>();
    for (Change change : task.changes) {
      want(task, change, wanted);
    }
    wanted.keySet().stream()
        .sorted(Comparator.comparingInt(Cut::rollout).thenComparingInt(Cut::at))
        .filter(cut -> !task.asked.contains(cut))
        .forEach(
            cut -> {
              int have = task.answers(cut).size();
              int more = wanted.getOrDefault(cut, have) - have;
              task.asked.add(cut);
              queue.add(
                  new Request(
                      task, cut, sampler.ask(task.thought(cut.rollout()), cut, have, more)));
            });
    if (wanted.isEmpty() && task.asked.isEmpty()) {
      store.commit(new Unit(task.prompt.id(), Experiments.CAUSALITY, null), List.of());
      queue.done();
    }
  }

  private void want(Task task, Change change, Map<Cut, Integer> wanted) {
    Cut pre = change.preCut(Experiments.CAUSALITY, plan.choice().way());
    Cut post = change.postCut(Experiments.CAUSALITY, plan.choice().way());
    if (!plan.choice().sequential()) {
      want(task, pre, plan.choice().k(), wanted);
      want(task, post, plan.choice().k(), wanted);
      return;
    }
    SequentialCut.State state =
        new TestedChange(
                change,
                task.prompt.intent(),
                0,
                CutAnswers.of(task.answers(pre)),
                CutAnswers.of(task.answers(post)))
            .state(SequentialCut.inFamily(change.alpha()));
    if (state.next() != SequentialCut.Next.STOP) {
      want(task, pre, state.size(), wanted);
    }
    if (state.next() == SequentialCut.Next.SAMPLE_BOTH) {
      want(task, post, state.size(), wanted);
    }
  }

  private static void want(Task task, Cut cut, int size, Map<Cut, Integer> wanted) {
    if (task.answers(cut).size() < size) {
      wanted.merge(cut, size, Math::max);
    }
  }

  @Override
  public void completed(Continuation asked, List<Completion> completions) {
    queue.completed(asked, completions, request -> taken(request, completions));
  }

  private void taken(Request request, List<Completion> completions) {
    Task task = request.task();
    Thought thought = task.thought(request.cut().rollout());
    List<Branch> branches =
        completions.stream()
            .map(c -> sampler.read(task.prompt, thought, request.cut(), request.asked(), c))
            .toList();
    store.branches().add(branches);
    branches.forEach(b -> task.answers(b.cut()).add(b.outcome()));
    task.asked.remove(request.cut());
    if (!queue.failed(task.prompt)) {
      ask(task);
    }
  }

  @Override
  public void failed(Continuation asked, EngineException why) {
    queue.fail(queue.unanswered(asked).prompt(), why);
  }
}
