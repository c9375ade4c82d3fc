package org.foregone.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.foregone.dialogue.Vocabulary;
import org.foregone.llama.Batch;
import org.foregone.llama.LlamaContext;

/// What the engine costs above bare decoding, and what sharing prefixes saves, measured side by
/// side in one process so that only ratios matter.
public final class EngineBench {
  private static final int PREFIX = 128;
  private static final int FORK_PREFIX = 512;
  private static final int FORK_BRANCHES = 16;
  private static final int FORK_TOKENS = 32;

  private final LocalModel model;
  private final int threads;
  private final int repeats;

  public EngineBench(LocalModel model, int threads, int repeats) {
    this.model = model;
    this.threads = threads;
    this.repeats = repeats;
  }

  /// One comparison. Times are seconds, one per repeat, the two arms in turn.
  ///
  /// @param name `engine` (ours against a bare `llama_decode` loop over the same tokens) or `fork`
  /// (branches of one prefix, forked against re-computed)
  /// @param tokens generated tokens an arm makes in one repeat
  /// @param ratio median over repeats of baseline seconds / our seconds: the share of bare speed,
  ///     or
  /// how many times faster forking is
  public record Row(
      String name,
      int sequences,
      int prefix,
      int tokens,
      double[] seconds,
      double[] baselineSeconds,
      double tokensPerSecond,
      double baselineTokensPerSecond,
      double ratio) {

    static Row of(
        String name, int sequences, int prefix, int tokens, double[] ours, double[] baseline) {
      double[] ratios = new double[ours.length];
      Arrays.setAll(ratios, i -> baseline[i] / ours[i]);
      return new Row(
          name,
          sequences,
          prefix,
          tokens,
          ours,
          baseline,
          tokens / median(ours),
          tokens / median(baseline),
          median(ratios));
    }
  }

  /// Decoding `sequences` completions of one prompt: the engine, sampling included, against
  /// decoding the very same tokens with nothing around it. The engine's prefill is outside both
  /// clocks' work: both arms decode the prefix once and fork it.
  public Row decoding(int sequences) {
    int tokens = 64;
    int[] prefix = randomTokens(PREFIX);
    try (LlamaEngine engine = model.engine(options(sequences, PREFIX + tokens + 1))) {
      Continuation request =
          Continuation.of("bench", prefix, 1, sequences, Sampling.PLAIN, tokens).ignoringEnd();
      List<Completion> made = engine.complete(List.of(request)).getFirst();
      double[] ours = new double[repeats];
      double[] bare = new double[repeats];
      for (int r = 0; r < repeats; r++) {
        ours[r] = seconds(() -> engine.complete(List.of(request)));
        bare[r] = seconds(() -> bareLoop(engine, prefix, made));
      }
      return Row.of("engine", sequences, PREFIX, sequences * tokens, ours, bare);
    }
  }

  /// Branches of one long prefix: forked from one prefill against a prefill for each; both decode
  /// their branches batched, through the same engine code.
  public Row forking() {
    int[] prefix = randomTokens(FORK_PREFIX);
    double[] forked = new double[repeats];
    double[] again = new double[repeats];
    try (LlamaEngine engine = model.engine(options(FORK_BRANCHES, FORK_PREFIX + FORK_TOKENS + 1))) {
      Continuation request =
          Continuation.of("fork", prefix, 1, FORK_BRANCHES, Sampling.PLAIN, FORK_TOKENS)
              .ignoringEnd();
      engine.complete(List.of(request.startingAt(0, 1)));
      for (int r = 0; r < repeats; r++) {
        engine.forgetPrefix();
        forked[r] = seconds(() -> engine.complete(List.of(request)));
        again[r] = seconds(() -> recomputed(engine, prefix));
      }
    }
    return Row.of("fork", FORK_BRANCHES, FORK_PREFIX, FORK_BRANCHES * FORK_TOKENS, forked, again);
  }

  /// The same branches with a prefill of their own each, sampled and batched like the forked ones.
  private static void recomputed(LlamaEngine engine, int[] prefix) {
    List<Continuation> branches = new ArrayList<>();
    for (int b = 0; b < FORK_BRANCHES; b++) {
      branches.add(
          Continuation.of("again" + b, prefix, 1, 1, Sampling.PLAIN, FORK_TOKENS)
              .startingAt(b, 1)
              .ignoringEnd());
    }
    engine.sharingPrefixes(false);
    engine.complete(branches);
    engine.sharingPrefixes(true);
  }

  private static void bareLoop(LlamaEngine engine, int[] prefix, List<Completion> made) {
    LlamaContext context = engine.context();
    try (Batch batch = new Batch(made.size())) {
      for (int s = 0; s < made.size(); s++) {
        engine.fork(prefix, s);
      }
      for (int t = 0; t < made.getFirst().tokens().length; t++) {
        batch.clear();
        for (int s = 0; s < made.size(); s++) {
          int token = t == 0 ? prefix[prefix.length - 1] : made.get(s).tokens()[t - 1];
          batch.add(token, prefix.length - 1 + t, s, true);
        }
        LlamaEngine.decode(context, batch);
      }
      context.synchronize();
    }
  }

  private LlamaOptions options(int width, int contextLength) {
    return LlamaOptions.defaults(contextLength, threads).withWidth(width);
  }

  private int[] randomTokens(int n) {
    SplittableRandom random = new SplittableRandom(7);
    List<Integer> plain = new ArrayList<>();
    for (int t = 0; t < model.vocabulary().size(); t++) {
      if (model.vocabulary().kind(t) == Vocabulary.Kind.NORMAL) {
        plain.add(t);
      }
    }
    return random.ints(n, 0, plain.size()).map(plain::get).toArray();
  }

  static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }
}
