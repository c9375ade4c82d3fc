package org.foregone.inference;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The one request that every experiment is made of: `n` continuations of a token prefix.
///
/// Completion `i` (counted from `first`) draws its token at position `t` with randomness that is a
/// function of (`seed`, `i`, `drawn + t`) alone, so the result does not depend on what else is in
/// the batch.
///
/// @param id names the request in errors and results; unique among those in flight
/// @param prefix token ids, at least one, decoded exactly as given (no BOS added)
/// @param prompt how many of them are the prompt; what is behind has been begun for the model
/// @param first index of the first completion, so that a later request can add more with other
///     randomness
/// @param n how many completions, at least 1
/// @param drawn draws made before the first of this request, so that it can go on where another
///     stopped and draw what that would have drawn: the token at position `t` takes draw `drawn +
///     t`
/// @param maxTokens cap on generated tokens; with a thinking budget the budget's caps rule and this
///     one is ignored
/// @param bias added to the logits of single tokens; negative infinity bans a token
/// @param grammar a GBNF grammar the completion must follow, root rule `root`
/// @param thinking cap on thinking with a forced close, or null
/// @param stops texts that end a completion; the completion keeps them
/// @param ignoreEnd go on through end-of-generation tokens (benchmarks, oracles)
/// @param logprobs also return the log probability of each token under the model's own distribution
///     (T = 1, no truncation)
/// @param entropies also return the entropy of that distribution at each token
/// @param capture hidden states to bring back with each completion, or null; only an engine that
///     [Engine#capturesStates] serves it
/// @param edit a change of hidden states on the way, or null; likewise
public record Continuation(
    String id,
    int[] prefix,
    int prompt,
    long seed,
    int first,
    int n,
    int drawn,
    Sampling sampling,
    int maxTokens,
    Map<Integer, Float> bias,
    @Nullable String grammar,
    @Nullable ThinkingBudget thinking,
    List<String> stops,
    boolean ignoreEnd,
    boolean logprobs,
    boolean entropies,
    @Nullable Capture capture,
    @Nullable StateEdit edit) {

  public Continuation {
    if (prefix.length == 0) {
      throw new IllegalArgumentException(id + ": an empty prefix cannot be continued");
    }
    if (n < 1 || first < 0 || drawn < 0 || maxTokens < 1) {
      throw new IllegalArgumentException(
          id + ": n and maxTokens must be >= 1, first and drawn >= 0");
    }
    if (prompt < 1 || prompt > prefix.length) {
      throw new IllegalArgumentException(
          "%s: a prompt of %d tokens in a prefix of %d".formatted(id, prompt, prefix.length));
    }
    bias = Map.copyOf(bias);
    stops = List.copyOf(stops);
  }

  /// The plain form: all of the prefix is prompt; no bias, no grammar, no budget.
  public static Continuation of(
      String id, int[] prefix, long seed, int n, Sampling sampling, int maxTokens) {
    return new Continuation(
        id,
        prefix,
        prefix.length,
        seed,
        0,
        n,
        0,
        sampling,
        maxTokens,
        Map.of(),
        null,
        null,
        List.of(),
        false,
        false,
        false,
        null,
        null);
  }

  /// The same with other randomness.
  public Continuation withSeed(long other) {
    return with(parts -> parts.seed = other);
  }

  /// The same, behind another sequence.
  public Continuation from(String name, int[] sequence) {
    return with(
        parts -> {
          parts.id = name;
          parts.prefix = sequence;
        });
  }

  /// Says that only so many tokens of the prefix are the prompt.
  public Continuation behind(int promptTokens) {
    return with(parts -> parts.prompt = promptTokens);
  }

  /// Goes on behind so many draws.
  public Continuation goingOn(int draws) {
    return with(parts -> parts.drawn = draws);
  }

  public Continuation withThinking(ThinkingBudget budget) {
    return with(parts -> parts.thinking = budget);
  }

  public Continuation withBias(Map<Integer, Float> tokenBias) {
    return with(parts -> parts.bias = tokenBias);
  }

  public Continuation withGrammar(String gbnf) {
    return with(parts -> parts.grammar = gbnf);
  }

  public Continuation withStops(List<String> texts) {
    return with(parts -> parts.stops = texts);
  }

  public Continuation ignoringEnd() {
    return with(parts -> parts.ignoreEnd = true);
  }

  public Continuation withLogprobs() {
    return with(parts -> parts.logprobs = true);
  }

  public Continuation withEntropies() {
    return with(parts -> parts.entropies = true);
  }

  public Continuation startingAt(int firstIndex, int count) {
    return with(
        parts -> {
          parts.first = firstIndex;
          parts.n = count;
        });
  }

  public Continuation withCapture(Capture states) {
    return with(parts -> parts.capture = states);
  }

  public Continuation withEdit(StateEdit change) {
    return with(parts -> parts.edit = change);
  }

  private Continuation with(Consumer<Parts> change) {
    Parts parts = new Parts(this);
    change.accept(parts);
    return parts.joined();
  }

  /// A continuation taken apart, so that parts of it can be replaced.
  private static final class Parts {
    private final Sampling sampling;
    private final int maxTokens;
    private String id;
    private int[] prefix;
    private int prompt;
    private long seed;
    private int first;
    private int n;
    private int drawn;
    private Map<Integer, Float> bias;
    private @Nullable String grammar;
    private @Nullable ThinkingBudget thinking;
    private List<String> stops;
    private boolean ignoreEnd;
    private boolean logprobs;
    private boolean entropies;
    private @Nullable Capture capture;
    private @Nullable StateEdit edit;

    Parts(Continuation whole) {
      sampling = whole.sampling;
      maxTokens = whole.maxTokens;
      id = whole.id;
      prefix = whole.prefix;
      prompt = whole.prompt;
      seed = whole.seed;
      first = whole.first;
      n = whole.n;
      drawn = whole.drawn;
      bias = whole.bias;
      grammar = whole.grammar;
      thinking = whole.thinking;
      stops = whole.stops;
      ignoreEnd = whole.ignoreEnd;
      logprobs = whole.logprobs;
      entropies = whole.entropies;
      capture = whole.capture;
      edit = whole.edit;
    }

    Continuation joined() {
      return new Continuation(
          id, prefix, prompt, seed, first, n, drawn, sampling, maxTokens, bias, grammar, thinking,
          stops, ignoreEnd, logprobs, entropies, capture, edit);
    }
  }

  /// The most tokens a completion can add to the prefix: what has to fit the context.
  public int longest() {
    return thinking == null
        ? maxTokens
        : thinking.thinkingTokens() + thinking.forcedClose().length + thinking.answerTokens();
  }
}
