package org.foregone.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The reader's traces in a real browser: a thousand of them.
class TraceReaderTests {
  private static final String TRACES = "1,000 of 1,000 traces";

  @TempDir static Path studies;
  private static PageBrowser browser;
  private static Path study;

  /// Of sixty prompts, quicker to open.
  private static Path few;

  @BeforeAll
  static void open() throws IOException, SQLException {
    browser = new PageBrowser();
    study = ReportWriter.write(SyntheticStudy.writeWithTraces(studies.resolve("study"), 500, 2, 3));
    few = ReportWriter.write(SyntheticStudy.writeWithTraces(studies.resolve("few"), 60, 2, 3));
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
  void aThousandTracesAreListedAndOnlyThoseInSightAreDrawn() {
    Page page = visit("", 1280);
    PlaywrightAssertions.assertThat(page.locator("#count")).hasText(TRACES);
    assertThat(page.locator("#list .row").count()).isLessThan(40);
    page.locator("#list").focus();
    page.keyboard().press("End");
    page.locator("#list .selected[aria-posinset='1000']").waitFor();
    page.keyboard().press("ArrowUp");
    page.locator("#list .selected[aria-posinset='999']").waitFor();
    PlaywrightAssertions.assertThat(page.locator("#prompt .seg").first()).isVisible();
    assertThat(page.url()).contains("#trace=").contains("&rollout=0");
  }

  @Test
  void filtersAndOrderNarrowTheTraces() {
    Page page = visit("", 1280);
    page.locator("#f-trace").selectOption("A change moves the outcome");
    PlaywrightAssertions.assertThat(page.locator("#count")).not().hasText(TRACES);
    PlaywrightAssertions.assertThat(page.locator("#list .row .flip").first()).isVisible();
    assertThat(page.locator("#list .row").count())
        .isEqualTo(page.locator("#list .row .flip").count());
    page.locator("#f-trace").selectOption("Never changes sides");
    PlaywrightAssertions.assertThat(page.locator("#list .row .flip")).hasCount(0);
    PlaywrightAssertions.assertThat(page.locator("#prompt .turn")).hasCount(0);
    page.locator("button[type=reset]").click();
    PlaywrightAssertions.assertThat(page.locator("#count")).hasText(TRACES);
    page.locator("#q").fill("jbb-0020");
    PlaywrightAssertions.assertThat(page.locator("#count")).hasText("2 of 1,000 traces");
    page.locator("#view-prompts").click();
    PlaywrightAssertions.assertThat(page.locator("#count")).hasText("1 of 500 prompts");
    assertThat(page.locator("#prompt h3").innerText()).isEqualTo("jbb-0020");
  }

  @Test
  void theTextIsTheThoughtExactlyAndHostileTextStaysText() throws SQLException {
    Page page = visit(link(SyntheticStudy.NASTY_ID, 0), 1280);
    Locator thought = page.locator("#prompt .thought");
    Locator said = thought.locator(".said-text");
    assertThat(said.first().textContent())
        .isEqualTo(SyntheticStudy.SCRIPT + SyntheticStudy.BREAKOUT + "␀ ");
    assertThat(String.join("", said.allTextContents()).replace('␀', '\u0000'))
        .isEqualTo(thinking(SyntheticStudy.NASTY_ID));
    assertThat(page.locator("#prompt").locator("img, script").count()).isZero();
    assertThat(page.title()).doesNotContain("owned");
  }

  private static String thinking(String prompt) throws SQLException {
    Path file = studies.resolve("study").resolve("study.sqlite");
    try (Connection store = DriverManager.getConnection("jdbc:sqlite:" + file);
        var s =
            store.prepareStatement(
                "SELECT thinking FROM rollouts"
                    + " WHERE prompt = ? AND mode = 'THINK' AND rollout = 0")) {
      s.setString(1, prompt);
      return s.executeQuery().getString(1);
    }
  }

  @Test
  void theRailStandsBesideTheTextAndAChosenCutShowsItsAnswers() {
    Page page = visitFew(link("xs-0003", 1), 1280);
    Locator cuts = page.locator(".rail .cut");
    cuts.first().waitFor();
    // lock-in: opened twice, five cuts closed, one extended, four left to go on
    assertThat(page.locator(".rail .cut:not([aria-label*='causal test'])").count()).isEqualTo(12);
    Locator forty = page.locator(".rail .cut[aria-label*='(40%), closed:']");
    assertThat(forty.getAttribute("aria-label")).matches(".*\\d of 3 .*comply \\[\\d+, \\d+\\]");
    double y = Double.parseDouble(forty.getAttribute("data-y"));
    double height = page.locator(".thought-text").boundingBox().height;
    assertThat(y).isBetween(0.2 * height, 0.65 * height);
    forty.dispatchEvent("click");
    Locator answers = page.locator(".answers");
    assertThat(answers.innerText()).contains("closed:").contains("of the answers comply");
    assertThat(answers.locator(".sampled").count()).isEqualTo(3);
    answers.locator("button").click();
    assertThat(answers.isVisible()).isFalse();
  }

  @Test
  void theRailObeysTheKeyboardAndExplainsItself() {
    Page page = visitFew(link("xs-0003", 1), 1280);
    Locator first = page.locator(".rail .cut[tabindex='0']");
    first.waitFor();
    assertThat(page.locator(".rail [tabindex='0']").count()).isEqualTo(1);
    String before = first.getAttribute("aria-label");
    first.focus();
    PlaywrightAssertions.assertThat(page.locator("#trace-tip")).hasText(before);
    page.keyboard().press("ArrowDown");
    PlaywrightAssertions.assertThat(page.locator("#trace-tip")).not().hasText(before);
    page.keyboard().press("Enter");
    PlaywrightAssertions.assertThat(page.locator(".answers")).isVisible();
    page.locator(".answers").press("Escape");
    PlaywrightAssertions.assertThat(page.locator(".answers")).isHidden();
  }

  @Test
  void aChangeSaysWhatItDidInWords() {
    Page page = visitFew("", 1280);
    page.locator("#f-trace").selectOption("A change moves the outcome");
    PlaywrightAssertions.assertThat(page.locator("#prompt .turn.e-meaningful").first()).isVisible();
    Locator turn = page.locator("#prompt .turn.e-meaningful").first();
    assertThat(turn.innerText()).matches("◆ turns to (comply|refuse) · moves the outcome, .*pts");
    turn.click();
    assertThat(page.locator(".answers header").innerText())
        .contains("The text turns to", "Log-odds", "after Holm")
        .contains("It moves the outcome (significant after Holm).");
    assertThat(page.locator(".answers h5").allInnerTexts())
        .containsExactly("Before the change", "After it");
    page.locator("#f-trace").selectOption("Tested, none significant");
    Locator unclear = page.locator("#prompt .turn.e-unclear").first();
    unclear.waitFor();
    assertThat(page.locator("#prompt .turn.e-meaningful").count()).isZero();
    unclear.focus();
    PlaywrightAssertions.assertThat(page.locator("#trace-tip"))
        .containsText("Not significant, which is not the same as no effect");
  }

  @Test
  void aChangeThatWasNotTestedSaysSo() {
    Page page = visitFew("", 1280);
    page.evaluate("open(entries().findIndex(({ t }) => turnsOf(t).some((x) => !x.change)), true)");
    Locator untested = page.locator("#prompt .turn.e-untested").first();
    PlaywrightAssertions.assertThat(untested).isVisible();
    assertThat(untested.innerText()).matches("○ turns to (comply|refuse) · not tested");
  }

  @Test
  void harmfulThoughtsAreFoldedUntilAsked() {
    Page page = visitFew(link("jbb-0004", 0), 1280);
    Locator detail = page.locator("#prompt");
    detail.locator(".seg").first().waitFor();
    assertThat(detail.locator(".said-text").count()).isZero();
    assertThat(detail.innerText()).doesNotContain("forbidden thing").contains("tokens, folded");
    detail.locator(".unfold").click();
    PlaywrightAssertions.assertThat(detail.locator(".said-text").first()).isVisible();
    assertThat(detail.innerText()).contains("forbidden thing number 4");
  }

  @Test
  void aPromptLeadsToItsTracesAndBack() {
    Page page = visitFew("#prompt=xs-0003", 1280);
    page.locator("#prompt .rollout summary").first().click();
    assertThat(page.locator("#prompt .rollout .thinking pre").first().textContent()).isNotEmpty();
    page.locator("#prompt .rollout a", new Page.LocatorOptions().setHasText("with its cuts"))
        .click();
    PlaywrightAssertions.assertThat(page.locator("#prompt h3")).hasText("xs-0003 #0");
    page.locator("#prompt button", new Page.LocatorOptions().setHasText("All rollouts")).click();
    PlaywrightAssertions.assertThat(page.locator("#prompt h3")).hasText("xs-0003");
  }

  @Test
  void aTraceThatWasOnlyCutHasItsRailAndNoStances() throws IOException, SQLException {
    Path folder = SyntheticStudy.writeWithTraces(studies.resolve("cut"), 4, 1, 3);
    try (Connection store =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("study.sqlite"));
        Statement s = store.createStatement()) {
      for (String table : new String[] {"effects", "changes", "stances", "segments"}) {
        s.execute("DELETE FROM " + table);
      }
    }
    Path file = ReportWriter.write(folder);
    Page page = browser.visit(file, link("xs-0003", 0), 1280, ColorScheme.DARK);
    page.locator(".rail .cut").first().waitFor();
    assertThat(page.locator("#prompt .seg").count()).isEqualTo(1);
    assertThat(page.locator("#prompt .stance, #prompt .turn").count()).isZero();
    assertThat(page.locator("#prompt .labels").innerText()).contains("not split into segments");
  }

  @Test
  void whatIsLeftOutIsSaid() throws IOException, SQLException {
    Path folder = SyntheticStudy.writeWithTraces(studies.resolve("many"), 900, 3, 1);
    Page page = browser.visit(ReportWriter.write(folder), "", 1280, ColorScheme.LIGHT);
    assertThat(page.locator("#reader-about").innerText())
        .contains("This page holds 1,800 of 2,700 such traces");
    assertThat(Files.size(folder.resolve("report/index.html"))).isLessThan(12_000_000);
  }

  @Test
  void aNarrowScreenHasNothingWiderThanItself() {
    Page page = visitFew(link("xs-0003", 1), 390);
    page.locator(".rail .cut").first().waitFor();
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))");
    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = false))");
    PageBrowser.shots(page, "traces-narrow-light");
  }

  private static Page visit(String hash, int width) {
    return browser.visit(study, hash, width, ColorScheme.LIGHT);
  }

  private static Page visitFew(String hash, int width) {
    return browser.visit(few, hash, width, ColorScheme.LIGHT);
  }

  private static String link(String id, int rollout) {
    return "#trace=" + URLEncoder.encode(id, StandardCharsets.UTF_8) + "&rollout=" + rollout;
  }
}
