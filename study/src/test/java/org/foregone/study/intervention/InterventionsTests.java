package org.foregone.study.intervention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.foregone.fixtures.Fixtures;
import org.foregone.study.StudyException;
import org.foregone.study.config.ConfigSources;
import org.foregone.study.config.Key;
import org.foregone.study.config.ResolvedConfig;
import org.foregone.study.intervention.Interventions.Chosen;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class InterventionsTests {
  private static void refused(String spec, String... messages) {
    assertThatThrownBy(() -> Interventions.of(spec))
        .isInstanceOfSatisfying(
            StudyException.class,
            e ->
                assertThat(e.problems())
                    .extracting(StudyException.Problem::toString)
                    .containsExactly(messages));
  }

  @Test
  void noneIsChosenByDefault() {
    assertThat(Interventions.of("").spec()).isEqualTo("none");
    assertThat(Interventions.of(" none ")).isSameAs(Interventions.Chosen.NONE);
  }

  @Test
  void theSpecSaysAllThatWasChosen() {
    assertThat(Interventions.of("zerothink").spec()).isEqualTo("zerothink");
    assertThat(Interventions.of("saferemind:cooldown=0,alpha=1.50,window=12"))
        .satisfies(
            c ->
                assertThat(c.spec())
                    .isEqualTo(
                        "saferemind:text=Wait, let me think again. Does this request involve"
                            + " potentially harmful content?,window=12,alpha=1.5,most=3,"
                            + "cooldown=0,chunk=64"))
        .satisfies(
            c ->
                assertThat(c.intervention())
                    .isEqualTo(
                        new SafeRemind(
                            "Wait, let me think again. Does this request involve potentially"
                                + " harmful content?",
                            12,
                            1.5,
                            3,
                            0,
                            64)));
    String spec = Interventions.of("morethink:most=2").spec();
    assertThat(Interventions.of(spec)).isEqualTo(Interventions.of("morethink:most=2"));
  }

  @Test
  void aCommaBelongsToItsValue() {
    assertThat(Interventions.of("lessthink:text=Okay, fine, a = b").intervention())
        .isEqualTo(new LessThink("Okay, fine, a = b"));
    assertThat(Interventions.of("psr:question=Is it, really?,every=8").intervention())
        .isEqualTo(new Psr("Is it, really?", 8, 4, 8, 0));
    Chosen odd = Interventions.of("lessthink:text=Say\\,sentence=none, or\\,text=so");
    assertThat(odd.intervention()).isEqualTo(new LessThink("Say,sentence=none, or,text=so"));
    assertThat(Interventions.of(odd.spec())).isEqualTo(odd);
    assertThatThrownBy(() -> Interventions.of("morethink:text=Wait,max=3"))
        .hasMessageContaining("no key \"max\"");
  }

  /// Files are found from where they were named, and the same choice in other words is the same.
  @Test
  void aConfigurationNamesItsInterventionInFull(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("study.yaml"), "intervention: 'steer:study=.'");
    ResolvedConfig settled =
        Interventions.settled(new ConfigSources(file, Map.of(), List.of(), Map.of()).resolve());
    assertThat(settled.config().intervention())
        .isEqualTo("steer:study=" + folder.toAbsolutePath() + ",dose=3.0");
    assertThat(Interventions.of(settled.config().intervention()).intervention().inputs())
        .contains(folder.toAbsolutePath().resolve("study.sqlite"));
    assertThat(given("none")).isEqualTo(given("")).isEmpty();
    assertThat(given("budget")).isEqualTo(given("budget:tokens=256"));
    assertThat(given("steer:study=made/later")) // by a matrix, say
        .isEqualTo("steer:study=" + Path.of("made/later").toAbsolutePath() + ",dose=3.0");
  }

  private static String given(String spec) {
    List<String> sets = List.of("intervention=" + spec);
    return Interventions.settled(new ConfigSources(null, Map.of(), sets, Map.of()).resolve())
        .config()
        .intervention();
  }

  @Test
  void anUnknownNameGetsTheNearest() {
    assertThatThrownBy(() -> Interventions.of("safepath"))
        .isInstanceOf(StudyException.class)
        .hasMessageContaining("intervention: there is none called \"safepath\"")
        .hasMessageContaining("did you mean safepath-zs? there are safepath-zs, saferemind, psr");
  }

  @Test
  void everythingWrongIsToldAtOnce() {
    refused(
        "saferemind:windw=10,alpha=x,most=0,fast",
        "intervention saferemind: no key \"windw\" (did you mean window? its keys are text,"
            + " window, alpha, most, cooldown, chunk)",
        "intervention saferemind: alpha is x (allowed: a number from -100 to 100)",
        "intervention saferemind: most is 0,fast (allowed: a whole number from 1 to 2147483647)");
    refused("zerothink:text=a", "intervention zerothink: no key \"text\" (it has no keys)");
    refused("budget:256", "intervention budget: \"256\" is no key=value (its keys are tokens)");
    for (String text : List.of("|", "Wait||Hmm")) {
      refused(
          "morethink:text=" + text,
          "intervention morethink: text has no words to put in the place of the close"
              + " (morethink:text=Wait|Let me think again)");
    }
    refused("steer:dose=1", "intervention steer: no study is named (steer:study=DIR,dose=3)");
  }

  /// docs/INTERVENTIONS.md has a section for each, with every key, default and source.
  @TestFactory
  Stream<DynamicTest> thePageSaysWhatTheProgramDoes() throws IOException {
    String page = Files.readString(Fixtures.project().resolve("docs/INTERVENTIONS.md"));
    List<String> sections = List.of(page.split("\n## "));
    assertThat(sections.stream().skip(1).map(s -> s.lines().findFirst().orElse("")))
        .filteredOn(title -> title.startsWith("`"))
        .containsExactlyElementsOf(
            Interventions.ALL.stream().map(d -> "`" + d.name() + "`").toList());
    return Interventions.ALL.stream()
        .map(
            declared ->
                DynamicTest.dynamicTest(
                    declared.name(),
                    () -> {
                      String section =
                          sections.stream()
                              .filter(s -> s.startsWith("`" + declared.name() + "`\n"))
                              .findFirst()
                              .orElseThrow();
                      assertThat(section)
                          .containsIgnoringCase(declared.does())
                          .contains(declared.source());
                      for (Key key : declared.keys()) {
                        assertThat(section)
                            .contains(
                                "| `%s` | %s | %s |"
                                    .formatted(
                                        key.name(),
                                        key.fallback().isEmpty()
                                            ? "(needed)"
                                            : "`" + key.fallback().replace("|", "\\|") + "`",
                                        key.meaning().replace("|", "\\|")));
                      }
                    }));
  }
}
