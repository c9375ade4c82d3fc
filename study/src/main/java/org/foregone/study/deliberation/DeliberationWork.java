package org.foregone.study.deliberation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.Message;
import org.foregone.dialogue.Mode;
import org.foregone.dialogue.Span;
import org.foregone.dialogue.Vocabulary;
import org.foregone.inference.Completion;
import org.foregone.inference.Completion.Finish;
import org.foregone.inference.Continuation;
import org.foregone.inference.EngineException;
import org.foregone.inference.Sampling;
import org.foregone.judging.LlmStance;
import org.foregone.judging.Stance;
import org.foregone.judging.StanceReader;
import org.foregone.study.PromptQueue;
import org.foregone.study.StudyListener;
import org.foregone.study.StudyWork;
import org.foregone.study.config.Experiments;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Intervened;
import org.foregone.study.store.Segment;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Trace;
import org.foregone.study.store.Unit;
import org.jspecify.annotations.Nullable;

/// Splits every thought that the store has no segments of, and has them judged. A unit is a prompt
/// with its first traces; one that has some of them gets the others. Only the judge `llm` asks the
/// engine for anything: a request that fails, or an answer that cannot be read, leaves its segments
/// without that judge's stance.
public final class DeliberationWork implements StudyWork {
  private final DeliberationPlan plan;
  private final Segmentation segmentation;
  private final Conversation conversation;
  private final Vocabulary vocabulary;
  private final StudyStore store;
  private final Supplier<StanceModel> model;
  private final Map<String, Set<Integer>> unsplit;
  private final PromptQueue<Request> queue;

  /// A prompt on its way.
  private static final class Task {
    final Prompt prompt;
    final List<Thought> thoughts = new ArrayList<>();
    int open;

    Task(Prompt prompt) {
      this.prompt = prompt;
    }
  }

  /// @param segments that are asked for, of the thought's
  private record Request(Task task, Thought thought, Span segments, Continuation asked)
      implements PromptQueue.Request {
    @Override
    public Prompt prompt() {
      return task.prompt;
    }
  }

  /// @param conversation of the model under study
  /// @param model that the judge `llm` asks; called once the engine is there
  public DeliberationWork(
      DeliberationPlan plan,
      List<Prompt> prompts,
      Conversation conversation,
      Vocabulary vocabulary,
      StudyStore store,
      StudyListener listener,
      Supplier<StanceModel> model) {
    this.plan = plan;
    this.segmentation = new Segmentation(plan.pack());
    this.conversation = conversation;
    this.vocabulary = vocabulary;
    this.store = store;
    this.model = model;
    this.unsplit = store.segments().missing(plan.traces());
    Set<String> open = open(unsplit);
    Set<String> rolledOut = rolledOut();
    List<Prompt> chosen = prompts.stream().filter(p -> rolledOut.contains(p.id())).toList();
    this.queue =
        new PromptQueue<>(
            Experiments.DELIBERATION,
            chosen.stream().filter(p -> open.contains(p.id())).toList(),
            chosen.size(),
            store,
            listener);
  }

  private Set<String> rolledOut() {
    return store.done(Unit.outcome(Mode.THINK));
  }

  /// Prompts that have their rollouts, and a thought that is not split yet.
  private Set<String> open(Map<String, Set<Integer>> thoughts) {
    Set<String> open = rolledOut();
    Set<String> whole = store.done(Experiments.DELIBERATION);
    whole.removeAll(thoughts.keySet());
    open.removeAll(whole);
    return open;
  }

  @Override
  public boolean asks() {
    return plan.asks();
  }

  @Override
  public int missing() {
    return queue.missing();
  }

  @Override
  public long unfinished() {
    return open(store.segments().missing(plan.traces())).size();
  }

  @Override
  public @Nullable Continuation next() {
    if (asks()) {
      return queue.next(this::begin);
    }
    queue.beginOne(this::begin); // one at a time, so that it can be stopped between prompts
    return null;
  }

  private void begin(Prompt prompt) {
    Task task = new Task(prompt);
    Set<Integer> missing = unsplit.getOrDefault(prompt.id(), Set.of());
    Map<Integer, Intervened> intervened = store.interventions().of(prompt.id(), Mode.THINK);
    for (Trace trace : store.traces(prompt.id(), plan.traces())) {
      if (missing.contains(trace.index())) {
        task.thoughts.add(
            new Thought(
                trace, intervened.get(trace.index()), segmentation, vocabulary, conversation));
      }
    }
    for (Thought thought : task.thoughts) {
      for (StanceReader judge : plan.panel().readers()) {
        thought.judge(judge, prompt.text());
      }
      LlmStance llm = plan.panel().llm();
      if (llm != null && !thought.texts.isEmpty()) {
        ask(llm, task, thought, new Span(0, thought.texts.size()));
      }
    }
    if (task.open == 0) {
      keep(task);
    }
  }

  /// Asks for segments, in halves while they are too many for one request or its context.
  private void ask(LlmStance llm, Task task, Thought thought, Span segments) {
    StanceModel asked = model.get();
    int count = segments.length();
    int longest = LlmStance.answerTokens(count);
    if (count <= LlmStance.MOST) {
      List<String> texts = thought.texts.subList(segments.start(), segments.end());
      int[] prefix =
          asked
              .conversation()
              .prompt(List.of(Message.user(llm.message(task.prompt.text(), texts))), Mode.NO_THINK)
              .tokens();
      if (count == 1 || prefix.length + longest <= asked.contextLength()) {
        String id =
            "%s/deliberation/%d/%d".formatted(task.prompt.id(), thought.rollout, segments.start());
        Continuation request =
            Continuation.of(id, prefix, plan.seed(), 1, Sampling.GREEDY, longest)
                .withGrammar(LlmStance.grammar(count));
        queue.add(new Request(task, thought, segments, request));
        task.open++;
        return;
      }
    }
    int middle = segments.start() + count / 2;
    ask(llm, task, thought, new Span(segments.start(), middle));
    ask(llm, task, thought, new Span(middle, segments.end()));
  }

  @Override
  public void completed(Continuation asked, List<Completion> completions) {
    queue.completed(
        asked, completions, request -> answered(request, stances(request, completions.getFirst())));
  }

  private List<@Nullable Stance> stances(Request request, Completion answer) {
    int count = request.segments().length();
    Span whole = new Span(0, answer.tokens().length);
    return answer.finish() == Finish.LENGTH
        ? LlmStance.none(count)
        : LlmStance.read(model.get().conversation().text(answer.tokens(), whole), count);
  }

  @Override
  public void failed(Continuation asked, EngineException why) {
    // a judge that fails gives no stance, and is counted so: failures.llm
    Request request = queue.unanswered(asked);
    answered(request, LlmStance.none(request.segments().length()));
  }

  private void answered(Request request, List<@Nullable Stance> stances) {
    Task task = request.task();
    request.thought().vote("llm", request.segments().start(), stances);
    if (--task.open == 0) {
      keep(task);
    }
  }

  private void keep(Task task) {
    List<Segment> segments = task.thoughts.stream().flatMap(t -> t.segments().stream()).toList();
    store.commitSegments(new Unit(task.prompt.id(), Experiments.DELIBERATION, null), segments);
    queue.done();
  }
}
