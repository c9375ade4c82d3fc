package org.foregone.study.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.foregone.study.StudyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigSourcesTests {
  @TempDir Path temp;

  @Test
  void everyProblemIsToldAtOnce() throws IOException {
    Path yaml = temp.resolve("study.yaml");
    Files.writeString(yaml, "rolouts: 4\ncaps:\n  thinking: many\n  answer: 0\nmodel: none.gguf\n");
    assertThatThrownBy(() -> new ConfigSources(yaml, Map.of(), List.of("seed"), Map.of()).resolve())
        .isInstanceOf(StudyException.class)
        .hasMessage(
            String.join(
                "\n",
                yaml + ":1: unknown key rolouts (did you mean rollouts?)",
                "--set seed: not of the form key=value",
                yaml
                    + ":5: model: "
                    + temp.resolve("none.gguf")
                    + " does not exist"
                    + " (relative names start from "
                    + temp
                    + ")",
                yaml + ":3: caps.thinking is many (allowed: a whole number from 1 to 1000000)",
                yaml + ":4: caps.answer is 0 (allowed: a whole number from 1 to 1000000)"));
  }

  @Test
  void laterLayersWinAndSayWhoTheyAre() throws IOException {
    Path yaml = temp.resolve("study.yaml");
    Files.writeString(yaml, "preset: paper\nseed: 3\njudges: [a, b]\n");
    ResolvedConfig resolved =
        new ConfigSources(
                yaml,
                Map.of("FOREGONE_SEED", "4", "FOREGONE_CAPS_ANSWER", "7"),
                List.of("seed=5"),
                Map.of("judges", List.of("c")))
            .resolve();
    assertThat(resolved.config().seed()).isEqualTo(5);
    assertThat(resolved.config().rollouts()).isEqualTo(32);
    assertThat(resolved.config().judges()).containsExactly("c");
    assertThat(resolved.explained())
        .contains("seed = 5  (--set)")
        .contains("caps.answer = 7  (FOREGONE_CAPS_ANSWER)")
        .contains("caps.thinking = 16384  (preset paper)");
  }

  @Test
  void aJudgeKeepsItsOptions() throws IOException {
    String spec = "organism:miss=.1,false-alarm=.05";
    for (String text : List.of(spec + ", classifier", "\n  - " + spec + "\n  - classifier")) {
      Path yaml = Files.writeString(temp.resolve("study.yaml"), "judges: " + text + "\n");
      assertThat(new ConfigSources(yaml, Map.of(), List.of(), Map.of()).resolve().config().judges())
          .containsExactly(spec, "classifier");
    }
  }

  @Test
  void aResolvedFileReadsBackTheSame() throws IOException {
    ResolvedConfig first =
        new ConfigSources(
                null,
                Map.of(),
                List.of("template-kwargs={reasoning_effort: low, deep: [1, true]}", "judges=a,b"),
                Map.of("system-prompt", "Be good: yes\n# really"))
            .resolve();
    Path yaml = temp.resolve("study.resolved.yaml");
    Files.writeString(yaml, first.yaml(Map.of("model.sha256", "00ff")));
    ResolvedConfig again = new ConfigSources(yaml, Map.of(), List.of(), Map.of()).resolve();
    assertThat(again.config()).isEqualTo(first.config());
    again.requireSameRowsAs(first, java.util.Set.of(), "folder");
  }

  @Test
  void unknownVariablesAreReportedWithTheNearest() {
    Map<String, String> environment =
        Map.of(
            "FOREGONE_CAPS_THINKIN", "12",
            "FOREGONE_WEATHER", "fine",
            "FOREGONE_FIXTURES", "elsewhere",
            "FOREGONE_LLAMA_CPP", "elsewhere",
            "FOREGONE_HOME", "elsewhere",
            "FOREGONE", "no setting",
            "PATH", "/bin");
    assertThatThrownBy(() -> new ConfigSources(null, environment, List.of(), Map.of()).resolve())
        .hasMessage(
            "FOREGONE_CAPS_THINKIN: no setting has this variable (did you mean"
                + " FOREGONE_CAPS_THINKING?)\n"
                + "FOREGONE_WEATHER: no setting has this variable (unset it; --print-config lists"
                + " the keys)");
  }
}
