package org.foregone.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.foregone.study.StudyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportWriterTests {
  @TempDir Path folder;

  @Test
  void onePageIsWrittenAndNothingElse() throws IOException, SQLException {
    Path page = ReportWriter.write(SyntheticStudy.write(folder, 12, 2, false));
    assertThat(page).isEqualTo(folder.resolve("report").resolve("index.html"));
    try (var files = Files.list(page.getParent())) {
      assertThat(files).containsExactly(page);
    }
    byte[] first = Files.readAllBytes(page);
    ReportWriter.write(folder);
    assertThat(Files.readAllBytes(page)).as("the same study gives the same page").isEqualTo(first);
  }

  @Test
  void noTextOfAStudyStandsInThePageAsMarkup() throws IOException, SQLException {
    String page = Files.readString(ReportWriter.write(SyntheticStudy.write(folder, 12, 2, false)));
    assertThat(page).doesNotContain(SyntheticStudy.SCRIPT).doesNotContain("<b>x</b>");
    assertThat(page).doesNotContain("http-equiv=\"refresh\"").doesNotContain("unsafe-eval");
    assertThat(page).containsOnlyOnce("default-src 'none'").doesNotContain("sourceMappingURL");
  }

  @Test
  void jsonIsEmbeddedSoThatNothingEndsTheElement() {
    assertThat(ReportWriter.embeddable("{\"a\":\"</script><!--\u2028&\"}"))
        .isEqualTo("{\"a\":\"\\u003c/script\\u003e\\u003c!--\\u2028\\u0026\"}");
  }

  @Test
  void aFolderWithoutAStoreIsNamed() {
    assertThatThrownBy(() -> ReportWriter.write(folder))
        .isInstanceOf(StudyException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("study.sqlite");
  }

  @Test
  void aStoreThatIsNoneIsNamedAndTheOldPageStays() throws IOException, SQLException {
    Path page = ReportWriter.write(SyntheticStudy.write(folder, 4, 1, false));
    byte[] old = Files.readAllBytes(page);
    Files.writeString(folder.resolve("findings.json"), "{ broken");
    assertThatThrownBy(() -> ReportWriter.write(folder)).hasMessageContaining("findings.json");
    assertThat(Files.readAllBytes(page)).isEqualTo(old);
    assertThat(page.resolveSibling("index.html.part")).doesNotExist();
  }
}
