package org.foregone.statistics;

/// How often prompts of two intents were refused, one row a prompt.
///
/// @param harmful which intent it has
/// @param cluster the independent unit it belongs to: near-duplicates are one, also where their
///     intents differ
/// @param refusals settled answers that refuse
/// @param answers settled answers, at least 1
public record RefusalCounts(boolean[] harmful, int[] cluster, int[] refusals, int[] answers) {
  public RefusalCounts {
    if (harmful.length != cluster.length
        || harmful.length != refusals.length
        || harmful.length != answers.length) {
      throw new IllegalArgumentException("one intent, cluster, refusals and answers a prompt");
    }
    for (int i = 0; i < answers.length; i++) {
      if (refusals[i] < 0 || refusals[i] > answers[i] || answers[i] < 1) {
        throw new IllegalArgumentException(
            "prompt %d has %d refusals of %d answers".formatted(i, refusals[i], answers[i]));
      }
    }
  }

  int size() {
    return harmful.length;
  }

  double rate(int row) {
    return (double) refusals[row] / answers[row];
  }

  int total() {
    int total = 0;
    for (int n : answers) {
      total += n;
    }
    return total;
  }
}
