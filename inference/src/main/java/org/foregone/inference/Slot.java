package org.foregone.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.foregone.dialogue.ThoughtReader;
import org.foregone.dialogue.ThoughtReader.Phase;
import org.foregone.inference.Completion.Finish;
import org.foregone.llama.LlamaContext;
import org.jspecify.annotations.Nullable;

/// One completion on its way: what it has generated, what it must take next, and when it ends.
/// Knows nothing of the engine that feeds it.
final class Slot {
  final Request request;
  final int index;
  private final @Nullable ThoughtReader reader;
  private final StopTexts stops;
  private final @Nullable StateRecorder recorder;
  private int[] tokens = new int[64];
  private float[] logprobs = new float[0];
  private float[] entropies = new float[0];
  private int length;
  private int thinkingTokens;
  private int answerTokens;
  private int forcedCloseAt = -1;
  private int forcedTaken;

  /// A request and the completions that have come in for it so far.
  static final class Request {
    final Continuation continuation;
    final List<Completion> done = new ArrayList<>();
    int started;

    /// The captured states of the prefix, with which each completion starts.
    @Nullable StateRecorder recorded;

    Request(Continuation continuation) {
      this.continuation = continuation;
    }

    /// The completions by index, once all are in.
    List<Completion> inOrder() {
      return done.stream().sorted(Comparator.comparingInt(Completion::index)).toList();
    }

    boolean complete() {
      return done.size() == continuation.n();
    }
  }

  Slot(Request request, StopTexts stops) {
    this.request = request;
    this.index = request.continuation.first() + request.started++;
    this.stops = stops;
    this.recorder = request.recorded == null ? null : request.recorded.copy();
    ThinkingBudget budget = request.continuation.thinking();
    this.reader = budget == null ? null : budget.reader().get();
    if (request.continuation.logprobs()) {
      logprobs = new float[tokens.length];
    }
    if (request.continuation.entropies()) {
      entropies = new float[tokens.length];
    }
    forceCloseWhenDue();
  }

  /// Number of the next draw.
  int draw() {
    return request.continuation.drawn() + length;
  }

  /// Input of the next decode step: the last generated token, or the prefix's last one at the
  /// start.
  int lastToken() {
    int[] prefix = request.continuation.prefix();
    return length == 0 ? prefix[prefix.length - 1] : tokens[length - 1];
  }

  /// Position of that input in the sequence.
  int lastPosition() {
    return request.continuation.prefix().length + length - 1;
  }

  /// Asks for what is captured and changed where that input is decoded.
  void askStates(LlamaContext context, int row) {
    StateEdit edit = request.continuation.edit();
    if (edit != null) {
      edit.ask(context.tap(), lastPosition(), row);
    }
    if (recorder != null) {
      recorder.ask(context.tap(), lastPosition(), row);
    }
  }

  /// The token that has to come next whatever the model says, or -1 to sample one.
  int forcedNext() {
    ThinkingBudget budget = request.continuation.thinking();
    return budget != null && forcedCloseAt >= 0 && forcedTaken < budget.forcedClose().length
        ? budget.forcedClose()[forcedTaken]
        : -1;
  }

  /// Takes the next token.
  ///
  /// @param logprob its log probability, NaN for a forced token or when not asked for
  /// @param entropy of the distribution it comes from, likewise
  /// @param endsGeneration whether it is an end-of-generation token
  /// @return why the completion has ended, or null when it goes on
  @Nullable Finish take(int token, float logprob, float entropy, boolean endsGeneration) {
    Continuation c = request.continuation;
    boolean forced = forcedNext() >= 0;
    if (endsGeneration && !forced && !c.ignoreEnd()) {
      return Finish.STOP;
    }
    append(token, logprob, entropy);
    if (forced) {
      forcedTaken++;
    }
    ThinkingBudget budget = c.thinking();
    if (reader == null || budget == null) {
      return stops.ended(token) ? Finish.STOP : length >= c.maxTokens() ? Finish.LENGTH : null;
    }
    Phase before = reader.phase();
    reader.accept(token);
    if (before == Phase.ANSWER) {
      answerTokens++;
      if (stops.ended(token)) {
        return Finish.STOP;
      }
    } else if (!forced) {
      thinkingTokens++;
    }
    forceCloseWhenDue();
    return answerTokens >= budget.answerTokens() || length >= c.longest() ? Finish.LENGTH : null;
  }

  private void forceCloseWhenDue() {
    ThinkingBudget budget = request.continuation.thinking();
    if (reader == null || budget == null || forcedCloseAt >= 0) {
      return;
    }
    boolean open = reader.phase() == Phase.THINKING || reader.phase() == Phase.BEFORE;
    if (open && thinkingTokens >= budget.thinkingTokens()) {
      forcedCloseAt = length;
    }
  }

  private void append(int token, float logprob, float entropy) {
    if (length == tokens.length) {
      tokens = Arrays.copyOf(tokens, length * 2);
      logprobs = logprobs.length == 0 ? logprobs : Arrays.copyOf(logprobs, length * 2);
      entropies = entropies.length == 0 ? entropies : Arrays.copyOf(entropies, length * 2);
    }
    tokens[length] = token;
    if (logprobs.length > 0) {
      logprobs[length] = logprob;
    }
    if (entropies.length > 0) {
      entropies[length] = entropy;
    }
    length++;
  }

  Completion completion(Finish finish) {
    return new Completion(
        index,
        Arrays.copyOf(tokens, length),
        finish,
        forcedCloseAt,
        logprobs.length == 0 ? logprobs : Arrays.copyOf(logprobs, length),
        entropies.length == 0 ? entropies : Arrays.copyOf(entropies, length),
        recorder == null ? null : recorder.states(),
        null);
  }
}
