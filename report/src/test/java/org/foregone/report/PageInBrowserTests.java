package org.foregone.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page in a real browser, opened from disk. Needs a Chromium: the one that the environment
/// variable CHROMIUM names, or one on the PATH. Leaves screenshots in `target/screenshots`.
class PageInBrowserTests {
  private static final Path SHOTS = Path.of("target", "screenshots");
  private static final int FIGURES = 8;

  @TempDir static Path studies;
  private static @Nullable Playwright playwright;
  private static Browser browser;
  private static Path study;
  private static Path demo;

  private final List<String> problems = new ArrayList<>();
  private final List<BrowserContext> contexts = new ArrayList<>();

  @BeforeAll
  static void open() throws IOException, SQLException {
    Optional<Path> chromium = chromium();
    Assumptions.assumeTrue(
        chromium.isPresent(),
        "no Chromium on the PATH and CHROMIUM is not set: the page is not tried");
    study = ReportWriter.write(SyntheticStudy.write(studies.resolve("study"), 96, 8, false));
    demo = ReportWriter.write(SyntheticStudy.write(studies.resolve("demo"), 60, 4, true));
    Files.createDirectories(SHOTS);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium.get())
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync",
                            "--no-first-run")));
  }

  @AfterAll
  static void close() {
    if (playwright != null) {
      playwright.close();
    }
  }

  @AfterEach
  void nothingWentWrong() {
    contexts.forEach(BrowserContext::close);
    assertThat(problems).as("console errors, page errors and requests").isEmpty();
  }

  @Test
  void everyChartIsDrawnAndHasItsTable() {
    Page page = visit(study, "", 1280, ColorScheme.LIGHT);
    assertThat(page.locator("figure").count()).isEqualTo(FIGURES);
    for (Locator chart : page.locator(".chart").all()) {
      assertThat(
              chart
                  .locator("svg .mark-rect path, svg .mark-symbol path, svg .mark-rule line")
                  .count())
          .as("marks of %s", chart.getAttribute("aria-label"))
          .isPositive();
      assertThat(chart.innerText()).doesNotContain("undefined").doesNotContain("NaN");
    }
    for (Locator figure : page.locator("figure").all()) {
      assertThat(figure.locator("table tbody tr").count()).isPositive();
    }
    assertThat(page.locator("#fig-benchmarks").textContent()).contains("<b>x</b>.y");
    shots(page, "study-wide-light");
  }

  @Test
  void theHeadlineSaysWhatWasFoundAndWhatIsMissing() {
    Page page = visit(study, "", 1280, ColorScheme.DARK);
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
    shots(page, "study-wide-dark");
  }

  @Test
  void aDemoSaysSoFirstAndShowsTheTruthBesideEachNumber() {
    Page page = visit(demo, "", 1280, ColorScheme.LIGHT);
    Locator notice = page.locator(".notice.truth");
    assertThat(notice.innerText())
        .contains("compiled model organism")
        .contains("stage set")
        .contains("7 of 8")
        .contains("for these same prompts nearly all should hold: a miss is a warning");
    assertThat(notice.boundingBox().y).as("on the first screen").isLessThan(600);
    assertThat(page.locator("#numbers tbody tr").first().innerText().replaceAll("\\s+", " "))
        .contains("ASR by rate, thinking 38% [33, 43] 36% yes");
    shots(page, "demo-wide-light");
  }

  @Test
  void aModelWithoutAReasoningFormatIsShoutedAbout() throws IOException, SQLException {
    Path silent =
        ReportWriter.write(SyntheticStudy.writeWithoutThinking(studies.resolve("silent")));
    Locator alarm = visit(silent, "", 1280, ColorScheme.LIGHT).locator(".notice.alarm");
    assertThat(alarm.innerText())
        .contains("No reasoning format was recognised")
        .contains("no rollout holds any thinking")
        .contains("both modes are the same request");
    assertThat(alarm.boundingBox().y).as("on the first screen").isLessThan(600);
  }

  @Test
  void textOfTheModelIsShownAsText() {
    Page page = visit(study, link(SyntheticStudy.NASTY_ID), 1280, ColorScheme.LIGHT);
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
        .screenshot(new Locator.ScreenshotOptions().setPath(SHOTS.resolve("reader-script.png")));
  }

  @Test
  void harmfulTextIsFoldedUntilAsked() {
    Page page = visit(study, link("jbb-0004"), 1280, ColorScheme.LIGHT);
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
    Page page = visit(study, "", 1280, ColorScheme.LIGHT);
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
    Page page = visit(study, "", 1280, ColorScheme.LIGHT);
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
    Page page = visit(study, link("xs-0003") + "&mode=NO_THINK&rollout=2", 1280, ColorScheme.LIGHT);
    assertThat(page.locator("#prompt h3").innerText()).isEqualTo("xs-0003");
    assertThat(page.locator("#prompt .prompt-text pre").textContent())
        .isEqualTo(SyntheticStudy.ARABIC);
    assertThat(page.locator("#prompt .rollout[open] .which").innerText()).isEqualTo("#2");
  }

  @Test
  void aNarrowScreenHasNothingWiderThanItself() {
    Page page = visit(study, link("xs-0005"), 390, ColorScheme.LIGHT);
    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
    shots(page, "study-narrow-light");
    shots(visit(demo, "", 390, ColorScheme.DARK), "demo-narrow-dark");
  }

  // ---- the browser

  private Page visit(Path file, String hash, int width, ColorScheme scheme) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, width > 600 ? 800 : 844)
                .setColorScheme(scheme));
    contexts.add(context);
    Page page = context.newPage();
    page.onConsoleMessage(
        m -> {
          if (m.type().equals("error") || m.type().equals("warning")) {
            problems.add(m.text());
          }
        });
    page.onPageError(problems::add);
    page.onRequest(
        r -> {
          if (!r.url().startsWith(file.toUri().toString().replace("file:///", "file:///"))
              && !r.url().startsWith("data:")) {
            problems.add("request: " + r.url());
          }
        });
    page.navigate(file.toUri() + hash);
    page.locator("html[data-ready=true]").waitFor();
    page.locator("#prompt h3").waitFor();
    return page;
  }

  private static String link(String id) {
    return "#prompt=" + URLEncoder.encode(id, StandardCharsets.UTF_8);
  }

  private static void waitForCount(Page page, String count) {
    PlaywrightAssertions.assertThat(page.locator("#count")).hasText(count);
  }

  private static void shots(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(SHOTS.resolve(name + "-1-top.png")));
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(SHOTS.resolve(name + "-0-whole.png"))
            .setFullPage(true));
    for (String part : List.of("charts", "reader", "methods", "provenance")) {
      page.locator("#" + part)
          .screenshot(
              new Locator.ScreenshotOptions().setPath(SHOTS.resolve(name + "-" + part + ".png")));
    }
  }

  private static Optional<Path> chromium() {
    String named = System.getenv("CHROMIUM");
    if (named != null && !named.isBlank()) {
      return Optional.of(Path.of(named));
    }
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(name -> Stream.of(path.split(File.pathSeparator)).map(d -> Path.of(d, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
