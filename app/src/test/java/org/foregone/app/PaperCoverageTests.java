package org.foregone.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.foregone.fixtures.Fixtures;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// What PAPER_COVERAGE.md calls done is in the demo study's findings.
class PaperCoverageTests {
  private static final Pattern PATH = Pattern.compile("`([a-z0-9_.]+)`");

  private static List<List<String>> rows() throws IOException {
    return Files.readAllLines(Fixtures.project().resolve("PAPER_COVERAGE.md")).stream()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| item"))
        .map(line -> List.of(line.substring(1).split("\\|", -1)))
        .map(cells -> cells.stream().map(String::strip).toList())
        .toList();
  }

  @Test
  void everyRowSaysHowFarItIs() throws IOException {
    assertThat(rows()).hasSizeGreaterThan(20);
    assertThat(rows()).allSatisfy(row -> assertThat(row.get(2)).isIn("done", "partial", "not yet"));
    assertThat(rows())
        .filteredOn(row -> !row.get(2).equals("done"))
        .allSatisfy(row -> assertThat(row.get(3)).isEmpty());
  }

  @TestFactory
  Stream<DynamicTest> whatIsDoneIsMeasured() throws IOException {
    return rows().stream()
        .filter(row -> row.get(2).equals("done"))
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.getFirst(),
                    () -> {
                      List<String> paths =
                          PATH.matcher(row.get(3)).results().map(found -> found.group(1)).toList();
                      assertThat(paths).isNotEmpty();
                      for (String path : paths) {
                        JsonNode found = Demo.STUDY.findings().at("/" + path.replace('.', '/'));
                        assertThat(found.isMissingNode() || found.path("estimate").isNull())
                            .as(path + " is missing")
                            .isFalse();
                      }
                    }));
  }
}
