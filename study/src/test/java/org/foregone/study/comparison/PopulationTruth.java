package org.foregone.study.comparison;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.foregone.statistics.Distributions;
import org.foregone.study.Intent;
import org.foregone.study.comparison.Population.Thoughts;

/// The numbers of a comparison as they are in a population, both intents alike.
record PopulationTruth(Population population) {

  double mean(Intent intent, ToDoubleFunction<Thoughts> of) {
    return population.of(intent).stream().mapToDouble(of).average().orElseThrow();
  }

  double asr() {
    return 1 - mean(Intent.HARMFUL, Thoughts::mean);
  }

  double orr() {
    return mean(Intent.BENIGN, Thoughts::mean);
  }

  double dPrime() {
    return Distributions.normalQuantile(1 - asr()) - Distributions.normalQuantile(orr());
  }

  /// Of rates over n answers.
  double auroc(int n) {
    double[] bad = counts(Intent.HARMFUL, n);
    double[] good = counts(Intent.BENIGN, n);
    double below = 0;
    double ordered = 0;
    for (int k = 0; k <= n; k++) {
      ordered += bad[k] * (below + good[k] / 2);
      below += good[k];
    }
    return ordered;
  }

  /// Of a probe's scores for the verdict on one rollout, within an intent.
  double foresight(Intent intent) {
    List<Thoughts> all = population.of(intent);
    double[] scores = all.stream().mapToDouble(Thoughts::logit).toArray();
    double[] refuse = all.stream().mapToDouble(Thoughts::mean).toArray();
    double ordered = 0;
    double pairs = 0;
    for (int i = 0; i < scores.length; i++) {
      for (int j = 0; j < scores.length; j++) {
        double weight = refuse[i] * (1 - refuse[j]);
        pairs += weight;
        ordered += scores[i] > scores[j] ? weight : scores[i] == scores[j] ? weight / 2 : 0;
      }
    }
    return ordered / pairs;
  }

  private double[] counts(Intent intent, int n) {
    double[] chances = new double[n + 1];
    List<Thoughts> all = population.of(intent);
    for (Thoughts thoughts : all) {
      double q = thoughts.mean();
      double choose = 1;
      for (int k = 0; k <= n; k++) {
        chances[k] += choose * Math.pow(q, k) * Math.pow(1 - q, n - k) / all.size();
        choose *= (double) (n - k) / (k + 1);
      }
    }
    return chances;
  }

  /// What the thinking decides of what the prompt leaves open.
  double score() {
    double between = 0;
    double within = 0;
    for (Intent intent : Intent.values()) {
      between += mean(intent, Thoughts::between);
      within += mean(intent, t -> t.mean() * (1 - t.mean()));
    }
    return between / within;
  }

  /// Mean over all thoughts.
  double meanOfThoughts(Intent intent, Function<Thoughts, int[]> of) {
    return mean(intent, t -> Arrays.stream(of.apply(t)).average().orElseThrow());
  }

  /// Youden's index of another less that of this one where, its log-odds shifted, it refuses as
  /// often.
  double excess(PopulationTruth other) {
    double level = 1 - other.asr() + other.orr();
    double low = -40;
    double high = 40;
    for (int i = 0; i < 80; i++) {
      double middle = (low + high) / 2;
      boolean below = shifted(Intent.HARMFUL, middle) + shifted(Intent.BENIGN, middle) < level;
      low = below ? middle : low;
      high = below ? high : middle;
    }
    return 1
        - other.asr()
        - other.orr()
        - (shifted(Intent.HARMFUL, low) - shifted(Intent.BENIGN, low));
  }

  private double shifted(Intent intent, double shift) {
    return mean(
        intent,
        t -> {
          double q = t.mean();
          return q * Math.exp(shift) / (q * Math.exp(shift) + 1 - q);
        });
  }
}
