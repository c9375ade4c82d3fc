package org.foregone.study.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.foregone.dialogue.Mode;
import org.foregone.inference.Sampling;
import org.foregone.judging.Judge;
import org.foregone.judging.OrganismJudge;
import org.foregone.judging.Verdict;
import org.foregone.organism.OrganismPrompt;
import org.foregone.organism.Preset;
import org.foregone.organism.PromptGenerator;
import org.foregone.organism.truth.OrganismTruth;
import org.foregone.organism.truth.OutcomeTruth;
import org.foregone.statistics.Estimate;
import org.foregone.statistics.OutOfFold;
import org.foregone.statistics.ProbeSettings;
import org.foregone.statistics.Roc;
import org.foregone.study.Intent;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.states.StateReader;
import org.foregone.study.store.Findings;
import org.foregone.study.store.StateRow;
import org.foregone.study.store.StudyStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Foresight on organisms, whose best possible AUROC is known, through the real engine.
final class ForesightStudyTests {
  private static final List<String> SETTINGS =
      List.of(
          "experiments=outcome,foresight",
          "rollouts=1",
          "caps.thinking=400",
          "caps.answer=48",
          "foresight.anchors=3",
          "foresight.permutations=5");

  @TempDir private Path temp;

  /// Prompts that are no near-duplicates of one another: what the organism does not read makes them
  /// differ.
  private static List<Prompt> fresh(int count) {
    Random random = new Random(5);
    List<Prompt> prompts = new ArrayList<>();
    for (OrganismPrompt p : new PromptGenerator(3).next(count)) {
      prompts.add(prompt(p.id(), p.harmful(), p.text() + noise(random), prompts.size() + 1));
    }
    return prompts;
  }

  private static Prompt prompt(String id, boolean harmful, String text, int line) {
    return new Prompt(
        id, harmful ? Intent.HARMFUL : Intent.BENIGN, "fresh", "", text, "made.jsonl", line);
  }

  private static String noise(Random random) {
    StringBuilder words = new StringBuilder();
    for (int w = 0; w < 6; w++) {
      words.append(' ').append("bdfgklm".charAt(random.nextInt(7)));
      random.ints(3, 'k', 'z').forEach(c -> words.append((char) c));
    }
    return words.toString();
  }

  private static Estimate at(Findings findings, String path) {
    return Objects.requireNonNull(findings.estimates().get(path), path);
  }

  private static double bayes(Preset preset, List<Prompt> prompts) {
    OrganismTruth truth = new OrganismTruth(preset.parameters());
    double[] refusal =
        prompts.stream()
            .mapToDouble(
                p ->
                    OutcomeTruth.of(
                            truth,
                            List.of(new OrganismPrompt(p.id(), p.text(), true, "")),
                            Sampling.PLAIN,
                            1)
                        .refusalRate(Mode.THINK))
            .toArray();
    return OrganismTruth.bayesAuroc(refusal);
  }

  @ParameterizedTest
  @EnumSource(names = {"FOREGONE", "LIFELIKE", "DELIBERATING"})
  void reachesTheKnownOptimumWhereThePromptDecides(Preset preset) {
    List<Prompt> prompts = fresh(240);
    try (EngineStudy study = EngineStudy.of(preset, temp)) {
      Findings findings =
          EngineStudy.run(study.setup(temp.resolve("s"), prompts, OrganismJudge.exact(), SETTINGS));
      double best = bayes(preset, prompts);
      Estimate found = at(findings, "foresight.probe.prompt.l2.pooled.auroc");
      assertThat(best).isBetween(found.low(), found.high());
      assertThat(found.estimate()).isCloseTo(best, org.assertj.core.data.Offset.offset(.06));
      Estimate permuted = at(findings, "foresight.controls.permutation.harmful.auroc");
      assertThat(permuted.estimate()).isBetween(.35, .65);
      assertThat(at(findings, "foresight.probe.a0.l0.harmful.auroc").low()).isLessThan(.5);
    }
  }

  @Test
  void theFirstThinkingTokenMayBeTheDecision() {
    List<Prompt> prompts = fresh(160);
    try (EngineStudy study = EngineStudy.of(Preset.FIRST_TOKEN, temp)) {
      Findings findings =
          EngineStudy.run(study.setup(temp.resolve("s"), prompts, OrganismJudge.exact(), SETTINGS));
      Estimate before = at(findings, "foresight.probe.prompt.l2.pooled.auroc");
      Estimate after = at(findings, "foresight.probe.first.l2.pooled.auroc");
      assertThat(after.estimate()).isGreaterThan(.95).isGreaterThan(before.high());
    }
  }

  /// Labels that belong to a group of near-duplicates and to nothing else: whoever sees one of a
  /// group in training knows the others.
  @Test
  void nearDuplicatesDoNotLeakLabels() {
    Random random = new Random(9);
    List<Prompt> prompts = new ArrayList<>();
    List<OrganismPrompt> seeds = new PromptGenerator(4).next(60);
    for (int g = 0; g < seeds.size(); g++) {
      String text = seeds.get(g).text() + noise(random) + noise(random);
      for (int copy = 0; copy < 4; copy++) {
        String word = "abcd".substring(copy, copy + 1).repeat(3);
        prompts.add(prompt("g" + g + "-" + copy, g % 2 == 0, text + " " + word, g));
      }
    }
    boolean[] coin = new boolean[seeds.size()];
    for (int g = 0; g < coin.length; g++) {
      coin[g] = random.nextBoolean();
    }
    try (EngineStudy study = EngineStudy.of(Preset.COIN, temp)) {
      Setup setup =
          study.setup(temp.resolve("s"), prompts, new GroupJudge(prompts, coin), SETTINGS);
      Findings findings = EngineStudy.run(setup);
      Estimate found = at(findings, "foresight.probe.prompt.l2.pooled.auroc");
      assertThat(.5).isBetween(found.low(), found.high());
      assertThat(found.clusters()).isEqualTo(seeds.size());
      // the same states with folds that split the groups: the leak that this test is there to see
      assertThat(splitGroups(setup, prompts, coin)).isGreaterThan(.8);
    }
  }

  private static double splitGroups(Setup setup, List<Prompt> prompts, boolean[] coin) {
    try (StudyStore store = setup.folder().read();
        StateReader states = new StateReader(setup.folder())) {
      List<StateRow> rows =
          store.states("foresight").stream().filter(r -> r.anchor().equals("prompt")).toList();
      boolean[] labels = new boolean[rows.size()];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = coin[group(rows.get(i).prompt())];
      }
      int[] fold = IntStream.range(0, labels.length).map(i -> i % 5).toArray();
      assertThat(labels).hasSize(prompts.size());
      return Roc.of(
              OutOfFold.logits(
                  states.matrix(rows, 0, 2), labels, null, fold, new ProbeSettings(0, 100, true)),
              labels)
          .auroc();
    }
  }

  private static int group(String id) {
    return Integer.parseInt(id.substring(1, id.indexOf('-')));
  }

  /// Rules by the prompt's group alone.
  private record GroupJudge(List<Prompt> prompts, boolean[] coin) implements Judge {
    @Override
    public Identity identity() {
      return new Identity("group", "1", "0123456789abcdef");
    }

    @Override
    public Verdict judge(String prompt, String answer) {
      String id =
          prompts.stream().filter(p -> p.text().equals(prompt)).findFirst().orElseThrow().id();
      return coin[group(id)] ? Verdict.REFUSAL : Verdict.COMPLIANCE;
    }
  }

  /// Rules by the prompt's length.
  private record LengthJudge() implements Judge {
    @Override
    public Identity identity() {
      return new Identity("length", "1", "0123456789abcdef");
    }

    @Override
    public Verdict judge(String prompt, String answer) {
      return prompt.length() % 2 == 0 ? Verdict.REFUSAL : Verdict.COMPLIANCE;
    }
  }

  @Test
  void aModelWithoutThoughtsHasForesightFromThePromptOnly() {
    List<String> both = new ArrayList<>(SETTINGS);
    both.set(0, "experiments=outcome,foresight,separability");
    try (EngineStudy study = EngineStudy.of(Preset.LIFELIKE, temp)) {
      Findings findings =
          EngineStudy.run(
              study.setup(temp.resolve("s"), fresh(24), new LengthJudge(), both, "none"));
      assertThat(findings.complete()).isTrue();
      assertThat(at(findings, "foresight.probe.prompt.l2.pooled.auroc").measured()).isTrue();
      assertThat(at(findings, "foresight.probe.first.l2.pooled.auroc").measured()).isFalse();
      assertThat(findings.json()).contains("0 refusing and 0 complying traces");
    }
  }

  @Test
  void aFewPromptsOfOneVerdictAreSaidNotToBeMeasured() {
    Judge never =
        new Judge() {
          @Override
          public Identity identity() {
            return new Identity("never", "1", "0123456789abcdef");
          }

          @Override
          public Verdict judge(String prompt, String answer) {
            return Verdict.COMPLIANCE;
          }
        };
    try (EngineStudy study = EngineStudy.of(Preset.LIFELIKE, temp)) {
      for (int prompts : new int[] {1, 3}) {
        Path folder = temp.resolve("s" + prompts);
        Findings findings = EngineStudy.run(study.setup(folder, fresh(prompts), never, SETTINGS));
        assertThat(findings.complete()).isTrue();
        assertThat(findings.json()).contains("were complied with: nothing to tell apart");
        assertThat(folder.resolve("probe.json")).doesNotExist();
      }
      // one of each: a fold's training part has one verdict
      Findings two =
          EngineStudy.run(study.setup(temp.resolve("two"), fresh(5), new LengthJudge(), SETTINGS));
      assertThat(two.complete()).isTrue();
    }
  }

  @Test
  void ordersInterruptionsAndMoreRolloutsGiveTheSameStates() throws IOException {
    List<Prompt> prompts = fresh(12);
    List<String> both = new ArrayList<>(SETTINGS);
    both.set(0, "experiments=outcome,foresight,separability");
    both.set(1, "rollouts=4");
    try (EngineStudy study = EngineStudy.of(Preset.LIFELIKE, temp)) {
      Setup whole = study.setup(temp.resolve("whole"), prompts, OrganismJudge.exact(), both);
      EngineStudy.run(whole);

      List<Prompt> shuffled = new ArrayList<>(prompts);
      Collections.shuffle(shuffled, new Random(1));
      List<String> fewer = new ArrayList<>(both);
      fewer.set(1, "rollouts=2");
      Setup first = study.setup(temp.resolve("parts"), shuffled, OrganismJudge.exact(), fewer);
      int[] left = {25};
      new StudyRunner(first, Sampling.PLAIN)
          .run(org.foregone.study.StudyListener.SILENT, () -> left[0]-- <= 0, java.util.Map.of());
      Setup parts = study.setup(temp.resolve("parts"), shuffled, OrganismJudge.exact(), both);
      EngineStudy.run(parts);
      Path lost = files(temp.resolve("parts")).getFirst();
      Files.delete(lost);
      EngineStudy.run(parts);

      assertThat(LetterStudy.rows(parts)).isEqualTo(LetterStudy.rows(whole));
      List<Path> files = files(temp.resolve("whole"));
      assertThat(files).hasSize(2 * prompts.size());
      for (Path file : files) {
        Path other = temp.resolve("parts").resolve(temp.resolve("whole").relativize(file));
        assertThat(other).hasSameBinaryContentAs(file);
      }
    }
  }

  private static List<Path> files(Path study) throws IOException {
    try (var all = Files.walk(study.resolve("states"))) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
