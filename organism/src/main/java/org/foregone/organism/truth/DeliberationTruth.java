package org.foregone.organism.truth;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.foregone.inference.Sampling;
import org.foregone.organism.OrganismAnswers;
import org.foregone.organism.OrganismLanguage;
import org.foregone.organism.OrganismPrompt;
import org.foregone.organism.Slot;
import org.foregone.statistics.Roc;

/// The true values of what the deliberation experiment estimates of an organism, segments being
/// sentences: means over many thoughts of each prompt, drawn from the closed form of the next
/// token. Nothing is decoded; the error of n thoughts a prompt is that of a study with as many.
///
/// @param prompts with their thoughts, in the order given
public record DeliberationTruth(List<PromptThoughts> prompts) {
  public DeliberationTruth {
    prompts = List.copyOf(prompts);
  }

  /// A prompt and thoughts about it.
  record PromptThoughts(OrganismPrompt prompt, List<Thought> thoughts) {}

  /// @param sentences it has
  /// @param refusing sentences that argue for refusing
  /// @param toRefusal changes from a complying to a refusing sentence, neutral ones not counted
  /// @param refuses the answer behind it
  record Thought(
      int sentences,
      int refusing,
      int complying,
      int toRefusal,
      int toCompliance,
      boolean refuses) {
    int changes() {
      return toRefusal + toCompliance;
    }

    double balance() {
      return (refusing - complying) / (2.0 + refusing + complying);
    }
  }

  /// @param thinkingTokens cap on a thought
  /// @param thoughts of each prompt
  public static DeliberationTruth of(
      OrganismTruth truth,
      List<OrganismPrompt> prompts,
      Sampling sampling,
      int thinkingTokens,
      int thoughts,
      long seed) {
    SplittableRandom seeds = new SplittableRandom(seed);
    List<PromptThoughts> all = new ArrayList<>();
    for (OrganismPrompt prompt : prompts) {
      SplittableRandom random = seeds.split();
      int[] prefix = OrganismLanguage.get().prefix(prompt.text(), true);
      List<Thought> drawn = new ArrayList<>();
      for (int i = 0; i < thoughts; i++) {
        drawn.add(thought(truth.rollout(prefix, sampling, thinkingTokens, random)));
      }
      all.add(new PromptThoughts(prompt, List.copyOf(drawn)));
    }
    return new DeliberationTruth(all);
  }

  private static Thought thought(OrganismTruth.Rollout rollout) {
    OrganismLanguage language = OrganismLanguage.get();
    int sentences = 0;
    int[] signs = new int[2]; // refusing, complying
    int[] changes = new int[2]; // to refusing, to complying
    int side = 0;
    for (int token : rollout.tokens()) {
      if (token == language.phrases().close()) {
        break;
      }
      sentences += language.token(token).slot() == Slot.BOUNDARY ? 1 : 0;
      int stance = OrganismAnswers.stance(token);
      if (stance != 0) {
        int to = stance < 0 ? 0 : 1;
        signs[to]++;
        changes[to] += side == -stance ? 1 : 0;
        side = stance;
      }
    }
    return new Thought(sentences, signs[0], signs[1], changes[0], changes[1], rollout.refuses());
  }

  /// The truth of the prompts of one intent.
  public DeliberationTruth only(boolean harmful) {
    return new DeliberationTruth(
        prompts.stream().filter(p -> p.prompt.harmful() == harmful).toList());
  }

  private double mean(ToDoubleFunction<Thought> of) {
    return prompts.stream()
        .flatMap(p -> p.thoughts.stream())
        .mapToDouble(of)
        .average()
        .orElse(Double.NaN);
  }

  /// Mean sentences a thought.
  public double segments() {
    return mean(Thought::sentences);
  }

  /// Mean changes of side a thought.
  public double oscillations() {
    return mean(Thought::changes);
  }

  /// Those of them that go to refusing.
  public double toRefusal() {
    return mean(Thought::toRefusal);
  }

  /// Share of thoughts that change sides at least once.
  public double oscillating() {
    return mean(t -> t.changes() > 0 ? 1 : 0);
  }

  /// Share of sentences that argue for refusing.
  public double refusing() {
    return mean(Thought::refusing) / segments();
  }

  /// Share of sentences that argue for complying.
  public double complying() {
    return mean(Thought::complying) / segments();
  }

  /// AUROC of the text's balance for the answer, over all thoughts; NaN with one kind of answer.
  public double balanceAcross() {
    List<Thought> all = prompts.stream().flatMap(p -> p.thoughts.stream()).toList();
    boolean[] refuses = new boolean[all.size()];
    for (int i = 0; i < refuses.length; i++) {
      refuses[i] = all.get(i).refuses;
    }
    return Roc.of(all.stream().mapToDouble(Thought::balance).toArray(), refuses).auroc();
  }

  /// The same over pairs of thoughts about one prompt; NaN without any.
  public double balanceWithin() {
    double ordered = 0;
    double pairs = 0;
    for (PromptThoughts one : prompts) {
      double refused = one.thoughts.stream().filter(Thought::refuses).count();
      double own = refused * (one.thoughts.size() - refused);
      if (own > 0) {
        ordered += own * new DeliberationTruth(List.of(one)).balanceAcross();
        pairs += own;
      }
    }
    return ordered / pairs;
  }

  /// By the findings' dotted paths; what is undefined is left out.
  public SortedMap<String, Double> findings() {
    SortedMap<String, Double> truth = new TreeMap<>();
    for (boolean harmful : List.of(true, false)) {
      DeliberationTruth some = only(harmful);
      String path = "deliberation." + (harmful ? "harmful" : "benign");
      truth.put(path + ".segments", some.segments());
      truth.put(path + ".oscillations", some.oscillations());
      truth.put(path + ".to_refusal", some.toRefusal());
      truth.put(path + ".to_compliance", some.oscillations() - some.toRefusal());
      truth.put(path + ".oscillating", some.oscillating());
      truth.put(path + ".stances.refuse", some.refusing());
      truth.put(path + ".stances.comply", some.complying());
      truth.put(path + ".stances.neutral", 1 - some.refusing() - some.complying());
      some.balance(harmful ? "harmful" : "benign", truth);
    }
    balance("pooled", truth);
    truth.values().removeIf(value -> Double.isNaN(value));
    return truth;
  }

  private void balance(String scope, SortedMap<String, Double> truth) {
    truth.put("deliberation.balance." + scope + ".across", balanceAcross());
    truth.put("deliberation.balance." + scope + ".within", balanceWithin());
  }
}
