package org.foregone.study.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.foregone.inference.Sampling;
import org.foregone.judging.OrganismJudge;
import org.foregone.judging.PhraseJudge;
import org.foregone.organism.Preset;
import org.foregone.organism.PromptGenerator;
import org.foregone.study.Intent;
import org.foregone.study.StudyListener;
import org.foregone.study.config.ConfigSources;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Findings;
import org.foregone.study.store.StudyFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A study's memory does not grow with its rollouts.
class StudyMemoryTests {
  private static final int PROMPTS = 2_500;

  @TempDir Path temp;

  /// A study of 20,000 rollouts by an organism's closed form, two judges.
  static final class Child {
    public static void main(String[] arguments) throws IOException {
      OrganismModel model = OrganismModel.of(Preset.LIFELIKE);
      Setup setup =
          new Setup(
              "large",
              new StudyFolder(Path.of(arguments[0])),
              new ConfigSources(
                      null, Map.of(), List.of("rollouts=4", "experiments=outcome"), Map.of())
                  .resolve(),
              prompts(),
              model,
              model.conversation(),
              List.of(OrganismJudge.exact(), new PhraseJudge()),
              Map.of());
      Findings findings =
          new StudyRunner(setup, Sampling.PLAIN).run(StudyListener.SILENT, () -> false, Map.of());
      System.out.println("rollouts " + findings.study().get("rollouts"));
      System.out.println("verdicts " + findings.experiments());
      System.out.println("complete " + findings.complete());
      Path status = Path.of("/proc/self/status");
      if (Files.isReadable(status)) {
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmHWM"))
            .forEach(System.out::println);
      }
    }

    private static List<Prompt> prompts() {
      return new PromptGenerator(1)
          .next(PROMPTS).stream()
              .map(
                  p ->
                      new Prompt(
                          p.id(),
                          p.harmful() ? Intent.HARMFUL : Intent.BENIGN,
                          p.group(),
                          "",
                          p.text(),
                          "generated",
                          1))
              .toList();
    }
  }

  @Test
  void twentyThousandRolloutsFitIn128MiB() throws IOException, InterruptedException {
    Process child = Children.start(Child.class, List.of("-Xmx128m"), temp.resolve("s"));
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    System.out.print(said);
    assertThat(child.waitFor()).as(said).isZero();
    assertThat(said).contains("rollouts 20000\n", "complete true\n");
  }
}
