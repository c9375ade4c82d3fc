package org.foregone.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A real browser that opens pages from disk and notes all that goes wrong in them. Needs a
/// Chromium: the one that the environment variable CHROMIUM names, or one on the PATH; without one
/// the tests are skipped. Leaves screenshots in `target/screenshots`.
final class PageBrowser implements AutoCloseable {
  static final Path SHOTS = Path.of("target", "screenshots");

  /// In milliseconds: a busy machine draws many charts slowly, and that is no fault of the page.
  private static final double PATIENCE = 120_000;

  private final Playwright playwright;
  private final Browser browser;
  private final List<String> problems = new ArrayList<>();
  private final List<BrowserContext> contexts = new ArrayList<>();

  PageBrowser() throws IOException {
    Optional<Path> chromium = chromium();
    Assumptions.assumeTrue(
        chromium.isPresent(),
        "no Chromium on the PATH and CHROMIUM is not set: the page is not tried");
    Files.createDirectories(SHOTS);
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
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

  /// Opens a study's page and waits until all of it stands.
  Page visit(Path file, String hash, int width, ColorScheme scheme) {
    Page page = open(file, hash, width, scheme);
    page.locator("#prompt h3").waitFor();
    return page;
  }

  /// Opens a page and waits until its charts are drawn.
  Page open(Path file, String hash, int width, ColorScheme scheme) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, width > 600 ? 800 : 844)
                .setColorScheme(scheme));
    context.setDefaultTimeout(PATIENCE);
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
          if (!r.url().startsWith(file.toUri().toString()) && !r.url().startsWith("data:")) {
            problems.add("request: " + r.url());
          }
        });
    page.navigate(file.toUri() + hash);
    page.locator("html[data-ready=true]").waitFor();
    return page;
  }

  /// Closes the pages of one test; nothing may have gone wrong in them.
  void nothingWentWrong() {
    contexts.forEach(BrowserContext::close);
    contexts.clear();
    List<String> wrong = List.copyOf(problems);
    problems.clear();
    assertThat(wrong).as("console errors, page errors and requests").isEmpty();
  }

  @Override
  public void close() {
    playwright.close();
  }

  static void shots(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(SHOTS.resolve(name + "-1-top.png")));
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(SHOTS.resolve(name + "-0-whole.png"))
            .setFullPage(true));
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
