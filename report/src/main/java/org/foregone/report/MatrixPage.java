package org.foregone.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// The page over the studies of a matrix: how each stands, and its own page; the numbers side by
/// side are on the page of their comparison.
public final class MatrixPage {
  /// Where the studies' comparison is, beside this page.
  public static final String COMPARISON = "comparison.html";

  private MatrixPage() {}

  /// A study.
  ///
  /// @param name of its folder beside the page
  /// @param state in words
  /// @param base the study it is compared with; empty for a base
  /// @param discrimination verdict on that comparison, in a word; empty where there is none
  /// @param deliberation verdict on that comparison, in a word; empty where there is none
  public record Row(
      String name, String state, String base, String discrimination, String deliberation) {}

  /// Writes `index.html`, whole or not at all. A study that has a page of its own is linked.
  ///
  /// @param folder that holds the studies' folders
  /// @param compared whether their comparison is there
  /// @return the page's file
  public static Path write(Path folder, List<Row> rows, boolean compared) throws IOException {
    StringBuilder html =
        new StringBuilder(
            """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Studies of a matrix</title>
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
            table { border-collapse: collapse; width: 100%; }
            th, td { border-bottom: 1px solid #ccc; padding: .4rem .6rem; text-align: left; }
            </style>
            <h1>Studies of a matrix</h1>
            <table>
            <thead><tr><th scope="col">study<th scope="col">state<th scope="col">compared with<th scope="col">discrimination<th scope="col">deliberation</tr></thead>
            """);
    for (Row row : rows) {
      String name = escaped(row.name());
      boolean page = Files.exists(folder.resolve(row.name()).resolve("report/index.html"));
      html.append("<tr><td>")
          .append(page ? "<a href=\"" + name + "/report/index.html\">" + name + "</a>" : name)
          .append("<td>")
          .append(escaped(row.state()))
          .append("<td>")
          .append(row.base().isEmpty() ? "is a base" : escaped(row.base()))
          .append("<td>")
          .append(escaped(row.discrimination()))
          .append("<td>")
          .append(escaped(row.deliberation()))
          .append("</tr>\n");
    }
    html.append("</table>\n");
    if (compared) {
      html.append("<p><a href=\"" + COMPARISON + "\">Every study beside its base</a></p>\n");
    }
    html.append("</html>\n");
    Files.createDirectories(folder);
    Path page = folder.resolve("index.html");
    Path part = Files.createTempFile(folder, ".index", ".part");
    try {
      Files.writeString(part, html);
      Files.move(part, page, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
    return page;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
