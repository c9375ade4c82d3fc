package org.foregone.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.foregone.study.config.ConfigSources;
import org.foregone.study.config.Matrix;
import org.foregone.study.config.ResolvedConfig;
import org.foregone.study.intervention.Interventions;
import org.foregone.study.store.Findings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Runs a study, or goes on with it.
@Command(
    name = "run",
    modelTransformer = RunFlags.class,
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Run a study, or go on with it: the same command again does only what is missing.",
    footer = {
      "",
      "Writes DIR/findings.json, DIR/study.sqlite, DIR/study.resolved.yaml and",
      "DIR/report/index.html. --json prints lines: {\"event\":\"started\"} first, then progress,",
      "exactly one {\"event\":\"done\",\"complete\",\"interrupted\",\"exit\",\"findings\",\"store\",\"page\"}",
      "last. Ctrl-C once finishes what is in flight and saves, twice stops now.",
      "",
      "A configuration with `matrix: {models, loras, interventions, seeds}` is one study for each",
      "combination, in DIR/NAME each; one that fails does not stop the others. Events of a study",
      "then follow {\"event\":\"cell\",\"name\",\"folder\"}; the last is {\"event\":\"matrix\",\"exit\",\"cells\"}."
    })
final class RunCommand implements Callable<Integer> {
  @Mixin private Talk talk;

  @Parameters(arity = "0..1", paramLabel = "study.yaml", description = "the configuration")
  private @Nullable Path file;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "foregone-study",
      description = "the study's folder (foregone-study)")
  private Path out;

  @Option(
      names = "--base",
      paramLabel = "DIR",
      description =
          "the folder of another study: all that is not said here is as there, so that only what is"
              + " said differs; its adapters and intervention are not carried into a matrix")
  private @Nullable Path base;

  @Option(names = "--set", paramLabel = "key=value", description = "one key; may be repeated")
  private List<String> sets = List.of();

  @Option(names = "--print-config", description = "print every key with its source, run nothing")
  private boolean printConfig;

  @Option(names = "--json", description = "print events as JSON lines")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    ConfigSources sources =
        new ConfigSources(
            base,
            file,
            System.getenv(),
            sets,
            KeyFlags.given(spec.commandLine().getParseResult()),
            Map.of());
    Optional<Matrix> matrix = file == null ? Optional.empty() : Matrix.read(file);
    if (matrix.isPresent()) {
      MatrixRun run = new MatrixRun(talk, json, sources, matrix.get(), out);
      return (printConfig ? run.print() : run.run()).code();
    }
    ResolvedConfig resolved = Interventions.settled(sources.resolve());
    if (printConfig) {
      talk.out().print(resolved.explained());
      return Exit.COMPLETE.code();
    }
    StudyRun run = new StudyRun(talk, json, resolved, out);
    StudyRun.Result result = run.run(sampling -> Map.of());
    if (!json) {
      print(result.findings());
      talk.say("page: " + result.page());
    }
    return result.exit().code();
  }

  private void print(Findings findings) {
    talk.out().print(FindingsTable.of(findings));
    if (!findings.complete()) {
      talk.say("not complete: " + findings.study().get("missing") + "; the same command goes on");
    }
  }
}
