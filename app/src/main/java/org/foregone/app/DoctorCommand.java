package org.foregone.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Looks at everything a study needs and says how to mend what is broken.
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Check this machine, the native library and a model; a fix for every failure.",
    footer = {
      "",
      "--json prints {\"checks\":[{\"what\",\"state\":\"OK|ADVICE|FAILED\",\"found\",\"fix\"}]}.",
      "Exit code 4 when something that is needed fails."
    })
final class DoctorCommand implements Callable<Integer> {
  @Mixin private Talk talk;

  @Option(names = "--model", paramLabel = "FILE", description = "also check this GGUF file")
  private @Nullable Path model;

  @Option(
      names = "--llama-lib",
      paramLabel = "DIR",
      description = "folder of another libllama build (FOREGONE_LLAMA_LIB)")
  private @Nullable Path library;

  @Option(names = "--json", description = "print the checks as one JSON object")
  private boolean json;

  @Override
  public Integer call() {
    List<Check> checks = new ArrayList<>(MachineChecks.all(Path.of("")));
    checks.addAll(ModelChecks.library(library));
    if (model != null) {
      checks.addAll(ModelChecks.file(model));
      if (checks.stream().noneMatch(check -> check.state() == Check.State.FAILED)) {
        checks.addAll(ModelChecks.dialogue(model, library));
      }
    }
    if (json) {
      talk.json(Map.of("checks", checks));
    } else {
      checks.forEach(this::print);
    }
    boolean failed = checks.stream().anyMatch(check -> check.state() == Check.State.FAILED);
    return (failed ? Exit.ENVIRONMENT : Exit.COMPLETE).code();
  }

  private void print(Check check) {
    String mark =
        switch (check.state()) {
          case OK -> "ok    ";
          case ADVICE -> "advice";
          case FAILED -> "FAILED";
        };
    talk.out().printf("%s  %-12s %s%n", mark, check.what(), check.found());
    if (!check.fix().isEmpty()) {
      talk.out().printf("        %-12s %s%n", "", check.fix());
    }
  }
}
