package org.foregone.study.intervention;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.foregone.dialogue.ThoughtReader;
import org.foregone.dialogue.Vocabulary;
import org.foregone.inference.Completion;
import org.foregone.inference.Completion.Amended;
import org.foregone.inference.Completion.Finish;
import org.foregone.inference.Completion.Insertion;
import org.foregone.inference.Continuation;
import org.foregone.inference.CounterRandom;
import org.foregone.inference.Sampling;
import org.foregone.inference.ThinkingBudget;
import org.jspecify.annotations.Nullable;

/// One completion that is made in steps: turns each [Step] into a continuation, and what comes back
/// into the next draft. The token at a position takes the draw of that position, so that a rollout
/// to which nothing is done draws what it would have drawn in one go.
final class Guided {
  private final Continuation whole;
  private final ThinkingBudget budget;
  private final int index;
  private final Steps steps;
  private final Vocabulary vocabulary;
  private final List<Insertion> insertions = new ArrayList<>();
  private Draft draft;
  private Step current = new Step.Leave();
  private @Nullable Finish ended;
  private int requests;
  private int generated;
  private int asked;

  /// @param whole the request it belongs to, which has a thinking budget
  Guided(Continuation whole, int index, Steps steps, Vocabulary vocabulary) {
    this.whole = whole;
    this.budget = Objects.requireNonNull(whole.thinking());
    this.index = index;
    this.steps = steps;
    this.vocabulary = vocabulary;
    this.draft = read(new int[0], new float[0]);
  }

  private Draft read(int[] tokens, float[] entropies) {
    return Draft.read(tokens, entropies, budget.reader().get(), vocabulary);
  }

  /// What is to be asked of the engine next; null when the completion is whole.
  @Nullable Continuation next() {
    while (true) {
      current = steps.next(draft);
      boolean over = draft.closed() || ended != null || left() == 0;
      switch (current) {
        case Step.Think think when !over -> {
          return think(think);
        }
        case Step.Ask ask -> {
          return ask(ask);
        }
        case Step.Rewrite rewrite when rewrite.from() + rewrite.with().length <= limit() ->
            apply(rewrite);
        case Step.Think _, Step.Rewrite _, Step.Leave _ -> {
          current = new Step.Leave();
          return ended == null ? rest() : null;
        }
      }
    }
  }

  private int limit() {
    return budget.thinkingTokens();
  }

  /// Tokens that the thought may still take.
  private int left() {
    return Math.max(0, limit() - draft.size());
  }

  private void apply(Step.Rewrite rewrite) {
    int[] tokens = joined(Arrays.copyOf(draft.tokens(), rewrite.from()), rewrite.with());
    float[] entropies = Arrays.copyOf(draft.entropies(), tokens.length);
    Arrays.fill(entropies, rewrite.from(), entropies.length, Float.NaN);
    draft = read(tokens, entropies);
    ended = null;
    if (rewrite.with().length + rewrite.dropped().length > 0) {
      insertions.add(new Insertion(rewrite.from(), rewrite.with().length, rewrite.dropped()));
    }
  }

  /// Behind the thinking the answer gets one token, which is not taken: the engine's budget ends a
  /// thought that the model leaves open, and its reader sees one that it closes.
  private Continuation think(Step.Think think) {
    Map<Integer, Float> bias = new HashMap<>(whole.bias());
    think.bias().forEach((token, value) -> bias.merge(token, value, Float::sum));
    Continuation asked =
        behind(draft.tokens())
            .withBias(bias)
            .withThinking(budget(Math.min(think.most(), left()), 1));
    if (think.round() > 0) {
      asked = asked.withSeed(CounterRandom.seed(whole.seed(), "round", "" + think.round()));
    }
    return think.entropies() ? asked.withEntropies() : asked;
  }

  private Continuation ask(Step.Ask ask) {
    int[] sequence = joined(joined(whole.prefix(), draft.tokens()), ask.question());
    Continuation asked =
        Continuation.of(name(), sequence, whole.seed(), 1, Sampling.GREEDY, ask.answerTokens())
            .behind(whole.prompt());
    return whole.edit() == null ? asked : asked.withEdit(whole.edit());
  }

  /// As without the intervention from here on.
  private Continuation rest() {
    int before = draft.closed() ? 0 : left() + budget.forcedClose().length;
    int room = whole.longest() - draft.size() - before;
    return behind(draft.tokens())
        .withThinking(budget(left(), Math.clamp(room, 1, budget.answerTokens())));
  }

  private Continuation behind(int[] tokens) {
    return whole
        .from(name(), joined(whole.prefix(), tokens))
        .startingAt(index, 1)
        .goingOn(whole.drawn() + tokens.length);
  }

  private ThinkingBudget budget(int thinking, int answer) {
    int[] behind = draft.tokens();
    return new ThinkingBudget(
        thinking,
        budget.forcedClose(),
        answer,
        () -> {
          ThoughtReader reader = budget.reader().get();
          for (int token : behind) {
            reader.accept(token);
          }
          return reader;
        });
  }

  private String name() {
    return "%s#%d.%d".formatted(whole.id(), index, requests++);
  }

  /// Takes what the engine answered.
  ///
  /// @return the completion, where that was the last of it; else null, and there is a next request
  @Nullable Completion taken(Completion answer) {
    generated += answer.tokens().length;
    return switch (current) {
      case Step.Think _ -> {
        thought(answer);
        yield null;
      }
      case Step.Ask _ -> {
        asked++;
        draft = draft.answered(text(answer.tokens()));
        yield null;
      }
      case Step.Leave _ -> {
        int forced = answer.forcedCloseAt();
        yield completion(
            joined(draft.tokens(), answer.tokens()),
            answer.finish(),
            forced < 0 ? -1 : draft.size() + forced);
      }
      case Step.Rewrite _ -> throw new IllegalStateException("nothing is asked for a rewrite");
    };
  }

  private void thought(Completion answer) {
    int forced = answer.forcedCloseAt();
    int length = forced < 0 ? answer.tokens().length : forced;
    int[] tokens = joined(draft.tokens(), Arrays.copyOf(answer.tokens(), length));
    float[] entropies = Arrays.copyOf(draft.entropies(), tokens.length);
    Arrays.fill(entropies, draft.size(), tokens.length, Float.NaN);
    System.arraycopy(
        answer.entropies(),
        0,
        entropies,
        draft.size(),
        Math.min(length, answer.entropies().length));
    draft = read(tokens, entropies);
    // a cap that falls inside the markers of a close ends nothing: the next step goes on from there
    ended = answer.finish() == Finish.STOP && !draft.closed() ? Finish.STOP : null;
  }

  /// What there is, where the model ended its turn inside the thought.
  Completion unfinished() {
    return completion(draft.tokens(), Objects.requireNonNull(ended), -1);
  }

  private Completion completion(int[] tokens, Finish finish, int forcedCloseAt) {
    return new Completion(
        index,
        tokens,
        finish,
        forcedCloseAt,
        new float[0],
        new float[0],
        null,
        new Amended(generated, asked, insertions));
  }

  private String text(int[] tokens) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int token : tokens) {
      bytes.writeBytes(vocabulary.bytes(token));
    }
    return bytes.toString(UTF_8);
  }

  private static int[] joined(int[] head, int[] tail) {
    int[] all = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, all, head.length, tail.length);
    return all;
  }
}
