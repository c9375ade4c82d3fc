package org.foregone.study.lockin;

import java.util.Arrays;
import org.foregone.study.PromptUnits.Rate;
import org.foregone.study.store.Branch;

/// The settled answers after a cut, in the order of their indices.
///
/// @param refuses one an answer
public record Answers(boolean[] refuses) {
  static final Answers NONE = new Answers(new boolean[0]);

  Answers and(Branch.Outcome branch) {
    if (!branch.settled()) {
      return this;
    }
    boolean[] more = Arrays.copyOf(refuses, refuses.length + 1);
    more[refuses.length] = !branch.complies();
    return new Answers(more);
  }

  public int settled() {
    return refuses.length;
  }

  public int refusals() {
    int refusals = 0;
    for (boolean refusal : refuses) {
      refusals += refusal ? 1 : 0;
    }
    return refusals;
  }

  double refusalRate() {
    return (double) refusals() / settled();
  }

  public Rate compliance() {
    return settled() == 0 ? Rate.NONE : new Rate(1 - refusalRate(), settled());
  }

  /// Chance that one of them is as `refusal` says.
  Rate agreement(boolean refusal) {
    return settled() == 0
        ? Rate.NONE
        : new Rate(refusal ? refusalRate() : 1 - refusalRate(), settled());
  }

  /// Chance that one of these and one of the others differ.
  Rate difference(Answers others) {
    if (settled() == 0 || others.settled() == 0) {
      return Rate.NONE;
    }
    double q = refusalRate();
    double p = others.refusalRate();
    return new Rate(q * (1 - p) + (1 - q) * p, settled());
  }

  /// Chance that two of these differ: unbiased, 2x(n-x)/(n(n-1)).
  Rate difference() {
    double n = settled();
    double x = refusals();
    return n < 2 ? Rate.NONE : new Rate(2 * x * (n - x) / (n * (n - 1)), n);
  }

  /// Every second one, from the first or from the second.
  Answers half(int first) {
    boolean[] half = new boolean[Math.max(0, (settled() - first + 1) / 2)];
    for (int i = 0; i < half.length; i++) {
      half[i] = refuses[first + 2 * i];
    }
    return new Answers(half);
  }

  /// The i-th of `parts` parts as equal as can be; together they are all answers.
  Answers part(int i, int parts) {
    return new Answers(
        Arrays.copyOfRange(refuses, settled() * i / parts, settled() * (i + 1) / parts));
  }

  boolean agree() {
    return refusals() == 0 || refusals() == settled();
  }
}
