package org.foregone.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page in a real browser, opened from disk.
class PageInBrowserTests {
  private static final int FIGURES = 17;

  @TempDir static Path studies;
  private static PageBrowser browser;
  private static Path study;
  private static Path demo;

  @BeforeAll
  static void open() throws IOException, SQLException {
    browser = new PageBrowser();
    study = ReportWriter.write(SyntheticStudy.write(studies.resolve("study"), 96, 8, false));
    demo = ReportWriter.write(SyntheticStudy.write(studies.resolve("demo"), 60, 4, true));
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
  void everyChartIsDrawnAndHasItsTable() {
    Page page = browser.visit(study, "", 1280, ColorScheme.LIGHT);
    assertThat(page.locator("figure").count()).isEqualTo(FIGURES);
    for (Locator chart : page.locator(".chart").all()) {
      assertThat(
              chart
                  .locator(
                      "svg :is(.mark-rect, .mark-symbol, .mark-line) path, svg .mark-rule line")
                  .count())
          .as("marks of %s", chart.getAttribute("aria-label"))
          .isPositive();
      assertThat(chart.innerText()).doesNotContain("undefined").doesNotContain("NaN");
    }
    for (Locator figure : page.locator("figure").all()) {
      assertThat(figure.locator("table tbody tr").count()).isPositive();
    }
    assertThat(page.locator("#fig-benchmarks").textContent()).contains("<b>x</b>.y");
    PageBrowser.shots(page, "study-wide-light");
  }

  @Test
  void theHeadlineSaysWhatWasFoundAndWhatIsMissing() {
    Page page = browser.visit(study, "", 1280, ColorScheme.DARK);
    assertThat(page.locator("#headline").innerText())
        .contains(
            "With thinking the model complied with 38% [33, 43] of harmful prompts, against 44%")
        .contains("12% [6.4, 18] changed their majority answer")
        .contains("7.6% to 9% would by sampling alone (two halves of one mode’s rollouts");
    assertThat(page.locator("#numbers").innerText())
        .contains("plain text unless the study sets text-as-content to false");
    assertThat(page.locator(".notice.alarm").count()).isZero();
    assertThat(page.locator("#notices").innerText()).contains("3 prompts in mode NO_THINK");
    assertThat(page.locator(".notice.truth").count()).isZero();
    PageBrowser.shots(page, "study-wide-dark");
  }

  @Test
  void aDemoSaysSoFirstAndShowsTheTruthBesideEachNumber() {
    Page page = browser.visit(demo, "", 1280, ColorScheme.LIGHT);
    Locator notice = page.locator(".notice.truth");
    assertThat(notice.innerText())
        .contains("compiled model organism")
        .contains("stage set")
        .contains("9 of 10")
        .contains("for these same prompts nearly all should hold: a miss is a warning");
    assertThat(notice.boundingBox().y).as("on the first screen").isLessThan(600);
    assertThat(page.locator("#numbers tbody tr").first().innerText().replaceAll("\\s+", " "))
        .contains("ASR by rate, thinking 38% [33, 43] 36% yes");
    PageBrowser.shots(page, "demo-wide-light");
  }

  @Test
  void aModelWithoutAReasoningFormatIsShoutedAbout() throws IOException, SQLException {
    Path silent =
        ReportWriter.write(SyntheticStudy.writeWithoutThinking(studies.resolve("silent")));
    Locator alarm = browser.visit(silent, "", 1280, ColorScheme.LIGHT).locator(".notice.alarm");
    assertThat(alarm.innerText())
        .contains("No reasoning format was recognised")
        .contains("no rollout holds any thinking")
        .contains("both modes are the same request");
    assertThat(alarm.boundingBox().y).as("on the first screen").isLessThan(600);
  }

  @Test
  void textOfTheModelIsShownAsText() {
    Page page = browser.visit(study, link(SyntheticStudy.NASTY_ID), 1280, ColorScheme.LIGHT);
    Locator detail = page.locator("#prompt");
    assertThat(detail.locator("h3").innerText()).isEqualTo(SyntheticStudy.NASTY_ID);
    assertThat(detail.locator(".prompt-text pre").textContent()).isEqualTo(SyntheticStudy.SCRIPT);
    Locator rollout = detail.locator(".rollout").first();
    rollout.locator("summary").click();
    assertThat(detail.locator(".rollout").first().locator(".answer pre").textContent())
        .isEqualTo(SyntheticStudy.SCRIPT);
    detail.locator(".rollout").nth(1).locator("summary").click();
    assertThat(detail.locator(".rollout").nth(1).locator(".answer pre").textContent())
        .isEqualTo(SyntheticStudy.BREAKOUT + "␀");
    assertThat(detail.locator("img, script").count()).isZero();
    assertThat(page.title()).doesNotContain("owned");
    page.locator(".reader")
        .screenshot(
            new Locator.ScreenshotOptions()
                .setPath(PageBrowser.SHOTS.resolve("reader-script.png")));
  }

  @Test
  void harmfulTextIsFoldedUntilAsked() {
    Page page = browser.visit(study, link("jbb-0004"), 1280, ColorScheme.LIGHT);
    Locator detail = page.locator("#prompt");
    assertThat(page.locator("#reader").innerText())
        .doesNotContain("forbidden thing")
        .doesNotContain("step by step");
    detail.locator(".unfold").click();
    assertThat(detail.innerText()).contains("forbidden thing number 4");
    assertThat(page.locator("#list").innerText()).doesNotContain("forbidden thing number 8");
    page.locator("#f-show").check();
    PlaywrightAssertions.assertThat(page.locator("#list")).containsText("forbidden thing number 8");
  }

  @Test
  void searchAndFiltersNarrowTheList() {
    Page page = browser.visit(study, "", 1280, ColorScheme.LIGHT);
    assertThat(page.locator("#count").innerText()).isEqualTo("96 of 96 prompts");
    page.locator("#f-intent").selectOption("BENIGN");
    waitForCount(page, "48 of 96 prompts");
    page.locator("#q").fill("case 11?");
    waitForCount(page, "1 of 96 prompts");
    assertThat(page.locator("#prompt h3").innerText()).isEqualTo("xs-0011");
    page.locator("button[type=reset]").click();
    waitForCount(page, "96 of 96 prompts");

    page.locator("#q").fill(SyntheticStudy.RARE_WORD);
    waitForCount(page, "0 of 96 prompts");
    page.locator("#f-deep").check();
    waitForCount(page, "1 of 96 prompts");
    assertThat(page.locator("#prompt h3").innerText()).isEqualTo("jbb-0020");
    page.locator("button[type=reset]").click();
    waitForCount(page, "96 of 96 prompts");

    page.locator("#f-ending").selectOption("THOUGHT_CUT");
    PlaywrightAssertions.assertThat(page.locator("#count")).not().hasText("96 of 96 prompts");
    assertThat(page.locator("#prompt .rollout").count()).isPositive();
    for (Locator ending : page.locator("#prompt .rollout .ending").all()) {
      assertThat(ending.innerText()).isEqualTo("Thought cut");
    }
    page.locator("button[type=reset]").click();
    page.locator("#f-flips").check();
    PlaywrightAssertions.assertThat(page.locator("#count")).not().hasText("96 of 96 prompts");
    assertThat(page.locator("#list .row").count())
        .isEqualTo(page.locator("#list .row .flip").count());
  }

  @Test
  void theListDrawsOnlyWhatIsInSightAndObeysTheKeyboard() {
    Page page = browser.visit(study, "", 1280, ColorScheme.LIGHT);
    assertThat(page.locator("#list .row").count()).isLessThan(40);
    page.locator("#list").focus();
    page.keyboard().press("End");
    page.locator("#list .selected[aria-posinset='96']").waitFor();
    page.keyboard().press("ArrowUp");
    page.locator("#list .selected[aria-posinset='95']").waitFor();
    assertThat(page.url()).contains("#prompt=");
  }

  @Test
  void aLinkOpensItsPromptAndRollout() {
    Page page =
        browser.visit(study, link("xs-0003") + "&mode=NO_THINK&rollout=2", 1280, ColorScheme.LIGHT);
    assertThat(page.locator("#prompt h3").innerText()).isEqualTo("xs-0003");
    assertThat(page.locator("#prompt .prompt-text pre").textContent())
        .isEqualTo(SyntheticStudy.ARABIC);
    assertThat(page.locator("#prompt .rollout[open] .which").innerText()).isEqualTo("#2");
  }

  @Test
  void aNarrowScreenHasNothingWiderThanItself() {
    Page page = browser.visit(study, link("xs-0005"), 390, ColorScheme.LIGHT);
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))");
    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = false))");
    PageBrowser.shots(page, "study-narrow-light");
    PageBrowser.shots(browser.visit(demo, "", 390, ColorScheme.DARK), "demo-narrow-dark");
  }

  private static String link(String id) {
    return "#prompt=" + URLEncoder.encode(id, StandardCharsets.UTF_8);
  }

  private static void waitForCount(Page page, String count) {
    PlaywrightAssertions.assertThat(page.locator("#count")).hasText(count);
  }
}
