package org.foregone.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.Message;
import org.foregone.dialogue.Mode;
import org.foregone.inference.Capture;
import org.foregone.inference.Completion;
import org.foregone.inference.Continuation;
import org.foregone.inference.Engine;
import org.foregone.inference.EngineException;
import org.foregone.inference.LlamaOptions;
import org.foregone.inference.LocalModel;
import org.foregone.inference.Sampling;
import org.foregone.inference.Site;
import org.foregone.inference.Work;
import org.foregone.study.Intent;
import org.foregone.study.foresight.FittedProbe;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.prompts.PromptFile;
import org.foregone.study.prompts.PromptFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Foresees refusals with a study's probe: one prefill a prompt, no thought.
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description = "Say how likely the model is to refuse, before it thinks.",
    footer = {
      "",
      "--json prints {\"id\",\"refusal_chance\",\"logit\",\"predicted\":\"REFUSAL|COMPLIANCE\"} a prompt,",
      "in the order given. The chance holds for prompts like those of the study that made the probe."
    })
final class PredictCommand implements Callable<Integer> {
  @Mixin private Talk talk;
  @Mixin private ModelOption model;

  @Option(
      names = "--probe",
      required = true,
      paramLabel = "PATH",
      description = "probe.json, or the folder of the study that wrote it")
  private Path probeFile;

  @Option(
      names = "--template",
      paramLabel = "FILE",
      description = "the study's chat template, where it was not the model's own")
  private @Nullable Path template;

  @ArgGroup(multiplicity = "1")
  private Input input;

  /// What is asked about: one of the two.
  private static final class Input {
    @Option(names = "--text", paramLabel = "TEXT", description = "a prompt; may be repeated")
    private @Nullable List<String> texts;

    @Option(
        names = "--prompts",
        paramLabel = "FILE",
        description = "JSONL, CSV or Parquet with a column prompt; may be repeated")
    private @Nullable List<Path> files;
  }

  @Option(names = "--json", description = "print one JSON object a prompt")
  private boolean json;

  @Override
  public Integer call() {
    FittedProbe probe = FittedProbe.read(probeFile);
    Map<String, String> prompts = prompts();
    try (LocalModel loaded = model.open()) {
      requireSameModel(probe);
      String text = Conversations.template(template, loaded.card().chatTemplate());
      requireSameTemplate(probe, text);
      Conversation conversation = Conversations.of(text, loaded.vocabulary(), probe.dialogue());
      Map<String, int[]> rendered = new LinkedHashMap<>();
      prompts.forEach(
          (id, prompt) ->
              rendered.put(
                  id, conversation.prompt(List.of(Message.user(prompt)), Mode.THINK).tokens()));
      int longest = rendered.values().stream().mapToInt(t -> t.length).max().orElse(0);
      LlamaOptions options =
          LlamaOptions.defaults(longest + 1, loaded.threads())
              .withWidth(Math.clamp(rendered.size(), 8, LlamaOptions.DEFAULT_WIDTH));
      Site site = Site.of(probe.layer(), loaded.card().layers());
      try (Engine engine = loaded.engine(options)) {
        Answers answers = new Answers(rendered, probe, site);
        engine.run(answers, () -> false);
        answers.flush();
      }
    }
    return Exit.COMPLETE.code();
  }

  private Map<String, String> prompts() {
    Map<String, String> prompts = new LinkedHashMap<>();
    if (input.texts != null) {
      for (String text : input.texts) {
        prompts.put(String.valueOf(prompts.size() + 1), text);
      }
    } else if (input.files != null) {
      // their intent is what nobody has to know
      List<PromptFile> files =
          input.files.stream().map(f -> new PromptFile(f, Intent.HARMFUL)).toList();
      for (Prompt prompt : PromptFiles.read(files)) {
        prompts.put(prompt.id(), prompt.text());
      }
    }
    return prompts;
  }

  private void requireSameModel(FittedProbe probe) {
    if (!LoadedModel.sha256(model.file()).equals(probe.modelSha256())) {
      throw new ProblemException(
          Problem.of(
              ErrorCode.BAD_INPUT,
              model.file() + ": not the model whose states the probe reads",
              "its SHA-256 is " + probe.modelSha256()));
    }
  }

  private void requireSameTemplate(FittedProbe probe, String text) {
    if (!Bytes.sha256(text).equals(probe.templateSha256())) {
      throw new ProblemException(
          Problem.of(
              ErrorCode.BAD_TEMPLATE,
              "not the chat template that the probe's prompts were rendered with",
              "name that one with --template FILE"));
    }
  }

  /// Prints predictions in the order of the prompts, as they come.
  private final class Answers implements Work {
    private final FittedProbe probe;
    private final Site site;
    private final List<String> order;
    private final Map<String, int[]> prompts;
    private final Map<String, Double> logits = new HashMap<>();
    private int asked;
    private int printed;

    Answers(Map<String, int[]> prompts, FittedProbe probe, Site site) {
      this.prompts = prompts;
      this.order = new ArrayList<>(prompts.keySet());
      this.probe = probe;
      this.site = site;
    }

    @Override
    public @Nullable Continuation next() {
      if (asked == order.size()) {
        return null;
      }
      String id = order.get(asked++);
      int[] prompt = Objects.requireNonNull(prompts.get(id));
      return Continuation.of(id, prompt, 0, 1, Sampling.PLAIN, 1)
          .withCapture(new Capture(List.of(site), new int[] {prompt.length - 1}));
    }

    @Override
    public void completed(Continuation request, List<Completion> completions) {
      float[] state = Objects.requireNonNull(completions.getFirst().states()).values().getFirst();
      logits.put(request.id(), probe.probe().logit(state));
      flush();
    }

    @Override
    public void failed(Continuation request, EngineException why) {
      throw why;
    }

    void flush() {
      while (printed < order.size() && logits.containsKey(order.get(printed))) {
        String id = order.get(printed++);
        print(id, Objects.requireNonNull(logits.get(id)));
      }
    }

    private void print(String id, double logit) {
      double chance = probe.calibration().chance(logit);
      String predicted = logit >= probe.threshold() ? "REFUSAL" : "COMPLIANCE";
      if (json) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("id", id);
        object.put("refusal_chance", chance);
        object.put("logit", logit);
        object.put("predicted", predicted);
        talk.json(object);
      } else {
        talk.out().printf(Locale.ROOT, "%.3f  %-10s  %s%n", chance, predicted, id);
      }
    }
  }
}
