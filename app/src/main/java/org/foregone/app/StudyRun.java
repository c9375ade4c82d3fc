package org.foregone.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.foregone.dialogue.ChatTemplate;
import org.foregone.dialogue.Conversation;
import org.foregone.inference.Adapter;
import org.foregone.inference.LocalModel;
import org.foregone.inference.Sampling;
import org.foregone.inference.SamplingDefaults;
import org.foregone.judging.Judge;
import org.foregone.judging.Judges;
import org.foregone.judging.StanceJudge;
import org.foregone.judging.StanceJudges;
import org.foregone.judging.StancePanel;
import org.foregone.report.ReportWriter;
import org.foregone.study.config.ResolvedConfig;
import org.foregone.study.config.StudyConfig;
import org.foregone.study.intervention.Interventions;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.run.PromptChoices;
import org.foregone.study.run.Setup;
import org.foregone.study.run.StudyRunner;
import org.foregone.study.store.Findings;
import org.foregone.study.store.StudyFolder;
import org.foregone.tensors.Gguf;
import org.jspecify.annotations.Nullable;

/// One study from its configuration to its page, as `run` and `demo` do it: every input is checked
/// before the model is loaded, and all that is wrong is told at once.
final class StudyRun {
  /// How it ended.
  record Result(Findings findings, Path page, boolean interrupted) {
    Exit exit() {
      return interrupted ? Exit.INTERRUPTED : findings.complete() ? Exit.COMPLETE : Exit.INCOMPLETE;
    }
  }

  private final Talk talk;
  private final boolean json;
  private final ResolvedConfig resolved;
  private final StudyFolder folder;
  private final List<Problem> problems = new ArrayList<>();
  private boolean started;

  StudyRun(Talk talk, boolean json, ResolvedConfig resolved, Path out) {
    this.talk = talk;
    this.json = json;
    this.resolved = resolved;
    this.folder = new StudyFolder(out);
  }

  /// @param truth known values by findings path for the sampler in force; empty for real models
  Result run(Function<Sampling, Map<String, Double>> truth) throws IOException {
    try {
      Result result = checkedRun(truth);
      done(result);
      return result;
    } catch (RuntimeException | IOException e) {
      failed(e);
      throw e;
    }
  }

  private Result checkedRun(Function<Sampling, Map<String, Double>> truth) throws IOException {
    StudyConfig config = resolved.config();
    Path file = config.model();
    if (file == null) {
      throw new ProblemException(
          Problem.of(
              ErrorCode.MISSING_ARGUMENT,
              "a study needs a model",
              "--model FILE.gguf, or `model: FILE.gguf` in study.yaml"));
    }
    List<Prompt> prompts = checked(() -> PromptChoices.read(config.prompts()));
    List<Judge> judges = new ArrayList<>();
    for (String name : config.judges()) {
      Judge judge = checked(() -> judge(name));
      if (judge != null) {
        judges.add(judge);
      }
    }
    List<StanceJudge> stances = new ArrayList<>();
    for (String name : config.deliberation().judges()) {
      StanceJudge judge = checked(() -> stanceJudge(name));
      if (judge != null) {
        stances.add(judge);
      }
    }
    checked(() -> Interventions.of(config.intervention()));
    Path llm = config.deliberation().llm();
    if (llm != null) {
      checked(() -> ModelFile.check(llm));
    }
    Gguf gguf = checked(() -> ModelFile.check(file));
    for (Adapter adapter : config.lora()) {
      checked(
          () -> {
            if (gguf != null) {
              adapter.check(gguf);
            }
            return adapter;
          });
    }
    String template = gguf == null ? null : checked(() -> template(gguf, config));
    checked(
        () -> {
          folder.claim();
          return folder;
        });
    if (prompts == null || template == null || !problems.isEmpty()) {
      throw new ProblemException(problems);
    }
    return measure(file, template, prompts, judges, new StancePanel(stances), truth);
  }

  private Result measure(
      Path file,
      String template,
      List<Prompt> prompts,
      List<Judge> judges,
      StancePanel stances,
      Function<Sampling, Map<String, Double>> truth)
      throws IOException {
    StudyConfig config = resolved.config();
    StudyConfig.EngineChoice engine = config.engine();
    Findings findings;
    boolean interrupted;
    try (LocalModel loaded =
            LocalModel.open(
                file, engine.llamaLib(), engine.cpuVariant(), engine.gpuLayers(), config.lora());
        Interruption stop = new Interruption(talk);
        Progress progress = Progress.of(talk)) {
      Conversation conversation =
          Conversations.of(template, loaded.vocabulary(), config.dialogue());
      Sampling family = SamplingDefaults.of(loaded.card());
      Setup setup =
          new Setup(
              loaded.card().name(),
              folder,
              resolved,
              prompts,
              new LoadedModel(loaded, engine, stop),
              conversation,
              judges,
              stances,
              config.deliberation().llm() == null
                  ? null
                  : new StanceFile(config.deliberation().llm(), config, stop),
              provenance(template));
      Hearing hearing = new Hearing(progress, talk, json);
      started(file, prompts.size(), config);
      findings =
          new StudyRunner(setup, family)
              .run(hearing, stop::urgent, truth.apply(config.sampling().over(family)));
      interrupted = stop.asked() && !findings.complete();
    }
    Path page = ReportWriter.write(folder.path());
    return new Result(findings, page, interrupted);
  }

  private static Map<String, String> provenance(String template) {
    Map<String, String> facts = new TreeMap<>();
    facts.put("foregone.version", Version.number());
    facts.put("java.version", Runtime.version().toString());
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    facts.put("template.sha256", Bytes.sha256(template));
    return facts;
  }

  private static Judge judge(String name) {
    return named("judges", () -> Judges.named(name));
  }

  private static StanceJudge stanceJudge(String name) {
    return named("deliberation.judges", () -> StanceJudges.named(name));
  }

  private static <T> T named(String key, Supplier<T> judge) {
    try {
      return judge.get();
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          Problem.of(
              ErrorCode.BAD_CONFIGURATION,
              key + ": " + e.getMessage(),
              "--%s, or `%s:` in study.yaml".formatted(key, key)));
    }
  }

  private static String template(Gguf gguf, StudyConfig config) {
    String text =
        Conversations.template(
            config.dialogue().template(), gguf.text("tokenizer.chat_template").orElse(null));
    ChatTemplate.parse(text);
    return text;
  }

  /// The part, or null when it is wrong and its problems are noted.
  private <T> @Nullable T checked(Supplier<T> part) {
    try {
      return part.get();
    } catch (RuntimeException e) {
      List<Problem> found = Failures.problems(e);
      if (found.getFirst().code() == ErrorCode.BUG) {
        throw e;
      }
      problems.addAll(found);
      return null;
    }
  }

  private void started(Path file, int prompts, StudyConfig config) {
    talk.say(
        "study in %s: %s, %d prompts, %d rollouts each in both modes"
            .formatted(folder.path(), file.getFileName(), prompts, config.rollouts()));
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("event", "started");
    event.put("folder", folder.path().toString());
    event.put("model", file.toString());
    event.put("prompts", prompts);
    event.put("rollouts", config.rollouts());
    event.put("seed", config.seed());
    event(event);
    started = true;
  }

  /// The last line of `--json`.
  private void done(Result result) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("event", "done");
    event.put("complete", result.findings().complete());
    event.put("interrupted", result.interrupted());
    event.put("exit", result.exit().code());
    event.put("findings", folder.findings().toString());
    event.put("store", folder.database().toString());
    event.put("page", result.page().toString());
    event(event);
  }

  /// The last line of `--json` when the study failed after it had started; the words are on stderr.
  private void failed(Exception e) {
    if (started) {
      Map<String, Object> event = new LinkedHashMap<>();
      event.put("event", "done");
      event.put("complete", false);
      event.put("interrupted", false);
      event.put("exit", Failures.problems(e).getFirst().code().exit().code());
      event(event);
    }
  }

  private void event(Map<String, Object> event) {
    if (json) {
      talk.json(event);
    }
  }
}
