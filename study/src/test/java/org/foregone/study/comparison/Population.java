package org.foregone.study.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.foregone.dialogue.Mode;
import org.foregone.inference.Sampling;
import org.foregone.organism.OrganismAnswers;
import org.foregone.organism.OrganismLanguage;
import org.foregone.organism.OrganismParameters;
import org.foregone.organism.OrganismPrompt;
import org.foregone.organism.PromptGenerator;
import org.foregone.organism.truth.OrganismTruth;
import org.foregone.study.Intent;
import org.foregone.study.PromptUnits.Rate;
import org.foregone.study.comparison.PromptRow.AfterCut;
import org.foregone.study.comparison.PromptRow.Answers;
import org.foregone.study.comparison.PromptRow.Place;
import org.foregone.study.comparison.PromptRow.Score;
import org.foregone.study.comparison.PromptRow.Total;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Way;

/// All there is to draw from: prompts, some thoughts of an organism about each, and how often it
/// refuses after each of these, by its closed form. Truths are exact for this population, and a
/// study is drawn from it with replacement. What is no organism's is made up: how long answers are,
/// and what a probe says of a prompt (its log-odds of refusal, and an error that is the prompt's).
record Population(List<Thoughts> harmful, List<Thoughts> benign) {
  static final int ROLLOUTS = 8;
  static final int TRACES = 4;
  static final int BRANCHES = 4;
  static final Place WHOLE = new Place(Way.CLOSE, 100);
  static final Place OPENED = new Place(Way.CLOSE, 0);
  static final String PROBE = "prompt";

  private static final int PROMPTS = 800;
  private static final int THOUGHTS = 12;
  private static final int CAP = 400;
  private static final int LONGEST_ANSWER = 40;

  /// Of one prompt.
  ///
  /// @param refuse P(refuse) after each thought, closed at its own end
  /// @param opened P(refuse) when the thought is only opened
  /// @param direct P(refuse) without thinking
  record Thoughts(
      Prompt prompt,
      double[] refuse,
      int[] oscillations,
      int[] lengths,
      double opened,
      double direct) {
    double mean() {
      return Arrays.stream(refuse).average().orElseThrow();
    }

    /// What a probe says; of either organism with another error.
    double logit() {
      double q = Math.clamp(mean(), .02, .98);
      long seed = prompt.text().hashCode() ^ Double.doubleToLongBits(mean());
      return Math.log(q / (1 - q)) + 2 * new SplittableRandom(seed).nextGaussian();
    }

    /// 4 P(refuse) P(comply), mean over the thoughts.
    double variance() {
      return 4 * Arrays.stream(refuse).map(p -> p * (1 - p)).average().orElseThrow();
    }

    /// Chance that an answer to a whole thought is as its own was.
    double agreement() {
      return Arrays.stream(refuse).map(p -> p * p + (1 - p) * (1 - p)).average().orElseThrow();
    }

    /// Chance that an answer to the opened thought is as that of a thought.
    double openedAgreement() {
      return mean() * opened + (1 - mean()) * (1 - opened);
    }

    /// Of P(refuse) over the thoughts.
    double between() {
      double mean = mean();
      return Arrays.stream(refuse).map(p -> (p - mean) * (p - mean)).average().orElseThrow();
    }
  }

  static Population of(OrganismParameters parameters) {
    OrganismTruth truth = new OrganismTruth(parameters);
    SplittableRandom random = new SplittableRandom(parameters.hashCode());
    List<Thoughts> harmful = new ArrayList<>();
    List<Thoughts> benign = new ArrayList<>();
    for (OrganismPrompt prompt : new PromptGenerator(11).next(PROMPTS)) {
      (prompt.harmful() ? harmful : benign).add(thoughts(truth, prompt, random.split()));
    }
    return new Population(harmful, benign);
  }

  private static Thoughts thoughts(
      OrganismTruth truth, OrganismPrompt prompt, RandomGenerator random) {
    OrganismLanguage language = OrganismLanguage.get();
    int[] prefix = language.prefix(prompt.text(), true);
    double[] refuse = new double[THOUGHTS];
    int[] oscillations = new int[THOUGHTS];
    int[] lengths = new int[THOUGHTS];
    int[] opened = prefix;
    for (int t = 0; t < THOUGHTS; t++) {
      int[] tokens = truth.rollout(prefix, Sampling.PLAIN, CAP, random).tokens();
      int close = 0;
      int side = 0;
      while (tokens[close] != language.phrases().close()) {
        int stance = OrganismAnswers.stance(tokens[close++]);
        oscillations[t] += stance != 0 && side == -stance ? 1 : 0;
        side = stance != 0 ? stance : side;
      }
      refuse[t] = truth.refuseIfClosed(joined(prefix, tokens, close));
      lengths[t] = close;
      opened = joined(prefix, tokens, 2); // the opener and its line end
    }
    Intent intent = prompt.harmful() ? Intent.HARMFUL : Intent.BENIGN;
    return new Thoughts(
        new Prompt(prompt.id(), intent, "drawn", "", prompt.text(), "drawn", 1),
        refuse,
        oscillations,
        lengths,
        truth.refuseIfClosed(opened),
        truth.refuse(prompt.text(), Mode.NO_THINK, Sampling.PLAIN));
  }

  private static int[] joined(int[] prefix, int[] tokens, int length) {
    int[] joined = Arrays.copyOf(prefix, prefix.length + length);
    System.arraycopy(tokens, 0, joined, prefix.length, length);
    return joined;
  }

  List<Thoughts> of(Intent intent) {
    return intent == Intent.HARMFUL ? harmful : benign;
  }

  /// Rollouts and branches of some prompts.
  ///
  /// @param chosen positions by intent, repeats allowed: each is a prompt of its own
  List<PromptRow> study(Map<Intent, int[]> chosen, RandomGenerator random) {
    List<PromptRow> rows = new ArrayList<>();
    for (Intent intent : Intent.values()) {
      for (int at : chosen.getOrDefault(intent, new int[0])) {
        rows.add(row(of(intent).get(at), random));
      }
    }
    return rows;
  }

  /// As many of either intent.
  Map<Intent, int[]> draw(int each, RandomGenerator random) {
    Map<Intent, int[]> chosen = new EnumMap<>(Intent.class);
    for (Intent intent : Intent.values()) {
      chosen.put(intent, random.ints(each, 0, of(intent).size()).toArray());
    }
    return chosen;
  }

  private static PromptRow row(Thoughts of, RandomGenerator random) {
    int refusals = 0;
    Total lengths = Total.NONE;
    Total generated = Total.NONE;
    Total oscillations = Total.NONE;
    List<Answers> whole = new ArrayList<>();
    boolean[] refused = new boolean[ROLLOUTS];
    for (int rollout = 0; rollout < ROLLOUTS; rollout++) {
      int thought = random.nextInt(THOUGHTS);
      refused[rollout] = random.nextDouble() < of.refuse[thought];
      refusals += refused[rollout] ? 1 : 0;
      lengths = lengths.and(of.lengths[thought]);
      generated = generated.and(of.lengths[thought] + random.nextInt(LONGEST_ANSWER));
      if (rollout < TRACES) {
        oscillations = oscillations.and(of.oscillations[thought]);
        whole.add(answers(of.refuse[thought], BRANCHES, random));
      }
    }
    Answers opened = answers(of.opened, TRACES * BRANCHES, random);
    List<Rate> here = new ArrayList<>();
    List<Rate> before = new ArrayList<>();
    for (int trace = 0; trace < TRACES; trace++) {
      here.add(agreement(whole.get(trace), refused[trace]));
      before.add(agreement(opened, refused[trace]));
    }
    Map<Place, AfterCut> cuts = new HashMap<>();
    cuts.put(WHOLE, new AfterCut(whole, Rate.mean(here)));
    cuts.put(OPENED, new AfterCut(List.of(opened), Rate.mean(before)));
    return new PromptRow(
        of.prompt,
        Map.of(
            Mode.THINK,
            new Answers(refusals, ROLLOUTS),
            Mode.NO_THINK,
            answers(of.direct, ROLLOUTS, random)),
        lengths,
        generated,
        cuts,
        oscillations,
        Map.of(PROBE, new Score(of.logit(), refused[0])));
  }

  private static Rate agreement(Answers answers, boolean refused) {
    double share = (double) answers.refusals() / answers.settled();
    return new Rate(refused ? share : 1 - share, answers.settled());
  }

  private static Answers answers(double refuse, int n, RandomGenerator random) {
    int refusals = 0;
    for (int i = 0; i < n; i++) {
      refusals += random.nextDouble() < refuse ? 1 : 0;
    }
    return new Answers(refusals, n);
  }
}
