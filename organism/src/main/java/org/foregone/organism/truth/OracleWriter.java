package org.foregone.organism.truth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.foregone.inference.Completion;
import org.foregone.inference.Completion.Finish;
import org.foregone.inference.Continuation;
import org.foregone.inference.CounterRandom;
import org.foregone.inference.Sampling;
import org.foregone.inference.ThinkingBudget;
import org.foregone.organism.OrganismLanguage;

/// One completion by the closed form: the grammar's options, the sampler's law, and randomness that
/// is a function of seed, index and draw, as an engine's contract asks.
final class OracleWriter {
  private final OrganismLanguage language = OrganismLanguage.get();
  private final Grammar grammar;
  private final Continuation request;
  private final int index;
  private int[] tokens = new int[0];
  private float[] entropies = new float[0];
  private Features features;
  private int answered;
  private int forcedCloseAt = -1;

  OracleWriter(Grammar grammar, Continuation request, int index) {
    this.grammar = grammar;
    this.request = request;
    this.index = index;
    this.features = Features.of(request.prefix());
  }

  Completion write() {
    ThinkingBudget budget = request.thinking();
    while (true) {
      if (budget == null
          ? tokens.length >= request.maxTokens()
          : answered >= budget.answerTokens()) {
        return completion(Finish.LENGTH);
      }
      if (budget != null && !features.answering() && tokens.length >= budget.thinkingTokens()) {
        forcedCloseAt = tokens.length;
        for (int token : budget.forcedClose()) {
          take(token, Float.NaN);
        }
      }
      List<Option> own = grammar.after(features);
      int token = draw(own);
      if (token == language.phrases().end() && !request.ignoreEnd()) {
        return completion(Finish.STOP);
      }
      answered += features.answering() ? 1 : 0;
      take(token, request.entropies() ? entropy(own) : Float.NaN);
    }
  }

  private void take(int token, float entropy) {
    int at = tokens.length;
    tokens = Arrays.copyOf(tokens, at + 1);
    entropies = Arrays.copyOf(entropies, at + 1);
    tokens[at] = token;
    entropies[at] = entropy;
    features = features.then(language.token(token));
  }

  private int draw(List<Option> own) {
    List<Option> options = biased(own, request.bias());
    long place = CounterRandom.mix(request.seed() ^ CounterRandom.mix(index));
    RandomGenerator random =
        new SplittableRandom(CounterRandom.mix(place ^ (request.drawn() + tokens.length)));
    double[] masses = SamplerLaw.masses(options, request.sampling());
    double at = random.nextDouble();
    int chosen = 0;
    while (chosen < masses.length - 1 && at >= masses[chosen]) {
      at -= masses[chosen];
      chosen++;
    }
    int[] equals = options.get(chosen).tokens();
    return equals[random.nextInt(equals.length)];
  }

  /// Options with biases on the log-odds of single tokens; those that are banned are gone.
  private static List<Option> biased(List<Option> own, Map<Integer, Float> bias) {
    if (bias.isEmpty()) {
      return own;
    }
    List<Option> options = new ArrayList<>();
    for (Option option : own) {
      double each = option.weight() / option.count();
      int[] plain =
          Arrays.stream(option.tokens()).filter(token -> !bias.containsKey(token)).toArray();
      if (plain.length > 0) {
        options.add(new Option(plain, each * plain.length));
      }
      for (int token : option.tokens()) {
        float change = bias.getOrDefault(token, Float.NEGATIVE_INFINITY);
        if (change > Float.NEGATIVE_INFINITY) {
          options.add(new Option(new int[] {token}, each * StrictMath.exp(change)));
        }
      }
    }
    return options;
  }

  /// Of the distribution over single tokens, in nats.
  private static float entropy(List<Option> own) {
    double[] masses = SamplerLaw.masses(own, Sampling.PLAIN);
    double entropy = 0;
    for (int i = 0; i < masses.length; i++) {
      entropy -= masses[i] > 0 ? masses[i] * StrictMath.log(masses[i] / own.get(i).count()) : 0;
    }
    return (float) entropy;
  }

  private Completion completion(Finish finish) {
    return new Completion(
        index,
        tokens,
        finish,
        forcedCloseAt,
        new float[0],
        request.entropies() ? entropies : new float[0],
        null,
        null);
  }
}
