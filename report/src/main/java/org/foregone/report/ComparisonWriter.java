package org.foregone.report;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.foregone.study.comparison.Comparisons;

/// Writes compared studies: `DIR/comparison.json`, and `DIR/index.html`, one file that works from
/// disk without a network. The page holds the comparison's numbers and words only: no prompt's text
/// and no rollout.
public final class ComparisonWriter {
  private ComparisonWriter() {}

  /// @param out made where it is missing
  /// @return the page's file
  /// @throws org.foregone.study.StudyException when the folder is that of a study, or cannot be
  ///     written
  /// @throws IOException when the page cannot be written
  public static Path write(Comparisons comparisons, Path out) throws IOException {
    return write(comparisons, out, "index.html");
  }

  /// The same where the folder has a page of its own already.
  ///
  /// @param name of the page's file
  public static Path write(Comparisons comparisons, Path out, String name) throws IOException {
    comparisons.write(out);
    Path page = out.resolve(name);
    Path unfinished = out.resolve(name + ".part");
    Skeleton skeleton = Skeleton.ofComparison();
    try {
      try (Writer to = Files.newBufferedWriter(unfinished, StandardCharsets.UTF_8)) {
        to.write(skeleton.head());
        ReportWriter.element(
            to, "application/json", "data", ReportWriter.embeddable(comparisons.json()));
        to.write(skeleton.tail());
      }
      Files.move(
          unfinished, page, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
    return page;
  }
}
