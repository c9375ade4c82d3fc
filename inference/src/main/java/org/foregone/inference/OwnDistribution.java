package org.foregone.inference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/// The distribution that the model itself has in mind: the softmax of its logits at temperature 1,
/// before any bias or truncation. Sums are taken in double.
///
/// @param max the largest logit
/// @param logMass log of the sum of `exp(logit - max)`
record OwnDistribution(float[] logits, double max, double logMass) {

  /// @param row one logit for each token
  static OwnDistribution of(MemorySegment row) {
    return of(row.toArray(JAVA_FLOAT));
  }

  static OwnDistribution of(float[] logits) {
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double mass = 0;
    for (float logit : logits) {
      mass += Math.exp(logit - max);
    }
    return new OwnDistribution(logits, max, Math.log(mass));
  }

  float logprob(int token) {
    return (float) (logits[token] - max - logMass);
  }

  /// `-sum p log p`, in nats, over the whole vocabulary.
  float entropy() {
    double below = 0;
    for (float logit : logits) {
      if (logit > Float.NEGATIVE_INFINITY) {
        below += Math.exp(logit - max - logMass) * (logit - max);
      }
    }
    return (float) (logMass - below);
  }
}
