package org.foregone.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.foregone.inference.Sampling;
import org.foregone.judging.OrganismJudge;
import org.foregone.organism.OrganismPrompt;
import org.foregone.organism.OrganismPrompts;
import org.foregone.organism.Preset;
import org.foregone.statistics.Estimate;
import org.foregone.study.Intent;
import org.foregone.study.StudyException;
import org.foregone.study.StudyListener;
import org.foregone.study.config.ConfigSources;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Findings;
import org.foregone.study.store.StudyFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lock-in, deliberation and causality as one study of organisms.
final class CausalityStudyTests {
  private static final List<String> SETTINGS =
      List.of(
          "experiments=outcome,lockin,deliberation,causality",
          "rollouts=2",
          "caps.thinking=400",
          "caps.answer=48",
          "lockin.cuts=0,60,100,150",
          "lockin.traces=1",
          "lockin.branches=4",
          "deliberation.pack=0",
          "deliberation.judges=organism",
          "deliberation.traces=2",
          "causality.traces=2");

  @TempDir private Path temp;

  private static List<Prompt> prompts(int count) {
    List<Prompt> prompts = new ArrayList<>();
    List<OrganismPrompt> all = OrganismPrompts.standard();
    for (int i = 0; i < count; i++) {
      OrganismPrompt p = all.get(i * all.size() / count);
      Intent intent = p.harmful() ? Intent.HARMFUL : Intent.BENIGN;
      prompts.add(
          new Prompt(p.id(), intent, "organism", p.group(), p.text(), "made", prompts.size() + 1));
    }
    return prompts;
  }

  private Setup oracle(String folder, Preset preset, List<String> settings, int prompts) {
    OrganismModel model = OrganismModel.of(preset);
    return new Setup(
        "test",
        new StudyFolder(temp.resolve(folder)),
        new ConfigSources(null, Map.of(), settings, Map.of()).resolve(),
        prompts(prompts),
        model,
        model.conversation(),
        List.of(OrganismJudge.exact()),
        Map.of());
  }

  private static Estimate at(Findings findings, String path) {
    return Objects.requireNonNull(findings.estimates().get(path), path);
  }

  /// Stopped again and again, a study ends with the rows of one that never was.
  @Test
  void interruptionsChangeNothing() {
    List<String> settings = new ArrayList<>(SETTINGS);
    settings.add("causality.cuts=changes,random,sentences");
    settings.add("causality.most=3");
    Setup whole = oracle("whole", Preset.MIXED, settings, 8);
    EngineStudy.run(whole);
    Setup broken = oracle("broken", Preset.MIXED, settings, 8);
    Findings last = null;
    for (int run = 0; last == null || !last.complete(); run++) {
      assertThat(run).isLessThan(200);
      AtomicInteger asked = new AtomicInteger();
      last =
          new StudyRunner(broken, Sampling.PLAIN)
              .run(StudyListener.SILENT, () -> asked.incrementAndGet() > 40, Map.of());
    }
    assertThat(LetterStudy.rows(broken)).isEqualTo(LetterStudy.rows(whole));
    assertThat(LetterStudy.rows(whole)).anyMatch(row -> row.startsWith("changes"));
    for (String kind : List.of("changes", "random", "sentences")) {
      assertThat(at(last, "causality." + kind + ".all.meaningful").measured()).as(kind).isTrue();
    }
  }

  @Test
  void moreTracesAndKindsDoOnlyWhatIsMissing() {
    List<String> few = new ArrayList<>(SETTINGS);
    few.set(10, "causality.traces=1");
    Setup setup = oracle("grown", Preset.MIXED, few, 8);
    EngineStudy.run(setup);
    List<String> before = LetterStudy.rows(setup);
    Findings grown = EngineStudy.run(oracle("grown", Preset.MIXED, SETTINGS, 8));
    assertThat(grown.complete()).isTrue();
    assertThat(LetterStudy.rows(setup).stream().filter(r -> r.startsWith("branches")))
        .containsAll(before.stream().filter(r -> r.startsWith("branches")).toList());
  }

  @Test
  void whatCannotBeTestedIsToldBeforeAnyWork() {
    List<String> wrong = new ArrayList<>(SETTINGS);
    wrong.set(0, "experiments=outcome,causality");
    wrong.add("causality.k=50");
    Setup setup = oracle("wrong", Preset.MIXED, wrong, 8);
    assertThatThrownBy(() -> EngineStudy.run(setup))
        .isInstanceOf(StudyException.class)
        .hasMessageContaining("needs the stances of deliberation")
        .hasMessageContaining("causality.k: 50");
    assertThat(temp.resolve("wrong").resolve("study.sqlite")).doesNotExist();
  }

  @Test
  void theFixedRuleSamplesEveryCutInFull() {
    List<String> fixed = new ArrayList<>(SETTINGS);
    fixed.add("causality.rule=fixed");
    fixed.add("causality.k=16");
    fixed.add("causality.way=go_on");
    Setup setup = oracle("fixed", Preset.MIXED, fixed, 8);
    Findings findings = EngineStudy.run(setup);
    assertThat(findings.complete()).isTrue();
    assertThat(LetterStudy.rows(setup))
        .filteredOn(row -> row.startsWith("effects"))
        .isNotEmpty()
        .allMatch(row -> row.contains("|16|"));
  }
}
