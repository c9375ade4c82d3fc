package org.foregone.study.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.foregone.dialogue.Mode;
import org.foregone.judging.OrganismJudge;
import org.foregone.organism.OrganismPrompt;
import org.foregone.organism.OrganismPrompts;
import org.foregone.organism.Preset;
import org.foregone.study.Intent;
import org.foregone.study.branching.Thought;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Cut;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Trace;
import org.foregone.study.store.Way;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What lock-in cuts: the real engine's own tokens.
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
      var setup = study.setup(temp.resolve("s"), prompts(), OrganismJudge.exact(), settings(4));
      EngineStudy.run(setup);
      try (StudyStore store = StudyStore.read(setup.folder().database())) {
        for (Prompt prompt : prompts()) {
          int[] prefix = store.prefix(prompt.id(), Mode.THINK).orElseThrow();
          for (Trace trace : store.traces(prompt.id(), TRACES)) {
            int[] extension = store.branches().extension(prompt.id(), trace.index()).orElseThrow();
            Thought thought = new Thought(prefix, trace, extension);
            for (int at = 0; at <= thought.length() + extension.length; at++) {
              int[] before =
                  thought.before(new Cut(prompt.id(), "lockin", trace.index(), at, Way.CLOSE));
              int own = trace.thinking().start() + Math.min(at, thought.length());
              assertThat(Arrays.copyOf(before, own)).isEqualTo(Arrays.copyOf(trace.tokens(), own));
              assertThat(Arrays.copyOfRange(before, own, before.length))
                  .isEqualTo(Arrays.copyOf(extension, before.length - own));
            }
          }
        }
      }
      List<String> once = LetterStudy.rows(setup);
      EngineStudy.run(setup);
      assertThat(LetterStudy.rows(setup)).isEqualTo(once);
    }
  }
}
