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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The sections of foresight, separability and steering in a real browser: what they show is what
/// the findings say, and what was not measured is said in words.
class ExperimentsInBrowserTests {
  @TempDir static Path studies;
  private static PageBrowser browser;
  private static Path study;
  private static Path demo;

  @BeforeAll
  static void open() throws IOException, SQLException {
    browser = new PageBrowser();
    study = ReportWriter.write(SyntheticStudy.write(studies.resolve("study"), 96, 2, false));
    demo = ReportWriter.write(SyntheticStudy.write(studies.resolve("demo"), 24, 2, true));
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
  void theFirstScreenSaysWhetherRefusalCouldBeForeseen() {
    String said = visit(study).locator("#headline").innerText();
    assertThat(said)
        .contains(
            "a linear probe of the prompt told refusal from compliance with AUROC .83 [.77, .89]"
                + " among harmful prompts; the prompt’s words alone reach .63 [.56, .70].")
        .contains("refusal could not be told from chance by a linear probe of the prompt")
        .contains("AUROC .55 [.49, .61] among benign prompts.");
  }

  @Test
  void theHeadlineClaimsNoMoreThanTheIntervalAndTheControlAllow() {
    Page page = visit(study);
    assertThat(headline(page, 0.83, 0.77, 0.89, 0.90))
        .contains("told refusal from compliance")
        .contains("the prompt’s words alone do as well: .90");
    assertThat(headline(page, 0.58, 0.50, 0.66, 0.4)).contains("could not be told from chance");
    assertThat(headline(page, 0.31, 0.22, 0.41, 0.4)).contains("did worse than chance");
  }

  /// What would stand in the headline if the probe and the prompt's words came to this.
  private static String headline(Page page, double auroc, double low, double high, double words) {
    return (String)
        page.evaluate(
            """
            ([estimate, low, high, words]) => {
              const f = page.findings.foresight;
              Object.assign(f.probe.prompt.l30.harmful.auroc, { estimate, low, high });
              Object.assign(f.controls.tfidf_prompt.harmful.auroc, { estimate: words });
              return foresightInWords("harmful").textContent;
            }
            """,
            List.of(auroc, low, high, words));
  }

  @Test
  void aurocByAnchorIsWhatTheFindingsSay() {
    Page page = visit(study);
    Locator figure = page.locator("#fig-foresight");
    for (String scope : List.of("harmful", "benign")) {
      Locator rows = openTable(figure, "AUROC by anchor, " + scope + " prompts, layer 30");
      for (int a = 0; a < SyntheticExperiments.anchors().size(); a++) {
        assertThat(cells(rows.nth(a)))
            .startsWith(
                score(SyntheticExperiments.auroc(a, 30, scope)),
                interval(SyntheticExperiments.auroc(a, 30, scope), 0.06))
            .contains("48", "47");
      }
      assertThat(rows.allInnerTexts())
          .anyMatch(r -> r.startsWith("Control: words of the prompt (TF-IDF)\t.630"))
          .anyMatch(r -> r.startsWith("Control: ceiling that sampling leaves\t.940"));
    }
    assertThat(figure.locator(".chart").first().locator("svg .mark-symbol path").count())
        .isEqualTo(SyntheticExperiments.anchors().size());
    assertThat(figure.locator(".chart").first().locator("svg").textContent())
        .contains(".63 Prompt’s words", ".55 First token", ".94 Ceiling: sampling", ".50 Chance");
  }

  @Test
  void anotherLayerIsDrawnAndANumberThatIsMissingIsNotDrawn() {
    Page page = visit(study);
    Locator figure = page.locator("#fig-foresight");
    figure.locator("select").selectOption("Layer 15");
    Locator rows = openTable(figure, "AUROC by anchor, harmful prompts, layer 15");
    assertThat(cells(rows.nth(5))).startsWith(score(SyntheticExperiments.auroc(5, 15, "harmful")));
    assertThat(cells(rows.nth(12))).startsWith("not measured: " + SyntheticExperiments.LOST);
    PlaywrightAssertions.assertThat(
            figure.locator(".chart").first().locator("svg .mark-symbol path"))
        .hasCount(SyntheticExperiments.anchors().size() - 1);
  }

  @Test
  void theHeatMapHasEveryCellAndItsControlsBeside() {
    Page page = visit(study);
    Locator figure = page.locator("#fig-foresight-layers");
    Locator rows = openTable(figure, "AUROC by layer and anchor, harmful prompts");
    for (int row = 0; row < SyntheticExperiments.LAYERS.size(); row++) {
      List<String> cells = cells(rows.nth(row));
      for (int a = 0; a < cells.size(); a++) {
        int layer = SyntheticExperiments.LAYERS.get(row);
        assertThat(cells.get(a))
            .isEqualTo(
                a == 12 && layer == 15
                    ? "–"
                    : score(SyntheticExperiments.auroc(a, layer, "harmful")));
      }
    }
    assertThat(figure.locator(".panel .note").first().innerText())
        .contains("words of the prompt (TF-IDF) .63 [.56, .70]", "labels permuted .42 to .58");
    Locator headline = figure.locator("svg [aria-roledescription=\"rect mark\"]").nth(0);
    headline.hover();
    PlaywrightAssertions.assertThat(page.locator("#vg-tooltip-element")).containsText("AUROC");
  }

  @Test
  void aBenchmarkMayHaveAnyName() {
    Page page = visit(study);
    Locator rows =
        openTable(
            page.locator("#fig-foresight-benchmarks"),
            "AUROC by benchmark, from the prompt’s last token");
    assertThat(rows.locator("th").allTextContents())
        .contains(
            SyntheticExperiments.NASTY_BENCHMARK + ", among all prompts",
            SyntheticExperiments.NASTY_BENCHMARK + ", benchmark held out");
    assertThat(rows.last().textContent()).contains("not measured: " + SyntheticExperiments.TOO_FEW);
    assertThat(page.locator("#foresight").locator("img, script, i").count()).isZero();
    assertThat(page.title()).doesNotContain("owned");
  }

  @Test
  void whatWasNotMeasuredIsSaidWithItsReason() {
    Page page = visit(study);
    for (String panel : List.of("#fig-foresight-calibration", "#fig-valley")) {
      assertThat(page.locator(panel + " .missing").innerText())
          .isEqualTo("Not measured: " + SyntheticExperiments.TOO_FEW);
      assertThat(page.locator(panel + " .chart").count()).isEqualTo(1);
    }
    assertThat(page.locator("#fig-steering-harmful .missing").innerText())
        .isEqualTo("Not measured: " + SyntheticExperiments.NOT_ASKED);
    Locator gaps = openTable(page.locator("#foresight"), "What was not measured, and why");
    assertThat(gaps.first().textContent())
        .contains("held_out." + SyntheticExperiments.NASTY_BENCHMARK, "calibration.prompt.benign")
        .contains(SyntheticExperiments.TOO_FEW);
    assertThat(gaps.last().textContent()).contains("probe (8)", SyntheticExperiments.LOST);
  }

  @Test
  void theValleyIsDrawnAgainstPermutedLabelsAndAnswered() {
    Page page = visit(study);
    Locator figure = page.locator("#fig-valley");
    assertThat(figure.locator(".said").first().innerText()).contains("at position 55");
    Locator rows = openTable(figure, "J by position, harmful prompts, layer 30");
    assertThat(rows.count()).isEqualTo(100);
    for (int p = 0; p < 100; p += 33) {
      double j = SyntheticExperiments.separation(p);
      assertThat(cells(rows.nth(p)))
          .startsWith(score(j), interval(j, 0.05), "−.030 to .040", score(j + 0.06));
    }
    assertThat(figure.locator("svg .mark-area path").count()).as("null, interval").isEqualTo(2);
    assertThat(figure.locator("svg .mark-line path[stroke-dasharray]").count()).isPositive();
  }

  @Test
  void theDoseResponseIsDrawnAgainstRandomDirectionsAndSaidInWords() {
    Page page = visit(study);
    Locator figure = page.locator("#fig-steering-harmful");
    assertThat(figure.locator(".said").first().innerText())
        .contains("changes by −72 pts [−81, −63] along the probe’s direction")
        .contains("The excess is −68 pts [−78, −58]: pushing towards refusal makes it refuse");
    assertThat(page.locator("#fig-steering-benign .said").first().innerText())
        .contains("it cannot be told from none");
    assertThat(figure.locator("svg .mark-symbol path").count())
        .as("5 doses, 2 directions")
        .isEqualTo(10);
    Locator rows = openTable(figure, "Compliance by dose, control vector");
    assertThat(rows.first().innerText()).startsWith("Dose −4\t81%\t[76, 86]");
  }

  @Test
  void anExperimentThatWasNotRunHasNoSectionAndOneThatCameToNothingSaysSo() {
    Page page = visit(demo);
    assertThat(page.locator("#steering, nav a[href='#steering']").count()).isZero();
    assertThat(page.locator("#separability .missing").innerText())
        .isEqualTo("Not measured in this study.");
    assertThat(page.locator("#separability .chart, #separability figure").count()).isZero();
    assertThat(page.locator("#headline").innerText()).contains(".83 [.77, .89] (truth .81)");
    Locator rows =
        openTable(page.locator("#fig-foresight"), "AUROC by anchor, harmful prompts, layer 30");
    assertThat(rows.nth(19).innerText()).contains("\t.810\tyes\t");
  }

  @Test
  void whereNothingCouldBeMeasuredTheReasonStandsInTheHeadlineToo()
      throws IOException, SQLException {
    Path folder = SyntheticStudy.write(studies.resolve("empty"), 12, 2, false);
    Path file = folder.resolve("findings.json");
    JsonMapper json = JsonMapper.shared();
    ObjectNode findings = (ObjectNode) json.readTree(Files.readString(file));
    for (String name : List.of("foresight", "separability", "steering")) {
      Map<String, String> why = Map.of(name, "no rollout <b>refused</b>");
      findings.putPOJO(name, Map.of("settings", Map.of(), "not_measured", why));
    }
    Files.writeString(file, json.writeValueAsString(findings));
    Page page = visit(ReportWriter.write(folder));
    assertThat(page.locator("#headline").innerText())
        .contains("was not measured among harmful prompts: no rollout <b>refused</b>");
    assertThat(page.locator(".experiment").count()).isEqualTo(3);
    assertThat(page.locator(".experiment .chart, .experiment figure").count()).isZero();
    for (Locator section : page.locator(".experiment").all()) {
      assertThat(section.innerText()).contains("all of it\tno rollout <b>refused</b>");
    }
  }

  private static Page visit(Path file) {
    return browser.visit(file, "", 1280, ColorScheme.LIGHT);
  }

  /// The rows of the one table whose caption begins so, unfolded.
  static Locator openTable(Locator within, String caption) {
    within.locator("details").evaluateAll("all => all.forEach(d => (d.open = true))");
    return within
        .locator("table")
        .filter(
            new Locator.FilterOptions()
                .setHas(within.page().locator("caption:text(" + json(caption) + ")")))
        .first()
        .locator("tbody tr");
  }

  private static String json(String text) {
    return JsonMapper.shared().writeValueAsString(text);
  }

  private static List<String> cells(Locator row) {
    return row.locator("td").allInnerTexts();
  }

  private static String score(double x) {
    return String.format(Locale.ROOT, "%.3f", x).replaceFirst("^(-?)0\\.", "$1.").replace('-', '−');
  }

  private static String interval(double x, double half) {
    return "[" + score(x - half) + ", " + score(x + half) + "]";
  }
}
