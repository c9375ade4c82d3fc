package org.foregone.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DemoCommandTests {
  @TempDir private Path folder;

  @Test
  void saysFirstThatItsTextIsAStageSetAndPrintsEveryTruth() {
    List<String> lines = Demo.STUDY.run().out().lines().toList();

    assertThat(lines.getFirst())
        .contains("compiled model")
        .contains("stage set")
        .contains("truth is known");
    JsonNode truth = Demo.STUDY.findings().get("truth");
    assertThat(truth.size()).isGreaterThan(20);
    truth
        .propertyNames()
        .forEach(
            path ->
                assertThat(lines)
                    .as(path)
                    .anyMatch(line -> line.startsWith(path.replace("outcome.", "") + " ")));
    assertThat(Demo.STUDY.folder().resolve("report/index.html")).isNotEmptyFile();
  }

  @Test
  void everyTruthStandsBesideAnEstimate() {
    JsonNode findings = Demo.STUDY.findings();

    findings
        .get("truth")
        .propertyNames()
        .forEach(
            path ->
                assertThat(findings.at("/" + path.replace('.', '/')).has("estimate"))
                    .as(path)
                    .isTrue());
    assertThat(findings.at("/study/complete").asBoolean()).isTrue();
  }

  @Test
  void theSameCommandAgainIsANoOpAndJsonLinesAreFramed() throws Exception {
    Path study = folder.resolve("study");
    String[] command = {"demo", "--out", study.toString(), "--rollouts", "2", "--json"};

    Run first = Run.foregone(folder, command);
    byte[] findings = Files.readAllBytes(study.resolve("findings.json"));
    Run second = Run.foregone(folder, command);

    for (Run run : List.of(first, second)) {
      assertThat(run.code()).as(run.err()).isZero();
      List<JsonNode> events =
          run.out().lines().map(line -> new JsonMapper().readTree(line)).toList();
      assertThat(events.getFirst().get("event").asString()).isEqualTo("started");
      assertThat(events.getLast().get("event").asString()).isEqualTo("done");
      assertThat(events.stream().filter(e -> e.get("event").asString().equals("done"))).hasSize(1);
    }
    assertThat(Files.readAllBytes(study.resolve("findings.json"))).isEqualTo(findings);
  }

  @Test
  void anUnknownOrganismNamesTheNearest() {
    assertThat(Run.here("demo", "--organism", "foregon").err())
        .isEqualTo(
            """
            error[E104]: --organism: there is no `foregon`
            hint: did you mean `foregone`?
            hint: one of: foregone, rationalizing, deliberating, late, first-token, mixed, lifelike, coin
            """);
  }
}
