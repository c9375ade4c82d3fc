package org.foregone.organism.truth;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.foregone.inference.Sampling;

/// What a sampler makes of classes of equally likely tokens, as llama.cpp does it: top-k, then
/// top-p and
/// min-p on the untempered probabilities of what is left (always keeping one token), then
/// temperature.
///
/// Where a truncation falls inside a set of equally likely tokens, the real sampler's choice among
/// them hangs on rounding; here every one of them keeps an equal share, which is the mean over all
/// such choices.
final class SamplerLaw {
  private static final double TIE = 1e-9;

  private SamplerLaw() {}

  /// The probability of each class under the sampler, adding up to 1.
  static double[] masses(List<Option> options, Sampling sampling) {
    int n = options.size();
    double[] each = new double[n];
    double[] kept = new double[n];
    double total = options.stream().mapToDouble(Option::weight).sum();
    for (int i = 0; i < n; i++) {
      kept[i] = options.get(i).count();
      each[i] = options.get(i).weight() / total / kept[i];
    }
    if (sampling.topK() > 0) {
      keepMostLikely(each, kept, sampling.topK());
    }
    if (sampling.topP() < 1) {
      keepMostLikely(each, kept, nucleus(each, kept, sampling.topP()));
    }
    double best = Arrays.stream(each).max().orElseThrow();
    double least = Math.max(sampling.minP(), sampling.temperature() == 0 ? 1 : 0);
    double sum = 0;
    for (int i = 0; i < n; i++) {
      boolean in = each[i] >= least * best * (1 - TIE);
      double tempered = tempered(each[i] / best, sampling.temperature());
      kept[i] = in ? kept[i] * tempered : 0;
      sum += kept[i];
    }
    for (int i = 0; i < n; i++) {
      kept[i] /= sum;
    }
    return kept;
  }

  private static double tempered(double share, double temperature) {
    if (temperature == 0 || temperature == 1) {
      return temperature == 0 ? 1 : share;
    }
    return StrictMath.pow(share, 1 / temperature);
  }

  /// Keeps the given number of tokens; the last set of equals shares what is left of it.
  private static void keepMostLikely(double[] each, double[] kept, double limit) {
    double room = limit;
    int[] order = mostLikelyFirst(each);
    for (int from = 0; from < order.length; ) {
      int to = equals(each, order, from);
      double count = 0;
      for (int i = from; i < to; i++) {
        count += kept[order[i]];
      }
      double share = count == 0 ? 0 : Math.min(1, room / count);
      for (int i = from; i < to; i++) {
        kept[order[i]] *= share;
      }
      room = Math.max(0, room - count);
      from = to;
    }
  }

  /// How many of the most likely tokens it takes to reach this share of what is left.
  private static double nucleus(double[] each, double[] kept, double share) {
    double total = 0;
    for (int i = 0; i < each.length; i++) {
      total += each[i] * kept[i];
    }
    double need = share * total;
    double tokens = 0;
    int[] order = mostLikelyFirst(each);
    for (int from = 0; from < order.length; ) {
      int to = equals(each, order, from);
      double count = 0;
      for (int i = from; i < to; i++) {
        count += kept[order[i]];
      }
      double mass = count * each[order[from]];
      if (mass >= need * (1 - TIE)) {
        return tokens + Math.max(1, Math.ceil(need / each[order[from]] - 1e-6));
      }
      need -= mass;
      tokens += count;
      from = to;
    }
    return tokens;
  }

  private static int[] mostLikelyFirst(double[] each) {
    return IntStream.range(0, each.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -each[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static int equals(double[] each, int[] order, int from) {
    int to = from + 1;
    while (to < order.length && each[order[to]] >= each[order[from]] * (1 - TIE)) {
      to++;
    }
    return to;
  }
}
