package org.foregone.statistics;

import java.util.stream.IntStream;

/// Prefixes of traces (cuts) with the answers sampled after each: what continuation variance is
/// made of. Position i of every array is one prefix.
///
/// @param prompt which prompt the prefix continues, any numbers
/// @param cluster the independent unit that prompt belongs to: its own number, or one number for
///     all near-duplicates of it
/// @param refusals answers that refuse, 0 to answers
/// @param answers settled answers (a refusal or a compliance) after the prefix
public record Prefixes(int[] prompt, int[] cluster, int[] refusals, int[] answers) {

  public Prefixes {
    if (prompt.length != cluster.length
        || prompt.length != refusals.length
        || prompt.length != answers.length) {
      throw new IllegalArgumentException("one prompt, cluster, refusals and answers a prefix");
    }
    for (int i = 0; i < answers.length; i++) {
      if (refusals[i] < 0 || refusals[i] > answers[i]) {
        throw new IllegalArgumentException(
            "prefix %d has %d refusals of %d answers".formatted(i, refusals[i], answers[i]));
      }
    }
  }

  /// Every prompt its own cluster.
  public static Prefixes of(int[] prompt, int[] refusals, int[] answers) {
    return new Prefixes(prompt, prompt, refusals, answers);
  }

  /// Prefixes with fewer than two answers: they cannot show whether answers after them differ.
  public int leftOut() {
    return answers.length - telling().length;
  }

  /// Positions of the prefixes with at least two answers.
  int[] telling() {
    return IntStream.range(0, answers.length).filter(i -> answers[i] >= 2).toArray();
  }
}
