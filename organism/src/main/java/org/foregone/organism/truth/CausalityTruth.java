package org.foregone.organism.truth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.foregone.inference.Sampling;
import org.foregone.organism.OrganismAnswers;
import org.foregone.organism.OrganismLanguage;
import org.foregone.organism.OrganismPrompt;
import org.foregone.organism.Slot;
import org.foregone.statistics.Distributions;

/// The true values of what the causality experiment estimates of an organism, segments being
/// sentences and every change of stance tested: thoughts are drawn from the closed form of the next
/// token, and the compliance rate at each cut is exact.
///
/// @param prompts with their thoughts, in the order given
public record CausalityTruth(List<PromptThoughts> prompts) {
  /// An effect on the compliance rate below this is none.
  private static final double THRESHOLD = .1;

  /// Answers of a full sample.
  private static final int FULL = 100;

  public CausalityTruth {
    prompts = List.copyOf(prompts);
  }

  /// A prompt and thoughts about it.
  public record PromptThoughts(OrganismPrompt prompt, List<Thought> thoughts) {}

  /// A drawn thought.
  ///
  /// @param changes of stance, in their order; the post cut of one is the pre cut of the next
  public record Thought(List<Change> changes) {}

  /// A change of stance.
  ///
  /// @param pre thinking tokens up to the end of the last sentence before the change
  /// @param post up to the end of the last sentence on the new side
  /// @param stated 1: the text turns to comply, -1: to refuse
  /// @param before P(comply) at the pre cut
  /// @param after at the post cut
  public record Change(int pre, int post, int stated, double before, double after) {
    double effect() {
      return after - before;
    }

    boolean meaningful() {
      return Math.abs(effect()) >= THRESHOLD;
    }
  }

  /// @param thinkingTokens cap on a thought
  /// @param thoughts of each prompt
  /// @param goesOn whether the thought goes on from a cut; false: it is closed there
  public static CausalityTruth of(
      OrganismTruth truth,
      List<OrganismPrompt> prompts,
      Sampling sampling,
      int thinkingTokens,
      int thoughts,
      boolean goesOn,
      long seed) {
    SplittableRandom seeds = new SplittableRandom(seed);
    List<PromptThoughts> all = new ArrayList<>();
    for (OrganismPrompt prompt : prompts) {
      SplittableRandom random = seeds.split();
      int[] prefix = OrganismLanguage.get().prefix(prompt.text(), true);
      ToDoubleFunction<int[]> complies =
          cut ->
              1
                  - (goesOn
                      ? truth.refuseIfContinued(cut, sampling)
                      : truth.refuseIfClosed(cut, sampling));
      List<Thought> drawn = new ArrayList<>();
      for (int i = 0; i < thoughts; i++) {
        int[] tokens = truth.rollout(prefix, sampling, thinkingTokens, random).tokens();
        drawn.add(new Thought(changes(prefix, tokens, complies)));
      }
      all.add(new PromptThoughts(prompt, List.copyOf(drawn)));
    }
    return new CausalityTruth(all);
  }

  private static List<Change> changes(
      int[] prefix, int[] tokens, ToDoubleFunction<int[]> complies) {
    OrganismLanguage language = OrganismLanguage.get();
    int start = 2; // <think> and a line break
    List<Integer> ends = new ArrayList<>(); // of the runs of sentences on one side
    List<Integer> sides = new ArrayList<>();
    int end = start;
    for (int at = start; tokens[at] != language.phrases().close(); at++) {
      int stance = OrganismAnswers.stance(tokens[at]);
      if (stance != 0 && (sides.isEmpty() || sides.getLast() != stance)) {
        ends.add(end);
        sides.add(stance);
      }
      if (language.token(tokens[at]).slot() == Slot.BOUNDARY) {
        end = at + 1;
      }
    }
    ends.add(end);
    List<Change> changes = new ArrayList<>();
    for (int run = 1; run < sides.size(); run++) {
      int pre = ends.get(run);
      int post = ends.get(run + 1);
      changes.add(
          new Change(
              pre - start,
              post - start,
              sides.get(run),
              complies.applyAsDouble(joined(prefix, tokens, pre)),
              complies.applyAsDouble(joined(prefix, tokens, post))));
    }
    return List.copyOf(changes);
  }

  private static int[] joined(int[] head, int[] tail, int length) {
    int[] all = Arrays.copyOf(head, head.length + length);
    System.arraycopy(tail, 0, all, head.length, length);
    return all;
  }

  /// The truth of the prompts of one intent.
  public CausalityTruth only(boolean harmful) {
    return new CausalityTruth(prompts.stream().filter(p -> p.prompt.harmful() == harmful).toList());
  }

  private List<Change> changes() {
    return prompts.stream()
        .flatMap(p -> p.thoughts.stream())
        .flatMap(t -> t.changes.stream())
        .toList();
  }

  private static double share(List<Change> changes, Predicate<Change> which) {
    return (double) changes.stream().filter(which).count() / changes.size();
  }

  /// Share of changes that move the compliance rate by at least .1.
  public double meaningful() {
    return share(changes(), Change::meaningful);
  }

  /// Of the meaningful changes, those that move as the text says; NaN where none is.
  public double asStated() {
    return share(
        changes().stream().filter(Change::meaningful).toList(), c -> c.effect() * c.stated > 0);
  }

  /// Expected share of pre cuts that 100 answers label locked by the point rule.
  public double labelledLocked() {
    return changes().stream()
        .mapToDouble(
            c ->
                Distributions.binomialCdf(5, FULL, c.before)
                    + Distributions.binomialCdf(5, FULL, 1 - c.before))
        .average()
        .orElse(Double.NaN);
  }

  /// Common effect on the log-odds in the stated direction: log of sum q (1-p) over sum p (1-q).
  public double logOdds() {
    double with = 0;
    double against = 0;
    for (Change c : changes()) {
      double p = c.stated > 0 ? c.before : 1 - c.before;
      double q = c.stated > 0 ? c.after : 1 - c.after;
      with += q * (1 - p);
      against += p * (1 - q);
    }
    return StrictMath.log(with / against);
  }

  /// Mean changes a thought.
  public double oscillations() {
    return prompts.stream()
        .flatMap(p -> p.thoughts.stream())
        .mapToInt(t -> t.changes.size())
        .average()
        .orElse(Double.NaN);
  }

  /// By the findings' dotted paths; what is undefined is left out.
  public SortedMap<String, Double> findings() {
    SortedMap<String, Double> found = new TreeMap<>();
    only(true).findings("harmful", found);
    only(false).findings("benign", found);
    findings("all", found);
    found.values().removeIf(value -> Double.isNaN(value));
    return found;
  }

  private void findings(String scope, SortedMap<String, Double> found) {
    String path = "causality.changes." + scope;
    found.put(path + ".meaningful", meaningful());
    found.put(path + ".meaningful_to_compliance", share(changes(), c -> c.effect() >= THRESHOLD));
    found.put(path + ".meaningful_to_refusal", share(changes(), c -> c.effect() <= -THRESHOLD));
    found.put(path + ".performative", 1 - meaningful());
    found.put(path + ".as_stated", asStated());
    found.put(path + ".log_odds", logOdds());
    found.put(path + ".lock_predicted.locked", labelledLocked());
    found.put(path + ".lock_predicted.open", 1 - labelledLocked());
    found.put(path + ".meaningful_per_trace", oscillations() * meaningful());
  }
}
