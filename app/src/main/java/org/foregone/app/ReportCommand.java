package org.foregone.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.foregone.report.ReportWriter;
import org.foregone.study.store.StudyFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes a study's page again, also while the study runs.
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Write the page of a study again; the study may still be running.",
    footer = {"", "Prints the page's path; --json prints {\"page\":\"...\"}."})
final class ReportCommand implements Callable<Integer> {
  @Mixin private Talk talk;

  @Parameters(paramLabel = "DIR", description = "the study's folder")
  private Path folder;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    new StudyFolder(folder).read().close();
    Path page = ReportWriter.write(folder);
    if (json) {
      talk.json(Map.of("page", page.toString()));
    } else {
      talk.out().println(page);
    }
    return Exit.COMPLETE.code();
  }
}
