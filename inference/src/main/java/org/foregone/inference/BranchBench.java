package org.foregone.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What sharing prefixes saves where a thought is cut in several places and answers are sampled
/// from each cut: the engine against itself with a prefill for every branch. Both arms decode their
/// branches batched.
public final class BranchBench {
  private static final int TRACE = 400;
  private static final int CUTS = 5;
  private static final int BRANCHES = 16;
  private static final int TOKENS = 32;

  private final LocalModel model;
  private final int threads;
  private final int repeats;

  public BranchBench(LocalModel model, int threads, int repeats) {
    this.model = model;
    this.threads = threads;
    this.repeats = repeats;
  }

  /// The comparison, and whether both arms made the same tokens.
  ///
  /// @param row times and the ratio; its prefix is the whole thought with its prompt
  public record Result(EngineBench.Row row, boolean sameTokens) {}

  /// Lets the model think for 400 tokens, cuts that thought in five places and samples 16 branches
  /// of 32 tokens from each.
  ///
  /// @param prompt a rendered prompt
  /// @param keepOpen tokens that would end the thought
  /// @param close tokens that close it
  public Result measure(int[] prompt, Set<Integer> keepOpen, int[] close) {
    int length = prompt.length + TRACE + close.length + TOKENS + 1;
    LlamaOptions options = LlamaOptions.defaults(length, threads).withWidth(BRANCHES);
    try (LlamaEngine engine = model.engine(options)) {
      Map<Integer, Float> bans = new HashMap<>();
      keepOpen.forEach(token -> bans.put(token, Float.NEGATIVE_INFINITY));
      int[] thought =
          engine
              .complete(
                  List.of(
                      Continuation.of("thought", prompt, 1, 1, Sampling.PLAIN, TRACE)
                          .withBias(bans)
                          .ignoringEnd()))
              .getFirst()
              .getFirst()
              .tokens();
      List<Continuation> cuts = new ArrayList<>();
      List<Continuation> apart = new ArrayList<>();
      for (int cut = 1; cut <= CUTS; cut++) {
        int[] prefix = joined(prompt, Arrays.copyOf(thought, TRACE * cut / CUTS), close);
        Continuation request =
            Continuation.of("cut" + cut, prefix, cut, BRANCHES, Sampling.PLAIN, TOKENS)
                .ignoringEnd();
        cuts.add(request);
        for (int branch = 0; branch < BRANCHES; branch++) {
          apart.add(alone(request, cut + "/" + branch).startingAt(branch, 1));
        }
      }
      double[] shared = new double[repeats];
      double[] again = new double[repeats];
      boolean same = true;
      for (int r = 0; r < repeats; r++) {
        engine.forgetPrefix();
        List<List<Completion>> ours = new ArrayList<>();
        List<List<Completion>> theirs = new ArrayList<>();
        shared[r] = EngineBench.seconds(() -> ours.addAll(engine.complete(cuts)));
        engine.sharingPrefixes(false);
        again[r] = EngineBench.seconds(() -> theirs.addAll(engine.complete(apart)));
        engine.sharingPrefixes(true);
        same &= tokens(ours).equals(tokens(theirs));
      }
      return new Result(
          EngineBench.Row.of(
              "branches",
              CUTS * BRANCHES,
              prompt.length + TRACE,
              CUTS * BRANCHES * TOKENS,
              shared,
              again),
          same);
    }
  }

  private static Continuation alone(Continuation request, String id) {
    return Continuation.of(id, request.prefix(), request.seed(), 1, request.sampling(), TOKENS)
        .ignoringEnd();
  }

  private static List<List<Integer>> tokens(List<List<Completion>> completions) {
    return completions.stream()
        .flatMap(List::stream)
        .map(completion -> Arrays.stream(completion.tokens()).boxed().toList())
        .toList();
  }

  private static int[] joined(int[]... parts) {
    return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
  }
}
