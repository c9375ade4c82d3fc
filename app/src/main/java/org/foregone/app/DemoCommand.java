package org.foregone.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.foregone.organism.OrganismPrompt;
import org.foregone.organism.OrganismPrompts;
import org.foregone.organism.Preset;
import org.foregone.organism.compile.OrganismCompiler;
import org.foregone.organism.truth.OrganismTruth;
import org.foregone.study.config.ConfigSources;
import org.foregone.study.config.ResolvedConfig;
import org.foregone.study.store.StudyFolder;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Tally;
import org.foregone.study.validation.Truths;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// The whole pipeline on a compiled model, every number beside its truth.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Measure a compiled model whose truth is known, offline, in a minute.",
    footer = {
      "",
      "--json prints lines: {\"event\":\"started\"} first, exactly one {\"event\":\"done\"} last.",
      "findings.json then has the truth beside the numbers."
    })
final class DemoCommand implements Callable<Integer> {
  /// Thinking tokens; an organism's thought has at most about 80.
  private static final int CAP = 512;

  /// Thoughts a prompt behind the truth of what has no formula.
  private static final int THOUGHTS = 24;

  @Mixin private Talk talk;

  @Option(
      names = "--organism",
      paramLabel = "NAME",
      defaultValue = "lifelike",
      completionCandidates = Names.class,
      description = "one of: ${COMPLETION-CANDIDATES} (lifelike)")
  private String organism;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "foregone-demo",
      description = "the study's folder (foregone-demo)")
  private Path out;

  @Option(names = "--rollouts", paramLabel = "K", defaultValue = "32", description = "(32)")
  private int rollouts;

  @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "(1)")
  private long seed;

  @Option(names = "--json", description = "print events as JSON lines")
  private boolean json;

  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.of(Preset.values()).map(Preset::label).iterator();
    }
  }

  @Override
  public Integer call() throws IOException {
    Preset preset = preset(organism);
    if (!json) {
      talk.out()
          .println(
              "This is a compiled model: `%s`, weights written by hand, no training. Its text is a"
                      .formatted(preset.label())
                  + " stage set; its truth is known.");
      talk.out().flush();
    }
    StudyFolder folder = new StudyFolder(out);
    folder.claim();
    Path model = out.resolve("study.organism-" + preset.label() + ".gguf");
    OrganismCompiler.write(preset.parameters(), model);
    Path prompts = out.resolve("study.organism-prompts.jsonl");
    Files.writeString(prompts, lines(OrganismPrompts.standard()));
    int most = Math.max(rollouts, stored(folder));
    ResolvedConfig config = config(model, prompts, most).resolve();
    OrganismTruth truth = new OrganismTruth(preset.parameters());
    StudyRun.Result result =
        new StudyRun(talk, json, config, out)
            .run(
                sampling ->
                    Truths.of(
                        truth, sampling, config.config(), OrganismPrompts.standard(), THOUGHTS));
    if (!json) {
      print(result);
    }
    return result.exit().code();
  }

  /// Rollouts that an earlier demo left in the folder: the truth of a majority depends on how many
  /// there are.
  private static int stored(StudyFolder folder) {
    if (!Files.exists(folder.database())) {
      return 0;
    }
    try (StudyStore store = StudyStore.read(folder.database())) {
      return store.tallies().stream().mapToInt(Tally::rollouts).max().orElse(0);
    }
  }

  /// @throws ProblemException for a name that is not there, with the nearest one
  static Preset preset(String name) {
    return Preset.named(name).orElseThrow(() -> unknown(name));
  }

  private static ProblemException unknown(String organism) {
    List<String> names = Stream.of(Preset.values()).map(Preset::label).toList();
    return new ProblemException(
        Problem.of(
            ErrorCode.BAD_VALUE,
            "--organism: there is no `" + organism + "`",
            Stream.concat(
                    Nearest.to(organism, names).stream().map(n -> "did you mean `" + n + "`?"),
                    Stream.of("one of: " + String.join(", ", names)))
                .toArray(String[]::new)));
  }

  private ConfigSources config(Path model, Path prompts, int rollouts) {
    Map<String, Object> choices = new LinkedHashMap<>();
    choices.put("model", model.toString());
    choices.put("prompts", List.of(prompts.toString()));
    choices.put("judges", List.of("organism"));
    choices.put("rollouts", Integer.toString(rollouts));
    choices.put("seed", Long.toString(seed));
    // so small a model runs best on one thread, above all where others use the machine
    choices.put("engine.threads", "1");
    choices.put("caps.thinking", Integer.toString(CAP));
    choices.put("caps.answer", "64");
    // sentences, whose stances are known by token
    choices.put("deliberation.pack", "0");
    choices.put("deliberation.judges", List.of("organism"));
    // enough for every curve, and no more than a minute
    choices.put("lockin.cuts", List.of("0", "20", "60", "100", "150"));
    choices.put("lockin.traces", "2");
    choices.put("causality.traces", "2");
    Map<String, String> library = new TreeMap<>(System.getenv());
    library.keySet().retainAll(List.of("FOREGONE_LLAMA_LIB", "FOREGONE_ENGINE_CPU_VARIANT"));
    return new ConfigSources(null, library, List.of(), choices);
  }

  private static String lines(List<OrganismPrompt> prompts) {
    JsonMapper mapper = new JsonMapper();
    StringBuilder lines = new StringBuilder();
    for (OrganismPrompt prompt : prompts) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("id", prompt.id());
      row.put("prompt", prompt.text());
      row.put("intent", prompt.harmful() ? "harmful" : "benign");
      row.put("benchmark", "organism");
      row.put("category", prompt.group());
      lines.append(mapper.writeValueAsString(row)).append('\n');
    }
    return lines.toString();
  }

  private void print(StudyRun.Result result) {
    talk.out().print(FindingsTable.of(result.findings()));
    List<String> missed = FindingsTable.missed(result.findings());
    talk.out()
        .println(
            missed.isEmpty()
                ? "Every interval holds its truth."
                : "Intervals that miss their truth: "
                    + String.join(", ", missed)
                    + ". They speak of other prompts too, so on these few nearly all should hold.");
    talk.out().println("page: " + result.page());
  }
}
