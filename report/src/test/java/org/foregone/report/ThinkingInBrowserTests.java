package org.foregone.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The sections of lock-in, early exit, deliberation and causality in a real browser: what they
/// show is what the findings say, and what was not measured is said in words.
class ThinkingInBrowserTests {
  @TempDir static Path studies;
  private static PageBrowser browser;
  private static Path study;

  @BeforeAll
  static void open() throws IOException, SQLException {
    browser = new PageBrowser();
    study = ReportWriter.write(SyntheticStudy.writeWithTraces(studies.resolve("study"), 24, 2, 6));
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void nothingWentWrong() {
    browser.nothingWentWrong();
  }

  @Test
  void bothWaysStandBesideOneAnother() {
    Page page = visit(study);
    assertThat(page.locator("#headline").innerText())
        .contains("After 20% of the thinking, 84% [78, 90] of harmful prompts already give")
        .contains("and 56% [50, 62] when it may go on");
    Locator figure = page.locator("#fig-lockin");
    assertThat(figure.locator(".chart").count()).as("two intents, two ways").isEqualTo(4);
    assertThat(figure.locator("select").inputValue())
        .as("with its single prompts")
        .isEqualTo("Complies");
    figure.locator("select").selectOption("Has its final majority answer");
    assertThat(figure.locator(".said").nth(1).innerText())
        .contains("84% [78, 90] when closed and 56% [50, 62] when left to go on")
        .contains("A forced answer does not measure commitment");
    Locator rows =
        openTable(figure, "Has its final majority answer, harmful prompts, closed at the cut");
    assertThat(rows.locator("th").allInnerTexts())
        .containsExactly(
            "Before a word",
            "20%",
            "40%",
            "60%",
            "80%",
            "Whole thought",
            "150%, extended",
            "200%, extended");
    assertThat(rows.nth(1).innerText()).startsWith("20%\t84%\t[78, 90]");
    assertThat(figure.locator("figcaption").innerText())
        .contains("the open thought without a word, not the mode without thinking");
    assertThat(figure.locator(".chart").first().locator("svg").textContent()).contains("extended");
  }

  @Test
  void eachPromptHasItsOwnCurveBehindTheMean() {
    Page page = visit(study);
    Locator figure = page.locator("#fig-lockin");
    figure.locator("select").selectOption("Complies");
    Locator strands =
        figure.locator(".chart").first().locator("svg .mark-line path[opacity='0.22']");
    PlaywrightAssertions.assertThat(strands.first()).isAttached();
    // twelve harmful prompts, before the whole thought and beyond it
    assertThat(strands.count()).isEqualTo(2 * 12);
  }

  @Test
  void aCurveOfOnePromptIsTheMeanOfItsTraces() {
    Page page = visit(study);
    assertThat(
            page.evaluate(
                """
                () => promptRate({ traces: [
                  { tokens: 101, rates: [["close", 20, 3, 4], ["go_on", 20, 0, 4]] },
                  { tokens: 10, rates: [["close", 2, 0, 4], ["close", 4, 4, 4]] },
                  { tokens: 50, rates: [["close", 10, 0, 0]] }] }, "close", 20)
                """))
        .isEqualTo(0.375);
  }

  @Test
  void theVarianceIsTakenApartAndSetAgainstTheRandomLine() {
    Page page = visit(study);
    Locator rows =
        openTable(
            page.locator("#fig-variance"), "Continuation variance (unbiased), harmful prompts, cl");
    assertThat(rows.nth(1).innerText())
        .contains("20%\t.440\t[.385, .495]\t.367 [.317, .417]\t.833");
    Locator parts = page.locator("#fig-variance-parts");
    Locator shares = openTable(parts, "Shares of the variance, harmful prompts, closed at the cut");
    assertThat(shares.allInnerTexts())
        .anyMatch(r -> r.startsWith("20%: decided by the thinking so far\t11%\t[6, 16]"))
        .anyMatch(r -> r.contains("not measured: " + SyntheticThinking.ONE_PREFIX));
    assertThat(parts.locator(".chart").first().locator("svg .mark-text").last().textContent())
        .contains("25%", "11%", "64%");
    assertThat(page.locator("#lockin i").count()).isZero();
  }

  @Test
  void earlyExitIsATableAndACurve() {
    Page page = visit(study);
    Locator figure = page.locator("#fig-early-exit");
    assertThat(figure.locator("svg .mark-symbol path").count()).as("measured rules").isEqualTo(10);
    Locator rows = figure.locator("tbody tr");
    assertThat(rows.first().innerText()).startsWith("The whole thought\t\t0%\t0%");
    assertThat(rows.nth(1).innerText())
        .startsWith("A share of the thought\t20%\t80% [77, 83]\t22% [19, 25]\t6% [4, 8]");
    assertThat(rows.last().innerText()).contains("sure by 0.95\tnot measured\tnot measured");
    assertThat(figure.locator("figcaption").innerText()).contains("331.4 [311.4, 351.4] tokens");
  }

  @Test
  void deliberationSaysHowOftenAndWhereTheTextTurns() {
    Page page = visit(study);
    Locator section = page.locator("#deliberation");
    assertThat(section.locator(".facts").first().innerText())
        .contains("(kappa) .63 [.58, .68]", "llm 14");
    Locator rows = openTable(page.locator("#fig-oscillations"), "Oscillations a trace");
    assertThat(rows.allInnerTexts())
        .anyMatch(r -> r.startsWith("All, harmful prompts\t1.42\t[1.22, 1.62]"));
    assertThat(openTable(section, "By benchmark").locator("th").allInnerTexts())
        .contains(SyntheticExperiments.NASTY_BENCHMARK + ", oscillations a trace");
    assertThat(page.locator("#fig-where .chart").first().locator("svg .mark-rect path").count())
        .isEqualTo(10);
    assertThat(openTable(section, "AUROC of the text’s balance").allInnerTexts())
        .anyMatch(r -> r.startsWith("Benign prompts, within a prompt\tnot measured: "))
        .anyMatch(r -> r.startsWith("All prompts pooled, within a prompt\t.490\t[.420, .560]"));
    assertThat(page.locator("#fig-balance .said").innerText())
        .contains("it cannot be told from chance, whatever it seems to say across prompts");
  }

  @Test
  void whatIsNotSignificantIsNeverCalledPerformative() {
    Page page = visit(study);
    assertThat(page.locator("#headline").innerText())
        .contains("Of its changes of mind, 22% [16, 28] move the rate of compliance by 10%");
    Locator locked = page.locator("#fig-locked svg .mark-text").last();
    assertThat(locked.textContent()).contains("56%", "31%", "13%");
    assertThat(page.locator("#fig-locked .legend").innerText())
        .contains("Locked before it", "Not significant, too few to tell or performative")
        .contains("Moves the outcome");
    Locator rows = openTable(page.locator("#fig-locked"), "Tested cuts, by the state before them");
    assertThat(rows.first().innerText()).isEqualTo("Harmful, changes\t4\t120\t24\t66\t0\t0");
    assertThat(rows.nth(1).innerText())
        .isEqualTo("Harmful, changes, as the study counts\t2\t150\t26\t36\t–\t–");
    assertThat(page.locator("#fig-locked").innerText())
        .contains("as the sequential rule predicts it", "a prediction, no certificate");
    Locator share = page.locator("#fig-meaningful");
    assertThat(share.locator(".missing").innerText())
        .isEqualTo("Not measured: " + SyntheticThinking.NO_BENIGN);
    assertThat(share.locator(".said").first().innerText())
        .contains("10 points with a chance of 4%", "what it does not find may still be there");
    assertThat(openTable(share, "Changes of stance, harmful prompts").allInnerTexts())
        .anyMatch(r -> r.startsWith("Estimated share that moves it\t22%\t[16, 28]"))
        .anyMatch(r -> r.startsWith("Significant, Holm\t13%"))
        .anyMatch(r -> r.startsWith("As the study counts\t13%"));
    assertThat(page.locator("#fig-evidence .legend").innerText())
        .contains("The effect is not 0", "Cannot be said", "Certainly below the threshold");
    assertThat(page.locator("#causality .facts").first().innerText())
        .contains("Saved by stopping early 65%");
  }

  @Test
  void everyTestedCutIsAMark() {
    Page page = visit(study);
    Locator figure = page.locator("#fig-effects");
    int harmful = ((Number) page.evaluate("effectsOf('changes', INTENTS[0]).length")).intValue();
    assertThat(harmful).isPositive();
    assertThat(figure.locator(".chart").first().locator("svg .mark-symbol path").count())
        .isEqualTo(harmful);
    figure.locator("select").selectOption("Changes of stance: effects with their intervals");
    PlaywrightAssertions.assertThat(
            figure.locator(".chart").first().locator("svg .mark-rule line[stroke-width='1.5']"))
        .hasCount(harmful + 1);
  }

  @Test
  void aSectionStandsWithoutTheOthers() throws IOException, SQLException {
    for (String only : List.of("lockin", "deliberation", "causality")) {
      Path folder = SyntheticStudy.write(studies.resolve("only-" + only), 4, 2, false);
      Map<String, Object> found =
          switch (only) {
            case "lockin" -> SyntheticThinking.lockin(2, 1, 4);
            case "deliberation" -> SyntheticThinking.deliberation(2, 1);
            default -> SyntheticThinking.causality(2, 1);
          };
      Page page = visit(ReportWriter.write(with(folder, Map.of(only, found))));
      assertThat(page.locator("#" + only + " .chart").count()).as(only).isPositive();
      assertThat(page.locator("#views").isVisible()).as("a reader without traces").isFalse();
      assertThat(page.locator("#count").innerText()).isEqualTo("4 of 4 prompts");
      for (String other : List.of("lockin", "deliberation", "causality")) {
        assertThat(page.locator("#" + other).count()).isEqualTo(other.equals(only) ? 1 : 0);
      }
    }
  }

  @Test
  void whatCameToNothingSaysWhy() throws IOException, SQLException {
    Path folder = SyntheticStudy.write(studies.resolve("nothing"), 4, 2, false);
    Map<String, Object> nothing = new LinkedHashMap<>();
    for (String name : List.of("lockin", "deliberation", "causality")) {
      nothing.put(
          name, Map.of("settings", Map.of(), "not_measured", Map.of(name, "no <b>thought</b>")));
    }
    Page page = visit(ReportWriter.write(with(folder, nothing)));
    for (String name : nothing.keySet()) {
      assertThat(page.locator("#" + name).innerText()).contains("all of it\tno <b>thought</b>");
      assertThat(page.locator("#" + name + " figure").count()).isZero();
    }
  }

  private static Path with(Path folder, Map<String, Object> experiments) throws IOException {
    Path file = folder.resolve("findings.json");
    JsonMapper json = JsonMapper.shared();
    ObjectNode findings = (ObjectNode) json.readTree(Files.readString(file));
    experiments.forEach(findings::putPOJO);
    Files.writeString(file, json.writeValueAsString(findings));
    return folder;
  }

  private static Page visit(Path file) {
    return browser.visit(file, "", 1280, ColorScheme.LIGHT);
  }

  private static Locator openTable(Locator within, String caption) {
    return ExperimentsInBrowserTests.openTable(within, caption);
  }
}
