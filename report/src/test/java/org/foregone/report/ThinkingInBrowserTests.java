package org.foregone.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  private static Page visit(Path file) {
    return browser.visit(file, "", 1280, ColorScheme.LIGHT);
  }

  private static Locator openTable(Locator within, String caption) {
    return ExperimentsInBrowserTests.openTable(within, caption);
  }
}
