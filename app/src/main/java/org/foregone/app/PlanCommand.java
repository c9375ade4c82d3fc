package org.foregone.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.Message;
import org.foregone.dialogue.Mode;
import org.foregone.inference.Continuation;
import org.foregone.inference.Engine;
import org.foregone.inference.LlamaOptions;
import org.foregone.inference.LocalModel;
import org.foregone.inference.Sampling;
import org.foregone.study.config.ConfigSources;
import org.foregone.study.config.Matrix;
import org.foregone.study.config.StudyConfig;
import org.foregone.study.intervention.Interventions;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.run.PromptChoices;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What a study will cost, before it runs.
@Command(
    name = "plan",
    modelTransformer = KeyFlags.class,
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Say what a study will cost: rollouts, tokens, time at a measured speed, disk.",
    footer = {
      "",
      "--json prints one object: prompts, rollouts, worst_tokens, tokens_per_second, worst_seconds,",
      "worst_bytes. Worst: every rollout reaches its caps. Without a model the speed stays unknown.",
      "Hidden states (foresight, separability), steered rollouts and the answers from cut thoughts",
      "(lockin, causality: often more tokens than all rollouts) come on top."
    })
final class PlanCommand implements Callable<Integer> {
  /// Bytes a rollout takes besides its tokens: text of about 5 bytes a token, ids of 4, row.
  private static final int BYTES_A_TOKEN = 9;

  private static final int BYTES_A_ROLLOUT = 400;
  private static final int SAMPLE_TOKENS = 48;

  @Mixin private Talk talk;

  @Parameters(arity = "0..1", paramLabel = "study.yaml", description = "the configuration")
  private @Nullable Path file;

  @Option(names = "--set", paramLabel = "key=value", description = "one key; may be repeated")
  private List<String> sets = List.of();

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    ConfigSources sources =
        new ConfigSources(
            file, System.getenv(), sets, KeyFlags.given(spec.commandLine().getParseResult()));
    Optional<Matrix> matrix = file == null ? Optional.empty() : Matrix.read(file);
    if (matrix.isPresent()) {
      List<Matrix.Cell> cells = matrix.get().cells();
      sources = sources.of(cells.getFirst().settings());
      talk.say("one of %d studies alike: %s".formatted(cells.size(), cells.getFirst().name()));
    }
    StudyConfig config = Interventions.settled(sources.resolve()).config();
    List<Prompt> prompts = PromptChoices.read(config.prompts());
    Cost cost = Cost.of(config, prompts);
    Path model = config.model();
    double speed = model == null ? Double.NaN : tokensPerSecond(model, config, prompts);
    if (json) {
      talk.json(cost.object(speed));
    } else {
      talk.out().print(cost.text(speed));
    }
    return Exit.COMPLETE.code();
  }

  /// The most a study can take: every rollout reaches its caps.
  private record Cost(int prompts, long rollouts, long tokens, long bytes) {
    static Cost of(StudyConfig config, List<Prompt> prompts) {
      long perMode = (long) prompts.size() * config.rollouts();
      long tokens = perMode * (config.caps().thinking() + 2L * config.caps().answer());
      return new Cost(
          prompts.size(),
          2 * perMode,
          tokens,
          tokens * BYTES_A_TOKEN + 2 * perMode * BYTES_A_ROLLOUT);
    }

    Map<String, Object> object(double speed) {
      boolean known = !Double.isNaN(speed);
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("prompts", prompts);
      object.put("rollouts", rollouts);
      object.put("worst_tokens", tokens);
      object.put("tokens_per_second", known ? speed : "unknown");
      object.put("worst_seconds", known ? tokens / speed : "unknown");
      object.put("worst_bytes", bytes);
      return object;
    }

    String text(double speed) {
      String time =
          Double.isNaN(speed)
              ? "unknown without --model"
              : "at most %s at %.0f tokens/s, measured now"
                  .formatted(Progress.time(tokens / speed), speed);
      return """
          prompts    %,d
          rollouts   %,d in two modes
          tokens     at most %,d (every rollout at its caps)
          time       %s
          disk       at most %.1f MiB
          """
          .formatted(prompts, rollouts, tokens, time, bytes / 1048576.0);
    }
  }

  /// A short run of the real thing at the study's width: prompts of the study, its template.
  private static double tokensPerSecond(Path model, StudyConfig config, List<Prompt> prompts) {
    ModelFile.check(model);
    StudyConfig.EngineChoice choice = config.engine();
    try (LocalModel loaded =
        LocalModel.open(
            model, choice.llamaLib(), choice.cpuVariant(), choice.gpuLayers(), config.lora())) {
      Conversation conversation =
          Conversations.of(
              Conversations.template(config.dialogue().template(), loaded.card().chatTemplate()),
              loaded.vocabulary(),
              config.dialogue());
      List<Continuation> requests = new ArrayList<>();
      int longest = 0;
      for (Prompt prompt : prompts.subList(0, Math.min(8, prompts.size()))) {
        int[] prefix =
            conversation.prompt(List.of(Message.user(prompt.text())), Mode.THINK).tokens();
        longest = Math.max(longest, prefix.length);
        requests.add(
            Continuation.of(
                    prompt.id(), prefix, 0, config.rollouts(), Sampling.PLAIN, SAMPLE_TOKENS)
                .ignoringEnd());
      }
      LlamaOptions options =
          LlamaOptions.defaults(longest + SAMPLE_TOKENS, choice.threads().orElse(loaded.threads()))
              .withWidth(choice.width());
      try (Engine engine = loaded.engine(options)) {
        long start = System.nanoTime();
        long made =
            engine.complete(requests).stream()
                .flatMap(List::stream)
                .mapToLong(completion -> completion.tokens().length)
                .sum();
        return made / ((System.nanoTime() - start) / 1e9);
      }
    }
  }
}
