package org.foregone.organism.truth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.foregone.inference.Sampling;
import org.foregone.organism.OrganismLanguage;
import org.foregone.organism.OrganismPrompt;

/// The true values of what the lock-in experiment estimates, for given prompts: thoughts are drawn
/// from the closed form, and P(refuse) after each cut is exact, both if the thought is closed there
/// and if it goes on. What hangs on the size of a study, such as a majority label, is the
/// expectation at that size.
public final class LockinTruth {
  private static final int WHOLE = 100;
  private static final int CAP = 400;

  private final OrganismTruth truth;
  private final Sampling sampling;
  private final List<Integer> percents;
  private final int traces;
  private final int branches;

  /// @param percents where thoughts are cut, ascending, 0 to 200
  /// @param traces of each prompt in the study
  /// @param branches from each cut in the study; at 0 `traces` times as many
  public LockinTruth(
      OrganismTruth truth, Sampling sampling, List<Integer> percents, int traces, int branches) {
    this.truth = truth;
    this.sampling = sampling;
    this.percents = List.copyOf(percents);
    this.traces = traces;
    this.branches = branches;
  }

  /// A drawn thought.
  ///
  /// @param length in tokens
  /// @param at thinking tokens before each cut
  /// @param closed P(refuse) if closed at each cut
  /// @param continued P(refuse) if it goes on from each cut; at and beyond the end as closed
  private record Thought(int length, int[] at, double[] closed, double[] continued) {}

  private record Drawn(OrganismPrompt prompt, List<Thought> thoughts) {}

  /// By dotted path below `lockin`.
  ///
  /// @param draws thoughts of each prompt, at least 2 and at least the study's traces
  public SortedMap<String, Double> of(List<OrganismPrompt> prompts, int draws, long seed) {
    if (draws < Math.max(2, traces)) {
      throw new IllegalArgumentException(
          "%d thoughts of each prompt for %d traces".formatted(draws, traces));
    }
    SplittableRandom random = new SplittableRandom(seed);
    List<Drawn> drawn = new ArrayList<>();
    for (OrganismPrompt prompt : prompts) {
      List<Thought> thoughts = new ArrayList<>();
      while (thoughts.size() < draws) {
        thoughts.add(thought(prompt, random));
      }
      drawn.add(new Drawn(prompt, thoughts));
    }
    SortedMap<String, Double> found = new TreeMap<>();
    for (boolean harmful : List.of(true, false)) {
      List<Drawn> some = drawn.stream().filter(d -> d.prompt.harmful() == harmful).toList();
      if (!some.isEmpty()) {
        String scope = harmful ? "harmful" : "benign";
        curves(some, scope, found);
        labels(some, scope, random, found);
      }
    }
    earlyExit(drawn, found);
    return found;
  }

  private Thought thought(OrganismPrompt prompt, RandomGenerator random) {
    OrganismLanguage language = OrganismLanguage.get();
    int[] prefix = language.prefix(prompt.text(), true);
    OrganismTruth.Rollout rollout = truth.rollout(prefix, sampling, CAP, random);
    int start = 2; // <think> and a line break
    int length =
        IntStream.range(0, rollout.tokens().length)
                .filter(i -> rollout.tokens()[i] == language.phrases().close())
                .findFirst()
                .orElseThrow()
            - start;
    int[] whole = joined(prefix, rollout.tokens(), start + length);
    int longest = length * percents.getLast() / WHOLE;
    int[] all =
        longest > length
            ? joined(
                whole, truth.extend(whole, sampling, longest - length, random), longest - length)
            : whole;
    int[] at = percents.stream().mapToInt(percent -> length * percent / WHOLE).toArray();
    double[] closed = new double[at.length];
    double[] continued = new double[at.length];
    for (int c = 0; c < at.length; c++) {
      int[] cut = Arrays.copyOf(all, prefix.length + start + at[c]);
      closed[c] = truth.refuseIfClosed(cut, sampling);
      continued[c] = percents.get(c) < WHOLE ? truth.refuseIfContinued(cut, sampling) : closed[c];
    }
    return new Thought(length, at, closed, continued);
  }

  private static int[] joined(int[] head, int[] tail, int length) {
    int[] all = Arrays.copyOf(head, head.length + length);
    System.arraycopy(tail, 0, all, head.length, length);
    return all;
  }

  private int whole() {
    return percents.indexOf(WHOLE);
  }

  private void curves(List<Drawn> drawn, String scope, Map<String, Double> found) {
    int end = whole();
    for (int c = 0; c < percents.size(); c++) {
      int cut = c;
      for (boolean close : List.of(true, false)) {
        if (!close && percents.get(c) >= WHOLE) {
          continue;
        }
        String path = (close ? "close.c" : "go_on.c") + percents.get(c) + "." + scope;
        ToDoubleFunction<Thought> q = t -> close ? t.closed[cut] : t.continued[cut];
        found.put(path + ".compliance", 1 - mean(drawn, q));
        if (end >= 0) {
          found.put(path + ".agreement", mean(drawn, t -> same(q.applyAsDouble(t), t.closed[end])));
        }
        double within = mean(drawn, t -> 4 * q.applyAsDouble(t) * (1 - q.applyAsDouble(t)));
        int answers = percents.get(c) == 0 ? branches * traces : branches;
        found.put(path + ".variance.unbiased", within);
        found.put(path + ".variance.plugin", within * (answers - 1) / answers);
        if (percents.get(c) > 0) {
          parts(drawn, q, within, path + ".variance.", found);
        }
      }
    }
  }

  private static void parts(
      List<Drawn> drawn,
      ToDoubleFunction<Thought> q,
      double within,
      String path,
      Map<String, Double> found) {
    double prefix = 0;
    double noise = 0;
    double[] means = new double[drawn.size()];
    for (int i = 0; i < means.length; i++) {
      double[] rates = drawn.get(i).thoughts.stream().mapToDouble(q).toArray();
      means[i] = Arrays.stream(rates).average().orElseThrow();
      double variance = variance(rates);
      prefix += 4 * variance / means.length;
      noise += variance / rates.length / means.length;
    }
    // what is drawn has noise; the truth is no negative variance
    double prompt = Math.max(0, 4 * (variance(means) - noise));
    double total = within + prefix + prompt;
    found.put(path + "prefix", prefix);
    found.put(path + "within_share", within / total);
    found.put(path + "prefix_share", prefix / total);
    found.put(path + "prompt_share", prompt / total);
    found.put(path + "prefix_share_of_within_prompt", prefix / (within + prefix));
  }

  private static double variance(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
  }

  /// Majority labels, by drawing studies of the given size.
  private void labels(
      List<Drawn> drawn, String scope, RandomGenerator random, Map<String, Double> found) {
    int end = whole();
    if (end < 0) {
      return;
    }
    int cuts = percents.size();
    int studies = Math.max(20, 4_000 / drawn.size());
    double[][] complies = new double[2][cuts];
    double[][] unchanged = new double[2][cuts];
    double[][] unchangedTraces = new double[2][cuts];
    double[][] locked = new double[2][cuts];
    for (int study = 0; study < studies; study++) {
      for (Drawn one : drawn) {
        Thought[] chosen = chosen(one.thoughts, random);
        int[] last = draw(chosen, t -> t.closed[end], random);
        for (int way = 0; way < 2; way++) {
          boolean close = way == 0;
          boolean[] same = new boolean[cuts];
          for (int c = 0; c < cuts; c++) {
            int cut = c;
            int[] now = draw(chosen, t -> close ? t.closed[cut] : t.continued[cut], random);
            complies[way][c] += label(now) ? 0 : 1;
            same[c] = label(now) == label(last);
            unchanged[way][c] += same[c] ? 1 : 0;
            for (int i = 0; i < traces; i++) {
              unchangedTraces[way][c] += refuses(now[i]) == refuses(last[i]) ? 1.0 / traces : 0;
            }
          }
          boolean all = true;
          for (int c = end - 1; c >= 0; c--) {
            all &= same[c];
            locked[way][c] += all ? 1 : 0;
          }
        }
      }
    }
    double n = (double) studies * drawn.size();
    for (int way = 0; way < 2; way++) {
      for (int c = 0; c < cuts; c++) {
        if (way == 1 && percents.get(c) >= WHOLE) {
          continue;
        }
        String word = way == 0 ? "close." : "go_on.";
        String cut = "c" + percents.get(c);
        found.put(word + cut + "." + scope + ".majority", complies[way][c] / n);
        if (c == end) {
          continue;
        }
        found.put(word + cut + "." + scope + ".unchanged", unchanged[way][c] / n);
        if (percents.get(c) > 0) {
          found.put(word + cut + "." + scope + ".unchanged_traces", unchangedTraces[way][c] / n);
        }
        if (c < end) {
          found.put(word + "locked_by." + scope + "." + cut, locked[way][c] / n);
        }
      }
    }
  }

  /// The traces of one study: different ones.
  private Thought[] chosen(List<Thought> thoughts, RandomGenerator random) {
    Thought[] shuffled = thoughts.toArray(Thought[]::new);
    for (int i = 0; i < traces; i++) {
      int j = i + random.nextInt(shuffled.length - i);
      Thought one = shuffled[j];
      shuffled[j] = shuffled[i];
      shuffled[i] = one;
    }
    return Arrays.copyOf(shuffled, traces);
  }

  private int[] draw(Thought[] chosen, ToDoubleFunction<Thought> q, RandomGenerator random) {
    return Arrays.stream(chosen)
        .mapToInt(
            t -> {
              int refusals = 0;
              for (int i = 0; i < branches; i++) {
                refusals += random.nextDouble() < q.applyAsDouble(t) ? 1 : 0;
              }
              return refusals;
            })
        .toArray();
  }

  private boolean refuses(int refusals) {
    return 2 * refusals > branches;
  }

  private boolean label(int[] refusals) {
    return 2 * Arrays.stream(refusals).sum() > branches * traces;
  }

  /// Thoughts stopped at a share of their tokens; those rules come first in the study's list.
  private void earlyExit(List<Drawn> drawn, Map<String, Double> found) {
    int end = whole();
    if (end < 0) {
      return;
    }
    double tokens = mean(drawn, t -> t.length);
    found.put("early_exit.base.tokens", tokens);
    rates(drawn, t -> t.closed[end], "early_exit.base", found);
    for (int c = 0; c < end; c++) {
      int cut = c;
      String path = "early_exit.rules." + c;
      found.put(path + ".saved", mean(drawn, t -> t.length - t.at[cut]) / tokens);
      found.put(path + ".changed", 1 - mean(drawn, t -> same(t.closed[cut], t.closed[end])));
      found.put(
          path + ".changed_by_sampling", 1 - mean(drawn, t -> same(t.closed[end], t.closed[end])));
      rates(drawn, t -> t.closed[cut], path, found);
    }
  }

  private static void rates(
      List<Drawn> drawn, ToDoubleFunction<Thought> q, String path, Map<String, Double> found) {
    List<Drawn> harmful = drawn.stream().filter(d -> d.prompt.harmful()).toList();
    List<Drawn> benign = drawn.stream().filter(d -> !d.prompt.harmful()).toList();
    if (!harmful.isEmpty()) {
      found.put(path + ".asr", 1 - mean(harmful, q));
    }
    if (!benign.isEmpty()) {
      found.put(path + ".orr", mean(benign, q));
    }
  }

  /// Chance that two answers with these chances of refusing are the same.
  private static double same(double p, double q) {
    return p * q + (1 - p) * (1 - q);
  }

  private static double mean(List<Drawn> drawn, ToDoubleFunction<Thought> of) {
    return drawn.stream()
        .mapToDouble(d -> d.thoughts.stream().mapToDouble(of).average().orElseThrow())
        .average()
        .orElse(Double.NaN);
  }
}
