package org.foregone.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.foregone.report.ComparisonWriter;
import org.foregone.report.MatrixPage;
import org.foregone.study.StudyException;
import org.foregone.study.comparison.Comparison;
import org.foregone.study.comparison.Comparisons;
import org.foregone.study.config.ConfigSources;
import org.foregone.study.config.Experiments;
import org.foregone.study.config.Matrix;
import org.foregone.study.config.Matrix.Cell;
import org.foregone.study.config.ResolvedConfig;
import org.foregone.study.intervention.Intervention;
import org.foregone.study.intervention.Interventions;
import org.foregone.study.store.StudyFolder;
import org.foregone.study.store.StudyStore;

/// The studies of a matrix, one after another in folders of their own, then each beside its base.
/// The same command again goes on: complete studies whose inputs did not change are passed over.
final class MatrixRun {
  /// How a cell stands when the command ends.
  private enum State {
    COMPLETE,
    INCOMPLETE,
    FAILED,
    NOT_BEGUN;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
  }

  private final Talk talk;
  private final boolean json;
  private final ConfigSources sources;
  private final Matrix matrix;
  private final Path out;

  /// @param sources of what holds for all cells
  MatrixRun(Talk talk, boolean json, ConfigSources sources, Matrix matrix, Path out) {
    this.talk = talk;
    this.json = json;
    this.sources = sources;
    this.matrix = matrix;
    this.out = out;
  }

  /// Prints every cell's configuration and runs nothing.
  Exit print() {
    List<ResolvedConfig> configs = configs();
    for (int i = 0; i < configs.size(); i++) {
      talk.out().println("# " + matrix.cells().get(i).name());
      talk.out().print(configs.get(i).explained());
    }
    return Exit.COMPLETE;
  }

  /// @throws StudyException when the configuration of any cell is wrong, before the first one runs
  /// @throws IOException when the page cannot be written
  Exit run() throws IOException {
    List<ResolvedConfig> configs = configs();
    if (new StudyFolder(out).holdsStudy()) {
      throw new ProblemException(
          Problem.of(
              ErrorCode.OTHER_STUDY,
              out + ": holds a study, a matrix needs a folder for several",
              "choose an empty or new folder with --out"));
    }
    List<State> states = new ArrayList<>();
    boolean interrupted = false;
    for (int i = 0; i < configs.size() && !interrupted; i++) {
      Cell cell = matrix.cells().get(i);
      begin(cell, i);
      try {
        if (finished(configs.get(i), folder(cell))) {
          talk.say("complete, nothing to do");
          states.add(State.COMPLETE);
          continue;
        }
        forgetComparison();
        StudyRun.Result result =
            new StudyRun(talk, json, configs.get(i), folder(cell).path()).run(sampling -> Map.of());
        interrupted = result.interrupted();
        states.add(result.findings().complete() ? State.COMPLETE : State.INCOMPLETE);
      } catch (RuntimeException | IOException e) {
        Failures.problems(e).forEach(talk::warn);
        if (talk.debug()) {
          e.printStackTrace(talk.err());
        }
        states.add(State.FAILED);
      }
    }
    while (states.size() < configs.size()) {
      states.add(State.NOT_BEGUN);
    }
    return end(states, interrupted);
  }

  /// Every cell's configuration; what is wrong with several is told once.
  private List<ResolvedConfig> configs() {
    List<ResolvedConfig> configs = new ArrayList<>();
    Set<StudyException.Problem> problems = new LinkedHashSet<>();
    for (Cell cell : matrix.cells()) {
      try {
        configs.add(config(cell));
      } catch (StudyException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new StudyException(List.copyOf(problems));
    }
    return configs;
  }

  /// A cell's configuration. The steering experiment cannot steer a model that is steered: such a
  /// cell goes without, and the others keep it.
  private ResolvedConfig config(Cell cell) {
    ResolvedConfig config = Interventions.settled(sources.of(cell.settings()).resolve());
    List<String> experiments = config.config().experiments();
    if (!intervention(config).steers() || !experiments.contains(Experiments.STEERING)) {
      return config;
    }
    talk.say(cell.name() + ": is steered, so that steering is left out of its experiments");
    return config.with(
        "experiments",
        experiments.stream().filter(name -> !name.equals(Experiments.STEERING)).toList());
  }

  private static Intervention intervention(ResolvedConfig config) {
    return Interventions.of(config.config().intervention()).intervention();
  }

  /// What an earlier run compared holds no longer once a study changes.
  private void forgetComparison() throws IOException {
    Files.deleteIfExists(out.resolve(Comparisons.FILE));
    Files.deleteIfExists(out.resolve(MatrixPage.COMPARISON));
  }

  private StudyFolder folder(Cell cell) {
    return new StudyFolder(out.resolve(cell.name()));
  }

  /// Whether a study can be read, is complete, was made with this configuration, and none of its
  /// inputs is younger than its findings.
  private static boolean finished(ResolvedConfig config, StudyFolder folder) throws IOException {
    if (!Files.exists(folder.findings()) || !Files.exists(folder.resolved())) {
      return false;
    }
    Map<String, Object> findings =
        JsonFiles.object(Files.readString(folder.findings()), folder.findings().toString());
    try (StudyStore store = folder.read()) {
      store.meta();
    } catch (StudyException e) {
      return false; // the run says what is wrong with it
    }
    if (!(findings.get("study") instanceof Map<?, ?> study)
        || !Boolean.TRUE.equals(study.get("complete"))
        || !config.sameAs(ResolvedConfig.stored(folder.resolved()))) {
      return false;
    }
    List<Path> inputs = new ArrayList<>(config.inputs());
    inputs.addAll(intervention(config).inputs());
    for (Path input : inputs) {
      if (!Files.exists(input)
          || Files.getLastModifiedTime(input)
                  .compareTo(Files.getLastModifiedTime(folder.findings()))
              > 0) {
        return false;
      }
    }
    return true;
  }

  private void begin(Cell cell, int number) {
    talk.say("%d of %d: %s".formatted(number + 1, matrix.cells().size(), cell.name()));
    if (json) {
      Map<String, Object> event = new LinkedHashMap<>();
      event.put("event", "cell");
      event.put("name", cell.name());
      event.put("folder", folder(cell).path().toString());
      talk.json(event);
    }
  }

  private Exit end(List<State> states, boolean interrupted) throws IOException {
    Map<String, Comparison> comparisons = Map.of();
    boolean compared = false;
    if (!interrupted) {
      try {
        comparisons = compared(states);
        compared = true;
      } catch (StudyException e) { // a study that cannot be read; the rest is worth its page
        Failures.problems(e).forEach(talk::warn);
        forgetComparison();
      }
    }
    List<MatrixPage.Row> rows = new ArrayList<>();
    Map<String, String> words = new LinkedHashMap<>();
    for (int i = 0; i < states.size(); i++) {
      Cell cell = matrix.cells().get(i);
      String state = states.get(i).word();
      words.put(cell.name(), state);
      Comparison comparison = comparisons.get(cell.name());
      rows.add(
          new MatrixPage.Row(
              cell.name(),
              state,
              cell.base().isPresent() ? matrix.cells().get(cell.base().getAsInt()).name() : "",
              comparison == null ? "" : words(comparison.discrimination().word()),
              comparison == null ? "" : words(comparison.deliberation().word())));
    }
    Path page = MatrixPage.write(out, rows, !comparisons.isEmpty());
    Exit exit =
        interrupted
            ? Exit.INTERRUPTED
            : compared && states.stream().allMatch(State.COMPLETE::equals)
                ? Exit.COMPLETE
                : Exit.INCOMPLETE;
    tell(words, comparisons, page, exit);
    return exit;
  }

  private static String words(String word) {
    return word.replace('_', ' ');
  }

  /// Every study beside its base, by the study's name, written to `comparison.json` and a page of
  /// their own. One whose base is not there is left out.
  private Map<String, Comparison> compared(List<State> states) throws IOException {
    List<Comparisons.Named> studies = new ArrayList<>();
    List<Comparisons.Pair> pairs = new ArrayList<>();
    Map<Integer, Integer> places = new HashMap<>();
    for (int i = 0; i < states.size(); i++) {
      Cell cell = matrix.cells().get(i);
      if (states.get(i) == State.COMPLETE || states.get(i) == State.INCOMPLETE) {
        places.put(i, studies.size());
        studies.add(new Comparisons.Named(folder(cell).path(), cell.name()));
        Integer base = cell.base().isPresent() ? places.get(cell.base().getAsInt()) : null;
        if (base != null) {
          pairs.add(new Comparisons.Pair(base, studies.size() - 1));
        }
      }
    }
    if (pairs.isEmpty()) {
      forgetComparison();
      return Map.of();
    }
    talk.say("comparing");
    Comparisons comparisons = Comparisons.of(studies, pairs);
    ComparisonWriter.write(comparisons, out, MatrixPage.COMPARISON);
    Map<String, Comparison> byName = new LinkedHashMap<>();
    for (int p = 0; p < pairs.size(); p++) {
      byName.put(studies.get(pairs.get(p).other()).name(), comparisons.comparisons().get(p));
    }
    return byName;
  }

  private void tell(
      Map<String, String> words, Map<String, Comparison> comparisons, Path page, Exit exit) {
    if (json) {
      Map<String, Object> event = new LinkedHashMap<>();
      event.put("event", "matrix");
      event.put("exit", exit.code());
      event.put("cells", words);
      event.put("page", page.toString());
      talk.json(event);
      return;
    }
    comparisons.values().forEach(c -> talk.out().print(ComparisonText.of(c)));
    words.forEach((name, state) -> talk.out().println(name + ": " + state));
    talk.out().flush();
    talk.say("page: " + page);
    if (exit == Exit.INCOMPLETE) {
      talk.say("not complete; the same command goes on");
    }
  }
}
