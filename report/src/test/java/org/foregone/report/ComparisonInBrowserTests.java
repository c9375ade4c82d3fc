package org.foregone.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foregone.organism.OrganismPrompt;
import org.foregone.organism.Preset;
import org.foregone.organism.truth.OrganismTruth;
import org.foregone.study.comparison.Comparisons;
import org.foregone.study.comparison.Comparisons.Named;
import org.foregone.study.validation.OracleStudy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page of compared studies in a real browser: three small studies of compiled organisms, with
/// names that would be markup if anything took them for it.
class ComparisonInBrowserTests {
  private static final List<String> SETTINGS =
      List.of(
          "rollouts=2",
          "caps.thinking=400",
          "caps.answer=48",
          "lockin.cuts=0,50,100",
          "lockin.traces=2",
          "lockin.branches=3",
          "deliberation.traces=2",
          "deliberation.judges=organism",
          "deliberation.pack=0");
  private static final String EVIL = "</script><img src=x onerror=alert(1)>";

  @TempDir static Path folder;
  private static PageBrowser browser;
  private static Path page;

  @BeforeAll
  static void open() throws IOException {
    browser = new PageBrowser();
    List<OrganismPrompt> prompts = OracleStudy.fresh(20, 4);
    study("base", Preset.FOREGONE, prompts, "outcome,lockin,deliberation", "1");
    study("thinks", Preset.DELIBERATING, prompts, "outcome,lockin,deliberation", "1");
    study("outcome", Preset.MIXED, prompts, "outcome", "2");
    page =
        ComparisonWriter.write(
            Comparisons.of(
                new Named(folder.resolve("base"), "the <b>base</b>"),
                List.of(
                    new Named(folder.resolve("thinks"), EVIL),
                    new Named(folder.resolve("outcome"), "outcome only"))),
            folder.resolve("out"));
  }

  private static void study(
      String name, Preset preset, List<OrganismPrompt> prompts, String experiments, String seed) {
    List<String> settings = new ArrayList<>(SETTINGS);
    settings.add("experiments=" + experiments);
    settings.add("seed=" + seed);
    OracleStudy.run(
        new OrganismTruth(preset.parameters()), prompts, folder.resolve(name), settings);
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
    Page shown = browser.open(page, "", 1280, ColorScheme.LIGHT);
    assertThat(shown.locator("figure").count()).isEqualTo(5);
    assertThat(shown.locator(".chart").count()).isGreaterThan(12);
    for (Locator chart : shown.locator(".chart").all()) {
      assertThat(chart.locator("svg :is(.mark-symbol, .mark-line) path").count())
          .as("marks of %s", chart.getAttribute("aria-label"))
          .isPositive();
      assertThat(chart.innerText()).doesNotContain("undefined").doesNotContain("NaN");
    }
    for (Locator figure : shown.locator("figure").all()) {
      assertThat(figure.locator("table tbody tr").count()).isPositive();
    }
    shown
        .locator("#fig-plane-0")
        .screenshot(
            new Locator.ScreenshotOptions()
                .setPath(PageBrowser.SHOTS.resolve("comparison-plane.png")));
    PageBrowser.shots(shown, "comparison-wide-light");
  }

  @Test
  void verdictsAreInWordsAndNamesAreText() {
    Page shown = browser.open(page, "", 1280, ColorScheme.DARK);
    assertThat(shown.locator("h1").innerText()).isEqualTo("2 studies against the <b>base</b>");
    assertThat(shown.locator("article.comparison").count()).isEqualTo(2);
    assertThat(shown.locator("article.comparison h2").first().innerText()).isEqualTo(EVIL);
    assertThat(shown.locator("article.comparison").last().innerText())
        .contains("Deliberation not measured", "seed differs: 1 in the <b>base</b>, 2 in outcome")
        .contains("(98.75% intervals)");
    assertThat(shown.locator("#numbers details").last().textContent())
        .contains("one of them has no stances");
    assertThat(shown.locator("img").count()).isZero();
    PageBrowser.shots(shown, "comparison-wide-dark");
  }

  @Test
  void aNarrowScreenHasItAllWithoutScrollingAside() {
    Page shown = browser.open(page, "", 390, ColorScheme.LIGHT);
    assertThat(shown.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
    PageBrowser.shots(shown, "comparison-narrow");
  }

  @Test
  void thePageIsOneFileBesideItsNumbers() throws IOException {
    assertThat(page).isEqualTo(folder.resolve("out/index.html"));
    assertThat(folder.resolve("out/comparison.json")).exists();
    assertThat(Files.readString(page)).doesNotContain(EVIL);
    try (var files = Files.list(folder.resolve("out"))) {
      assertThat(files).hasSize(2);
    }
  }
}
