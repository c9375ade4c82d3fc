package org.foregone.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.foregone.report.ComparisonWriter;
import org.foregone.study.comparison.Comparisons;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Puts studies beside a base: what did an intervention change?
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description =
        "Compare studies of the same prompts with a base, prompt by prompt: did the method tell"
            + " harmful from benign better or only refuse more, and does the thinking decide more or"
            + " less than it did?",
    footer = {
      "",
      "Studies are read only. --out writes DIR/comparison.json and the page DIR/index.html; --json",
      "prints comparison.json on stdout.",
      "docs/FINDINGS.md defines every number and both verdicts.",
      "Ends with 3 when a pair has no verdict on discrimination (nothing to pair)."
    })
final class CompareCommand implements Callable<Integer> {
  @Mixin private Talk talk;

  @Parameters(index = "0", paramLabel = "BASE", description = "the base study's folder")
  private Path base;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "OTHER",
      description = "folders of studies to compare with it")
  private List<Path> others = List.of();

  @Option(
      names = "--name",
      paramLabel = "N",
      description =
          "what to call the studies, one for each from the base on (their folders' names)")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "write comparison.json and index.html there")
  private @Nullable Path out;

  @Option(names = "--json", description = "print comparison.json")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (names.size() > 1 + others.size()) {
      throw new ProblemException(
          Problem.of(
              ErrorCode.BAD_VALUE,
              "--name: %d names for %d studies".formatted(names.size(), 1 + others.size()),
              "one for each folder, in their order"));
    }
    List<Comparisons.Named> studies = new ArrayList<>();
    studies.add(named(base));
    for (Path other : others) {
      studies.add(new Comparisons.Named(other, nameOf(studies.size())));
    }
    Comparisons comparisons =
        Comparisons.of(studies.getFirst(), studies.subList(1, studies.size()));
    if (out != null) {
      talk.say("wrote " + ComparisonWriter.write(comparisons, out));
    }
    if (json) {
      talk.out().print(comparisons.json());
    } else {
      comparisons.comparisons().forEach(c -> talk.out().print(ComparisonText.of(c)));
    }
    talk.out().flush();
    return (comparisons.decided() ? Exit.COMPLETE : Exit.INCOMPLETE).code();
  }

  private Comparisons.Named named(Path folder) {
    return new Comparisons.Named(folder, nameOf(0));
  }

  private String nameOf(int study) {
    return study < names.size() ? names.get(study) : "";
  }
}
