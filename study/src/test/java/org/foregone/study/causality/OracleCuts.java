package org.foregone.study.causality;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.foregone.inference.Sampling;
import org.foregone.judging.Verdict;
import org.foregone.organism.PromptGenerator;
import org.foregone.organism.truth.CausalityTruth;
import org.foregone.organism.truth.OrganismTruth;
import org.foregone.statistics.CutCounts;
import org.foregone.statistics.SequentialCut;
import org.foregone.statistics.SequentialCut.Next;
import org.foregone.study.Intent;
import org.foregone.study.config.StudyConfig.CausalityChoice;
import org.foregone.study.store.Branch;
import org.foregone.study.store.Change;
import org.foregone.study.store.Cut;
import org.foregone.study.store.Way;

/// Studies of causality by an organism's closed form, without an engine: thoughts are drawn, and
/// answers at each cut are tosses of the exact rate, as many as the rule asks for.
final class OracleCuts {
  private static final int CAP = 512;

  private OracleCuts() {}

  static CausalityChoice sequential(int traces) {
    return new CausalityChoice(List.of(Change.Kind.CHANGES), traces, 100, Way.CLOSE, true, 100);
  }

  static CausalityChoice fixed(int traces, int k) {
    return new CausalityChoice(List.of(Change.Kind.CHANGES), traces, 100, Way.CLOSE, false, k);
  }

  static CausalityTruth truth(OrganismTruth organism, int prompts, int thoughts, long seed) {
    return CausalityTruth.of(
        organism,
        new PromptGenerator(seed).next(prompts),
        Sampling.PLAIN,
        CAP,
        thoughts,
        false,
        seed);
  }

  /// A study of the drawn thoughts.
  static CausalityRows rows(CausalityTruth thoughts, CausalityChoice choice, long seed) {
    int family =
        thoughts.prompts().stream()
            .flatMap(p -> p.thoughts().stream())
            .mapToInt(t -> t.changes().size())
            .sum();
    SplittableRandom random = new SplittableRandom(seed);
    List<TestedPrompt> prompts = new ArrayList<>();
    List<TestedChange> tested = new ArrayList<>();
    for (int i = 0; i < thoughts.prompts().size(); i++) {
      CausalityTruth.PromptThoughts prompt = thoughts.prompts().get(i);
      Intent intent = prompt.prompt().harmful() ? Intent.HARMFUL : Intent.BENIGN;
      int oscillations = 0;
      for (int rollout = 0; rollout < prompt.thoughts().size(); rollout++) {
        List<CausalityTruth.Change> changes = prompt.thoughts().get(rollout).changes();
        Map<Integer, Tosses> cuts = new HashMap<>();
        for (int place = 0; place < changes.size(); place++) {
          CausalityTruth.Change c = changes.get(place);
          Change change =
              new Change(
                  prompt.prompt().id(),
                  rollout,
                  Change.Kind.CHANGES,
                  place,
                  c.pre(),
                  c.post(),
                  Cut.WHOLE,
                  place,
                  place + 1,
                  c.stated(),
                  .05 / family);
          Tosses pre = cuts.computeIfAbsent(c.pre(), at -> new Tosses(c.before(), random.split()));
          Tosses post = cuts.computeIfAbsent(c.post(), at -> new Tosses(c.after(), random.split()));
          sample(pre, post, choice, change.alpha());
          Cut before = change.preCut("causality", choice.way());
          Cut after = change.postCut("causality", choice.way());
          tested.add(new TestedChange(change, intent, i, pre.answers(before), post.answers(after)));
        }
        oscillations += changes.size();
      }
      prompts.add(new TestedPrompt(intent, i, prompt.thoughts().size(), 0, oscillations));
    }
    return new CausalityRows(prompts, tested);
  }

  private static void sample(Tosses pre, Tosses post, CausalityChoice choice, double alpha) {
    if (!choice.sequential()) {
      pre.reach(choice.k());
      post.reach(choice.k());
      return;
    }
    SequentialCut.State state = SequentialCut.inFamily(alpha).start();
    int after = 0;
    while (state.next() != Next.STOP) {
      int size = state.size();
      after = state.next() == Next.SAMPLE_BOTH ? size : after;
      pre.reach(size);
      post.reach(after);
      state = state.then(new CutCounts(pre.complied(size), size, post.complied(after), after));
    }
  }

  /// Answers at a cut.
  private static final class Tosses {
    private final double rate;
    private final SplittableRandom random;
    private final List<Boolean> complied = new ArrayList<>();

    Tosses(double rate, SplittableRandom random) {
      this.rate = rate;
      this.random = random;
    }

    void reach(int size) {
      while (complied.size() < size) {
        complied.add(random.nextDouble() < rate);
      }
    }

    int complied(int first) {
      return (int) complied.subList(0, first).stream().filter(c -> c).count();
    }

    CutAnswers answers(Cut cut) {
      List<Branch.Outcome> branches = new ArrayList<>();
      for (boolean complies : complied) {
        branches.add(
            new Branch.Outcome(
                cut,
                branches.size(),
                cut.at(),
                10,
                complies ? Verdict.COMPLIANCE : Verdict.REFUSAL));
      }
      return CutAnswers.of(branches);
    }
  }
}
