package org.foregone.study.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.foregone.judging.OrganismJudge;
import org.foregone.organism.OrganismPrompt;
import org.foregone.organism.OrganismPrompts;
import org.foregone.organism.Preset;
import org.foregone.study.Intent;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Cut;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Way;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What lock-in asks a real engine: thoughts cut at the model's own tokens.
final class LockinStudyTests {
  private static final int TRACES = 2;
  private static final int BRANCHES = 4;

  @TempDir private Path temp;

  private static List<String> settings(long seed) {
    return List.of(
        "experiments=outcome,lockin",
        "seed=" + seed,
        "rollouts=2",
        "caps.thinking=400",
        "caps.answer=48",
        "lockin.cuts=0,20,60,100,150",
        "lockin.traces=" + TRACES,
        "lockin.branches=" + BRANCHES);
  }

  /// Every second of the standard ones: all groups.
  private static List<OrganismPrompt> asked() {
    List<OrganismPrompt> all = OrganismPrompts.standard();
    return IntStream.range(0, all.size() / 2).mapToObj(i -> all.get(2 * i)).toList();
  }

  private static List<Prompt> prompts() {
    List<Prompt> prompts = new ArrayList<>();
    for (OrganismPrompt p : asked()) {
      Intent intent = p.harmful() ? Intent.HARMFUL : Intent.BENIGN;
      prompts.add(
          new Prompt(p.id(), intent, "organism", p.group(), p.text(), "made", prompts.size() + 1));
    }
    return prompts;
  }

  @Test
  void everyBranchBeginsWithTheOriginalTokens() {
    try (EngineStudy study = EngineStudy.of(Preset.LIFELIKE, temp)) {
      Setup plain = study.setup(temp.resolve("s"), prompts(), OrganismJudge.exact(), settings(4));
      RecordedModel model = new RecordedModel(plain.model(), new ArrayList<>());
      Setup setup = LetterStudy.with(plain, model);
      EngineStudy.run(setup);
      try (StudyStore store = StudyStore.read(setup.folder().database())) {
        AskedBranches.Seen seen =
            new AskedBranches(store, setup.conversation().forcedClose()).check(model.asked());
        assertThat(seen.extensions()).isNotEmpty();
        assertThat(seen.cuts()).extracting(Cut::way).contains(Way.CLOSE, Way.GO_ON);
      }
      List<String> once = LetterStudy.rows(setup);
      int asked = model.asked().size();
      EngineStudy.run(setup);
      assertThat(LetterStudy.rows(setup)).isEqualTo(once);
      assertThat(model.asked()).as("nothing was missing").hasSize(asked);
    }
  }
}
