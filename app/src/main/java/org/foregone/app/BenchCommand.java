package org.foregone.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.foregone.inference.EngineBench;
import org.foregone.inference.LocalModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Measures the engine against bare llama.cpp, side by side in one process.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measure speed.",
    synopsisSubcommandLabel = "engine|capture|branches",
    subcommands = {
      BenchCommand.EngineCommand.class,
      BenchCaptureCommand.class,
      BenchBranchesCommand.class
    })
final class BenchCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw new ProblemException(
        Problem.of(
            ErrorCode.MISSING_ARGUMENT,
            "`foregone bench` needs what to measure",
            "foregone bench engine --model FILE"));
  }

  /// Tokens a second of the engine, and what forking saves.
  @Command(
      name = "engine",
      mixinStandardHelpOptions = true,
      description =
          "Tokens a second at 1, 8 and 32 sequences as a share of a bare decode loop, and"
              + " forked rollouts against computing their prefix again.",
      footer = {
        "",
        "--json prints one object a row: name, sequences, prefix, tokens, seconds,",
        "baselineSeconds, tokensPerSecond, baselineTokensPerSecond, ratio, model, engine."
      })
  static final class EngineCommand implements Callable<Integer> {
    @Mixin private Talk talk;
    @Mixin private BenchOptions options;

    @Override
    public Integer call() {
      try (LocalModel loaded = options.open()) {
        EngineBench bench = new EngineBench(loaded, options.threads(loaded), options.repeats(5));
        List<EngineBench.Row> rows = new ArrayList<>();
        for (int sequences : List.of(1, 8, 32)) {
          talk.say("measuring %d sequences ...".formatted(sequences));
          rows.add(bench.decoding(sequences));
        }
        talk.say("measuring forks ...");
        rows.add(bench.forking());
        rows.forEach(row -> print(talk, row, loaded, options));
      }
      return Exit.COMPLETE.code();
    }

    /// One row; branches are rows too.
    static void print(Talk talk, EngineBench.Row row, LocalModel loaded, BenchOptions options) {
      if (!options.json()) {
        talk.out()
            .printf(
                "%-6s %3d sequences behind %4d tokens: %8.1f tokens/s, baseline %8.1f, ratio %.2f%n",
                row.name(),
                row.sequences(),
                row.prefix(),
                row.tokensPerSecond(),
                row.baselineTokensPerSecond(),
                row.ratio());
        return;
      }
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("name", row.name());
      object.put("sequences", row.sequences());
      object.put("prefix", row.prefix());
      object.put("tokens", row.tokens());
      object.put("seconds", row.seconds());
      object.put("baselineSeconds", row.baselineSeconds());
      object.put("tokensPerSecond", row.tokensPerSecond());
      object.put("baselineTokensPerSecond", row.baselineTokensPerSecond());
      object.put("ratio", row.ratio());
      object.put("threads", options.threads(loaded));
      object.put("model", loaded.card().name());
      object.put("description", loaded.card().description());
      talk.json(object);
    }
  }
}
