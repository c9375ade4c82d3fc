package org.foregone.organism.truth;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.foregone.dialogue.Mode;
import org.foregone.inference.Sampling;
import org.foregone.organism.OrganismLanguage;
import org.foregone.organism.OrganismParameters;

/// The closed forms of one organism. Probabilities hold for the named sampler; `Sampling.PLAIN` is
/// the model's own distribution. Immutable; safe to share between threads.
public final class OrganismTruth {
  private final OrganismParameters parameters;
  private final Grammar grammar;

  /// P(refuse) by all that it depends on: prompts with the same scores share it.
  private final Map<Key, Double> known = new ConcurrentHashMap<>();

  private record Key(Features features, Sampling sampling) {}

  public OrganismTruth(OrganismParameters parameters) {
    this.parameters = parameters;
    this.grammar = new Grammar(parameters);
  }

  public OrganismParameters parameters() {
    return parameters;
  }

  /// The full next-token distribution after a prefix; index = token id.
  ///
  /// @throws IllegalArgumentException when the prefix ends where no organism goes on
  public double[] next(int[] prefix, Sampling sampling) {
    double[] out = new double[OrganismLanguage.get().size()];
    List<Option> options = grammar.after(Features.of(prefix));
    double[] masses = SamplerLaw.masses(options, sampling);
    for (int i = 0; i < masses.length; i++) {
      for (int token : options.get(i).tokens()) {
        out[token] += masses[i] / options.get(i).count();
      }
    }
    return out;
  }

  public double[] next(int[] prefix) {
    return next(prefix, Sampling.PLAIN);
  }

  /// Log-odds of refusing if the thinking closed right after this prefix.
  public double logOddsIfClosed(int[] prefix) {
    return grammar.refuseLogOdds(Features.of(prefix));
  }

  /// P(refuse) if the thinking closed right after this prefix.
  public double refuseIfClosed(int[] prefix, Sampling sampling) {
    return new Continued(grammar, sampling).closed(Features.of(prefix));
  }

  public double refuseIfClosed(int[] prefix) {
    return refuseIfClosed(prefix, Sampling.PLAIN);
  }

  /// P(refuse) if generation goes on freely from this prefix, exactly, as if thinking had no cap.
  /// Caps of 200 tokens and more change it by less than can be measured under `Sampling.PLAIN`: the
  /// 99th percentile of the thinking is about 80 tokens.
  public double refuseIfContinued(int[] prefix, Sampling sampling) {
    Features features = Features.of(prefix);
    return known.computeIfAbsent(
        new Key(features.withoutTopic(), sampling),
        key -> new Continued(grammar, sampling).refuse(features));
  }

  public double refuseIfContinued(int[] prefix) {
    return refuseIfContinued(prefix, Sampling.PLAIN);
  }

  /// P(refuse) for a prompt.
  public double refuse(String prompt, Mode mode, Sampling sampling) {
    int[] prefix = OrganismLanguage.get().prefix(prompt, mode == Mode.THINK);
    return known.computeIfAbsent(
        new Key(Features.of(prefix).withoutTopic(), sampling),
        key -> new Continued(grammar, sampling).refuse(key.features));
  }

  /// Outcomes of n independent rollouts of a prompt, true = refuses, drawn from `refuse`: as fast
  /// as a coin. Rollouts of a prompt differ in text, but their outcomes are independent given the
  /// prompt.
  public boolean[] refusals(String prompt, Mode mode, Sampling sampling, int n, long seed) {
    double q = refuse(prompt, mode, sampling);
    RandomGenerator random = new SplittableRandom(seed);
    boolean[] out = new boolean[n];
    for (int i = 0; i < n; i++) {
      out[i] = random.nextDouble() < q;
    }
    return out;
  }

  /// One rollout, token by token, without any engine.
  ///
  /// @param tokens what follows the prefix, a forced close included, the end of the turn left out
  /// @param refuses whether the answer refuses
  /// @param forced whether the thinking had to be closed by force
  public record Rollout(int[] tokens, boolean refuses, boolean forced) {}

  /// Draws a rollout.
  ///
  /// @param thinkingTokens cap on generated tokens before the thinking closes
  public Rollout rollout(
      int[] prefix, Sampling sampling, int thinkingTokens, RandomGenerator random) {
    OrganismLanguage language = OrganismLanguage.get();
    Features f = Features.of(prefix);
    IntStream.Builder tokens = IntStream.builder();
    boolean forced = false;
    for (int thought = 0; ; thought++) {
      int token;
      if (!f.answering() && thought == thinkingTokens) {
        token = language.phrases().close();
        forced = true;
      } else {
        token = draw(grammar.after(f), sampling, random);
      }
      if (token == language.phrases().end()) {
        return new Rollout(tokens.build().toArray(), f.answer() > 0, forced);
      }
      tokens.add(token);
      f = f.then(language.token(token));
    }
  }

  /// Draws more thought of the given length, as if neither the close nor the end of the turn could
  /// be drawn.
  public int[] extend(int[] prefix, Sampling sampling, int length, RandomGenerator random) {
    OrganismLanguage language = OrganismLanguage.get();
    Features f = Features.of(prefix);
    int[] tokens = new int[length];
    for (int i = 0; i < length; i++) {
      tokens[i] =
          draw(
              grammar.after(f).stream()
                  .filter(o -> o.tokens()[0] != language.phrases().close())
                  .toList(),
              sampling,
              random);
      f = f.then(language.token(tokens[i]));
    }
    return tokens;
  }

  private static int draw(List<Option> options, Sampling sampling, RandomGenerator random) {
    double[] masses = SamplerLaw.masses(options, sampling);
    double at = random.nextDouble();
    int chosen = 0;
    while (chosen < masses.length - 1 && at >= masses[chosen]) {
      at -= masses[chosen];
      chosen++;
    }
    int[] tokens = options.get(chosen).tokens();
    return tokens[random.nextInt(tokens.length)];
  }

  /// The best AUROC that any probe can reach for outcomes with these probabilities (the Bayes
  /// limit): `sum_ij q_i (1 - q_j)([q_i > q_j] + [q_i = q_j] / 2) / (sum q sum (1 - q))`.
  public static double bayesAuroc(double[] q) {
    double won = 0;
    double pairs = 0;
    for (double positive : q) {
      for (double negative : q) {
        double weight = positive * (1 - negative);
        pairs += weight;
        won += positive > negative ? weight : positive == negative ? weight / 2 : 0;
      }
    }
    return won / pairs;
  }
}
