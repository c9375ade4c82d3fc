package org.foregone.statistics;

import java.util.Collection;
import java.util.List;

/// How undecided a model still is after given prefixes of its thinking, and what decides: the
/// variance of its answers (refusal 1, compliance 0), times 4 so that a coin has 1.
///
/// With q the refusal rate after a prefix, the variance of an answer has three parts that add up:
/// within a prefix, 4 E\[q(1-q)\] (still open after it); between prefixes of a prompt, 4 E\[Var(q |
/// prompt)\] (what the thinking so far decided); and between prompts, 4 Var(E\[q | prompt\])
/// (foregone with the prompt). Every part is unbiased whatever the number of answers, and so may be
/// negative. The plug-in 4 q(1-q) of observed rates, the paper's figure, falls short by a factor
/// (n-1)/n: compare different n only by the unbiased one.
///
/// Prefixes with fewer than two answers are left out.
///
/// @param prefixes with at least two answers
/// @param prompts they belong to
/// @param plugIn mean over prefixes of 4 q(1-q)
/// @param within mean over prefixes of 4 x(n-x)/(n(n-1)): unbiased
/// @param betweenPrefixes mean over the prompts with at least two prefixes; NaN where there is none
/// @param betweenPrompts NaN unless there are two prompts and each has at least two prefixes
/// @param refusalOverPrefixes mean q, prefixes alike
/// @param refusalOverPrompts mean of the prompts' mean q
public record ContinuationVariance(
    int prefixes,
    int prompts,
    double plugIn,
    double within,
    double betweenPrefixes,
    double betweenPrompts,
    double refusalOverPrefixes,
    double refusalOverPrompts) {

  public static ContinuationVariance of(Prefixes prefixes) {
    return of(PromptVariance.of(prefixes));
  }

  static ContinuationVariance of(Collection<PromptVariance> prompts) {
    double prefixes = prompts.stream().mapToInt(PromptVariance::prefixes).sum();
    List<PromptVariance> repeated = prompts.stream().filter(PromptVariance::repeated).toList();
    double between =
        repeated.stream().mapToDouble(PromptVariance::between).average().orElse(Double.NaN);
    double[] means = prompts.stream().mapToDouble(PromptVariance::meanRate).toArray();
    double spread =
        prompts.stream().mapToDouble(p -> p.spread() / p.prefixes()).sum() / prompts.size();
    return new ContinuationVariance(
        (int) prefixes,
        prompts.size(),
        prompts.stream().mapToDouble(PromptVariance::plugIn).sum() / prefixes,
        prompts.stream().mapToDouble(PromptVariance::unbiased).sum() / prefixes,
        between,
        4 * Moments.variance(means) - spread,
        prompts.stream().mapToDouble(p -> p.meanRate() * p.prefixes()).sum() / prefixes,
        Moments.mean(means));
  }

  /// All three parts.
  public double total() {
    return within + betweenPrefixes + betweenPrompts;
  }

  public double withinShare() {
    return within / total();
  }

  public double prefixShare() {
    return betweenPrefixes / total();
  }

  public double promptShare() {
    return betweenPrompts / total();
  }

  /// Of what the prompt leaves open, the share that the prefix has decided; 0 = the thinking so far
  /// decides nothing, 1 = it decides everything.
  public double prefixShareOfWithinPrompt() {
    return betweenPrefixes / (within + betweenPrefixes);
  }

  /// What the plug-in would be on average if every answer were a coin toss: (n-1)/n.
  public static double randomLine(int answers) {
    return (answers - 1.0) / answers;
  }
}
