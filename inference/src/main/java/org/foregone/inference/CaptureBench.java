package org.foregone.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What capturing hidden states costs: the same work with and without, in turn, in one process. The
/// work without runs in an engine that has no tap on its graph at all.
public final class CaptureBench {
  private static final int PREFIX = 256;
  private static final int SHORT_PREFIX = 8;
  private static final int SEQUENCES = 32;
  private static final int TOKENS = 12;
  private static final int ANCHORS = 21;

  private final LocalModel model;
  private final LlamaOptions options;
  private final int repeats;
  private final int layers;

  /// @param threads compute threads
  /// @param repeats of each arm
  public CaptureBench(LocalModel model, int threads, int repeats) {
    this.model = model;
    this.options = LlamaOptions.defaults(PREFIX + 2, threads).withWidth(SEQUENCES);
    this.repeats = repeats;
    this.layers = model.card().layers();
  }

  /// One comparison.
  ///
  /// @param work `prefill` (a prompt, every position captured where not said otherwise) or `decode`
  ///     (32 completions side by side, every generated position captured)
  /// @param capture `last` (after the final norm), `all` (every layer as transformers counts them)
  ///     or `study` (21 positions, 5 layers)
  /// @param tokens the work has
  /// @param seconds one for each repeat
  /// @param baselineSeconds the same without capture
  /// @param ratio median over repeats of seconds / baselineSeconds
  public record Row(
      String work,
      String capture,
      int tokens,
      double[] seconds,
      double[] baselineSeconds,
      double ratio) {}

  /// A capture to measure.
  private record Arm(String name, Capture capture) {}

  private interface Work {
    void run(LlamaEngine engine, @Nullable Capture capture);
  }

  /// Reading a prompt.
  public List<Row> prefill() {
    int[] prefix = tokens(PREFIX);
    List<Arm> arms = new ArrayList<>(arms(IntStream.range(0, PREFIX - 1).toArray()));
    int[] anchors =
        IntStream.range(0, ANCHORS).map(a -> a * (PREFIX - 2) / (ANCHORS - 1)).toArray();
    List<Site> five =
        IntStream.rangeClosed(0, 4)
            .map(q -> q * layers / 4)
            .distinct()
            .mapToObj(this::site)
            .toList();
    arms.add(new Arm("study", new Capture(five, anchors)));
    return compare("prefill", PREFIX, arms, (engine, capture) -> engine.prefill(prefix, capture));
  }

  /// Generating.
  public List<Row> decode() {
    int[] prefix = tokens(SHORT_PREFIX);
    int[] generated = IntStream.range(SHORT_PREFIX, SHORT_PREFIX + TOKENS).toArray();
    Continuation request =
        Continuation.of("bench", prefix, 1, SEQUENCES, Sampling.PLAIN, TOKENS).ignoringEnd();
    return compare(
        "decode",
        SEQUENCES * TOKENS,
        arms(generated),
        (engine, capture) ->
            engine.complete(List.of(capture == null ? request : request.withCapture(capture))));
  }

  private List<Arm> arms(int[] positions) {
    List<Site> all = IntStream.rangeClosed(0, layers).mapToObj(this::site).toList();
    return List.of(
        new Arm("last", new Capture(List.of(site(layers)), positions)),
        new Arm("all", new Capture(all, positions)));
  }

  private Site site(int layer) {
    return Site.of(layer, layers);
  }

  /// Runs the arms in turn; the first round is thrown away.
  private List<Row> compare(String name, int tokens, List<Arm> arms, Work work) {
    double[] baseline = new double[repeats];
    double[][] seconds = new double[arms.size()][repeats];
    try (LlamaEngine plain = model.engineWithoutTap(options);
        LlamaEngine capturing = model.engine(options)) {
      for (int r = -1; r < repeats; r++) {
        double none = seconds(() -> work.run(plain, null));
        for (int a = 0; a < arms.size(); a++) {
          Capture capture = arms.get(a).capture();
          double taken = seconds(() -> work.run(capturing, capture));
          if (r >= 0) {
            seconds[a][r] = taken;
            baseline[r] = none;
          }
        }
      }
    }
    IntFunction<Row> row =
        a -> {
          double[] ratios = new double[repeats];
          Arrays.setAll(ratios, r -> seconds[a][r] / baseline[r]);
          return new Row(
              name, arms.get(a).name(), tokens, seconds[a], baseline, EngineBench.median(ratios));
        };
    return IntStream.range(0, arms.size()).mapToObj(row).toList();
  }

  private int[] tokens(int count) {
    return new SplittableRandom(7).ints(count, 0, model.vocabulary().size()).toArray();
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }
}
