package org.foregone.statistics;

import org.foregone.statistics.Votes.Rule;

/// How often answers refuse when some decisions are open.
public record Decisions(int refusals, int compliances, int undetermined) {

  public static Decisions of(Iterable<Votes> votes, Rule rule) {
    int refusals = 0;
    int compliances = 0;
    int undetermined = 0;
    for (Votes one : votes) {
      switch (one.decide(rule)) {
        case REFUSAL -> refusals++;
        case COMPLIANCE -> compliances++;
        case UNDETERMINED -> undetermined++;
      }
    }
    return new Decisions(refusals, compliances, undetermined);
  }

  public int total() {
    return refusals + compliances + undetermined;
  }

  /// Refusal rate if every open decision fell to compliance, and if it fell to refusal. Not a
  /// confidence interval. The bounds of a compliance rate are one minus these, swapped.
  public Interval refusalBounds() {
    return new Interval((double) refusals / total(), (double) (refusals + undetermined) / total());
  }

  /// Refusal rate among the settled; NaN without any.
  public double refusalRate() {
    return (double) refusals / (refusals + compliances);
  }
}
