package org.foregone.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.foregone.fixtures.Fixtures;
import org.junit.jupiter.api.Test;

/// docs/ERRORS.md says of every code what the code says of itself, and of no other.
class ErrorCodeTests {
  @Test
  void theCatalogueListsEveryCodeOnceInOrder() throws IOException {
    List<String> headings =
        Files.readAllLines(Fixtures.project().resolve("docs/ERRORS.md")).stream()
            .filter(line -> line.startsWith("## E"))
            .toList();

    assertThat(headings)
        .containsExactlyElementsOf(
            Arrays.stream(ErrorCode.values())
                .map(
                    code ->
                        "## " + code + ": " + code.title() + " (exit " + code.exit().code() + ")")
                .toList());
  }
}
