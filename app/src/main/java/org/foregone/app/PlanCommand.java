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
import org.foregone.study.config.Experiments;
import org.foregone.study.config.Matrix;
import org.foregone.study.config.StudyConfig;
import org.foregone.study.intervention.Interventions;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.run.PromptChoices;
import org.foregone.study.run.WorstCase;
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
      "At most: every thought and every answer reaches its cap, and every thought has causality.most",
      "cuts of each kind; most studies take far less. Without a model the speed stays unknown.",
      "Reading prompts and hidden states (foresight, separability), a stance judge llm and what an",
      "intervention asks or drops come on top, as does the disk of states.",
      "--json prints one object: prompts, rollouts, worst_answers, worst_tokens, tokens_per_second,",
      "worst_seconds, worst_bytes, and experiments, a list of experiment, worst_answers,",
      "worst_tokens, worst_seconds."
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
    Path model = config.model();
    double speed = model == null ? Double.NaN : tokensPerSecond(model, config, prompts);
    Cost cost = new Cost(prompts.size(), WorstCase.of(config, prompts), speed);
    if (json) {
      talk.json(cost.object());
    } else {
      talk.out().print(cost.text());
      explain(config);
    }
    return Exit.COMPLETE.code();
  }

  /// Why most studies take less.
  private void explain(StudyConfig config) {
    talk.say(
        "At most: every thought reaches its cap of %,d tokens; most are far shorter."
            .formatted(config.caps().thinking()));
    if (config.experiments().contains(Experiments.CAUSALITY)) {
      talk.say(
          "Causality: up to %,d answers for each cut it tests, and up to %,d cuts of a kind in a"
                  .formatted(
                      2 * config.causality().k(),
                      Math.min(config.causality().most(), config.caps().thinking()))
              + " thought (causality.most); most have few.");
    }
  }

  /// The most a study can take.
  ///
  /// @param speed tokens a second; NaN where it is not known
  private record Cost(int prompts, List<WorstCase> cases, double speed) {
    long answers() {
      return cases.stream().mapToLong(WorstCase::answers).sum();
    }

    long tokens() {
      return cases.stream().mapToLong(WorstCase::tokens).sum();
    }

    long bytes() {
      return tokens() * BYTES_A_TOKEN + answers() * BYTES_A_ROLLOUT;
    }

    Object seconds(long tokens) {
      return Double.isNaN(speed) ? "unknown" : tokens / speed;
    }

    Map<String, Object> object() {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("prompts", prompts);
      object.put("rollouts", cases.getFirst().answers());
      object.put("worst_answers", answers());
      object.put("worst_tokens", tokens());
      object.put("tokens_per_second", Double.isNaN(speed) ? "unknown" : speed);
      object.put("worst_seconds", seconds(tokens()));
      object.put("worst_bytes", bytes());
      List<Map<String, Object>> experiments = new ArrayList<>();
      for (WorstCase one : cases) {
        Map<String, Object> experiment = new LinkedHashMap<>();
        experiment.put("experiment", one.experiment());
        experiment.put("worst_answers", one.answers());
        experiment.put("worst_tokens", one.tokens());
        experiment.put("worst_seconds", seconds(one.tokens()));
        experiments.add(experiment);
      }
      object.put("experiments", experiments);
      return object;
    }

    String text() {
      StringBuilder text = new StringBuilder();
      text.append("prompts      %,d%n".formatted(prompts));
      text.append("at most         answers          tokens  time%n".formatted());
      for (WorstCase one : cases) {
        text.append(line(one.experiment(), one.answers(), one.tokens()));
      }
      if (cases.size() > 1) {
        text.append(line("all", answers(), tokens()));
      }
      text.append(
          Double.isNaN(speed)
              ? "speed        unknown without --model%n".formatted()
              : "speed        %.0f tokens/s, measured now%n".formatted(speed));
      return text.append("disk         at most %.1f MiB%n".formatted(bytes() / 1048576.0))
          .toString();
    }

    private String line(String what, long answers, long tokens) {
      String time = Double.isNaN(speed) ? "unknown" : Progress.time(tokens / speed);
      return "%-12s %,10d %,15d  %s%n".formatted(what, answers, tokens, time);
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
