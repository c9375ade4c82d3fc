package org.foregone.inference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;

/// Draws one token from a row of logits, by llama.cpp's stages in its order: bias, top-k, top-p,
/// min-p, temperature. `LogitSamplerTests` holds it against the library's own chain.
///
/// The library's chain sorts or walks structs of the whole vocabulary for each draw, which for a
/// small model with a large vocabulary costs as much as decoding; this one makes one or two passes
/// over a float array and sorts only what can survive. It is a buffer: one thread at a time.
final class LogitSampler {
  /// Below the best logit by more than this a token's probability is under 1e-26: never drawn.
  private static final float NEGLIGIBLE = 60;

  private static final int BINS = 240;

  private final float[] logits;
  private final double[] binMass = new double[BINS];

  /// Mass of the whole vocabulary when [#nucleus] chose the candidates.
  private double nucleusMass;

  LogitSampler(int vocabularySize) {
    this.logits = new float[vocabularySize];
  }

  /// @param row `vocabularySize` floats
  /// @param uniform the draw, in [0, 1)
  /// @throws EngineException when no token can be drawn (all banned, or NaN from the model)
  int sample(MemorySegment row, Sampling sampling, Map<Integer, Float> bias, double uniform) {
    MemorySegment.copy(row, JAVA_FLOAT, 0, logits, 0, logits.length);
    bias.forEach((token, value) -> logits[token] += value);
    int best = best();
    if (sampling.temperature() == 0) {
      return best;
    }
    float max = logits[best];
    if (sampling.topK() > 0 && sampling.topK() < logits.length) {
      return drawSorted(largest(sampling.topK()), sampling, max, uniform);
    }
    if (sampling.topP() < 1) {
      return drawSorted(nucleus(max, sampling.topP()), sampling, max, uniform);
    }
    return drawAny(sampling, max, uniform);
  }

  /// The most likely token, the lowest id of equals.
  private int best() {
    int best = 0;
    for (int t = 1; t < logits.length; t++) {
      if (logits[t] > logits[best]) {
        best = t;
      }
    }
    if (!(logits[best] > Float.NEGATIVE_INFINITY)) {
      throw new EngineException(
          "no token can be sampled: every token is banned, or the model's logits are not numbers");
    }
    return best;
  }

  /// The `k` most likely tokens, as sortable keys in descending order.
  private long[] largest(int k) {
    long[] heap = new long[k]; // a min-heap of the best so far
    int size = 0;
    for (int t = 0; t < logits.length; t++) {
      long key = key(t);
      if (size < k) {
        heap[size++] = key;
        if (size == k) {
          Arrays.sort(heap);
        }
      } else if (key > heap[0]) {
        siftDown(heap, key);
      }
    }
    return descending(heap);
  }

  private static void siftDown(long[] heap, long key) {
    int hole = 0;
    while (true) {
      int child = 2 * hole + 1;
      if (child >= heap.length) {
        break;
      }
      if (child + 1 < heap.length && heap[child + 1] < heap[child]) {
        child++;
      }
      if (key <= heap[child]) {
        break;
      }
      heap[hole] = heap[child];
      hole = child;
    }
    heap[hole] = key;
  }

  /// A few more tokens than top-p keeps, in descending order: all down to the histogram bin in
  /// which the running mass passes `p` of the whole. The exact cut is made on the sorted ones.
  private long[] nucleus(float max, double p) {
    Arrays.fill(binMass, 0);
    int[] counts = new int[BINS];
    double total = 0;
    for (float logit : logits) {
      float below = max - logit;
      if (below < NEGLIGIBLE) {
        double weight = Math.exp(-below);
        int bin = bin(below);
        binMass[bin] += weight;
        counts[bin]++;
        total += weight;
      }
    }
    double mass = 0;
    int last = 0;
    int kept = 0;
    for (int bin = 0; bin < BINS; bin++) {
      mass += binMass[bin];
      kept += counts[bin];
      last = bin;
      if (mass >= p * total * (1 + 1e-12)) {
        break;
      }
    }
    long[] keys = new long[kept];
    int size = 0;
    for (int t = 0; t < logits.length; t++) {
      float below = max - logits[t];
      if (below < NEGLIGIBLE && bin(below) <= last) {
        keys[size++] = key(t);
      }
    }
    nucleusMass = total;
    return descending(keys);
  }

  private static int bin(float below) {
    return (int) (below * (BINS / NEGLIGIBLE));
  }

  /// Cuts candidates by top-p and min-p and draws from what is left.
  private int drawSorted(long[] keys, Sampling s, float max, double uniform) {
    int kept = keys.length;
    if (s.topP() < 1) {
      double total = s.topK() > 0 && s.topK() < logits.length ? mass(keys, max) : nucleusMass;
      double running = 0;
      for (int i = 0; i < kept; i++) {
        running += Math.exp(logits[token(keys[i])] - max);
        if (running >= s.topP() * total) {
          kept = i + 1;
          break;
        }
      }
    }
    if (s.minP() > 0) {
      double least = max + Math.log(s.minP());
      int possible = kept;
      kept = 1;
      while (kept < possible && logits[token(keys[kept])] >= least) {
        kept++;
      }
    }
    double[] weights = new double[kept];
    double total = 0;
    for (int i = 0; i < kept; i++) {
      weights[i] = Math.exp((logits[token(keys[i])] - max) / s.temperature());
      total += weights[i];
    }
    double left = uniform * total;
    int chosen = 0;
    for (int i = 0; i < kept; i++) {
      if (weights[i] > 0) {
        chosen = i;
        left -= weights[i];
        if (left < 0) {
          break;
        }
      }
    }
    return token(keys[chosen]);
  }

  private double mass(long[] keys, float max) {
    double mass = 0;
    for (long key : keys) {
      mass += Math.exp(logits[token(key)] - max);
    }
    return mass;
  }

  /// Draws from the whole vocabulary, min-p aside; the logits are overwritten by the weights.
  private int drawAny(Sampling s, float max, double uniform) {
    float reach =
        s.minP() > 0 ? (float) -Math.log(s.minP()) : (float) (NEGLIGIBLE * s.temperature());
    double total = 0;
    for (int t = 0; t < logits.length; t++) {
      float below = max - logits[t];
      float weight = below <= reach ? (float) Math.exp(-below / s.temperature()) : 0;
      logits[t] = weight;
      total += weight;
    }
    double left = uniform * total;
    int chosen = 0;
    for (int t = 0; t < logits.length; t++) {
      if (logits[t] > 0) {
        chosen = t;
        left -= logits[t];
        if (left < 0) {
          break;
        }
      }
    }
    return chosen;
  }

  /// Orders by logit, then by lower token id: the float's bits made monotone above, the id's
  /// complement below.
  private long key(int token) {
    int bits = Float.floatToRawIntBits(logits[token] + 0f); // -0 counts as 0
    int ordered = bits ^ (bits >> 31 & 0x7fffffff);
    return (long) ordered << 32 | (~token & 0xffffffffL);
  }

  private static int token(long key) {
    return ~(int) key;
  }

  private static long[] descending(long[] keys) {
    Arrays.sort(keys);
    for (int i = 0, j = keys.length - 1; i < j; i++, j--) {
      long swap = keys[i];
      keys[i] = keys[j];
      keys[j] = swap;
    }
    return keys;
  }
}
