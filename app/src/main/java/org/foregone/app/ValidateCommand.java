package org.foregone.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.foregone.organism.Preset;
import org.foregone.organism.truth.OrganismTruth;
import org.foregone.study.validation.Validation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Checks the estimators against organisms whose truth is known.
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description =
        "Measure compiled models over many studies of fresh prompts, and print every estimator's"
            + " mean, its truth, how often its interval held it, and what the study's own method"
            + " (arXiv 2606.25013) makes of the same answers.",
    footer = {
      "",
      "Rollouts and branches are drawn from the models' closed forms, so no engine is needed.",
      "--json prints one object an estimator: organism, path, truth, measured, held, studies,",
      "misses, paper, paperMisses; and one at the end: {\"event\":\"done\",\"missed\":[...],",
      "\"paperMissed\":[...],\"unchecked\":[...]}.",
      "Ends with 1 when one of ours misses its truth, or when all intervals together hold less than",
      "92% of the time (from 200 studies on: or more than 98%); that the study's own method misses is",
      "news, no failure."
    })
final class ValidateCommand implements Callable<Integer> {
  /// Keys that the truth follows.
  private static final List<String> SETTABLE =
      List.of(
          "experiments",
          "rollouts",
          "lockin.cuts",
          "lockin.traces",
          "lockin.branches",
          "deliberation.traces",
          "causality.traces",
          "causality.way");

  @Mixin private Talk talk;

  @Option(
      names = "--organism",
      paramLabel = "NAME",
      split = ",",
      completionCandidates = DemoCommand.Names.class,
      description = "which (all): ${COMPLETION-CANDIDATES}")
  private List<String> organisms = new ArrayList<>();

  @Option(names = "--draws", paramLabel = "N", description = "studies of each (40)")
  private int draws = 40;

  @Option(names = "--prompts", paramLabel = "N", description = "fresh prompts of each study (48)")
  private int prompts = 48;

  @Option(names = "--seed", paramLabel = "S", description = "of the first study (1)")
  private long seed = 1;

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "one key of the studies' configuration; may be repeated")
  private List<String> sets = List.of();

  @Option(names = "--json", description = "print JSON lines")
  private boolean json;

  @Override
  public Integer call() {
    if (draws < 10 || prompts < 8 || seed < 0) {
      throw new ProblemException(
          Problem.of(
              ErrorCode.BAD_VALUE,
              "--draws must be at least 10, --prompts at least 8, --seed not negative"));
    }
    for (String set : sets) {
      if (!SETTABLE.contains(set.replaceFirst("=.*", ""))) {
        throw new ProblemException(
            Problem.of(
                ErrorCode.BAD_VALUE,
                "--set %s: the truth does not follow this key; it follows %s"
                    .formatted(set, String.join(", ", SETTABLE))));
      }
    }
    List<Preset> presets =
        organisms.isEmpty()
            ? List.of(Preset.values())
            : organisms.stream().map(DemoCommand::preset).toList();
    List<String> missed = new ArrayList<>();
    List<String> paperMissed = new ArrayList<>();
    NavigableSet<String> unchecked = new TreeSet<>();
    Validation validation = new Validation(draws, prompts, settings(), seed);
    for (int p = 0; p < presets.size(); p++) {
      Preset preset = presets.get(p);
      Validation.Result result =
          measured(validation, preset, (long) p * draws, (long) presets.size() * draws);
      List<Validation.Row> rows = result.rows();
      unchecked.addAll(result.unchecked());
      if (!json) {
        header(preset);
      }
      for (Validation.Row row : rows) {
        if (row.misses()) {
          missed.add(preset.label() + " " + row.path());
        }
        if (row.paperMisses()) {
          paperMissed.add(preset.label() + " " + row.path());
        }
        print(preset, row);
      }
      double coverage = Validation.coverage(rows);
      if (!validation.nominal(coverage)) {
        missed.add(
            "%s all intervals together are too %s: they hold %s"
                .formatted(preset.label(), coverage < .95 ? "short" : "wide", number(coverage)));
      }
      if (!json) {
        talk.out().printf("%-58s %28.3f%n", "all intervals together hold", coverage);
      }
      talk.out().flush();
    }
    conclude(missed, paperMissed, unchecked);
    return (missed.isEmpty() ? Exit.COMPLETE : Exit.BELOW).code();
  }

  /// @param before studies of the organisms before this one
  /// @param total of all organisms
  private Validation.Result measured(
      Validation validation, Preset preset, long before, long total) {
    String unit = "studies (" + preset.label() + ")";
    try (Progress progress = Progress.of(talk)) {
      return validation.of(
          new OrganismTruth(preset.parameters()),
          done ->
              progress.update(
                  new Progress.State(unit, before + done, before, total, Progress.NO_TOKENS, 0)));
    }
  }

  /// Those of a validation study, of which `--set` changes some.
  private List<String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    Stream.concat(Validation.SETTINGS.stream(), sets.stream())
        .forEach(set -> settings.put(set.replaceFirst("=.*", ""), set));
    return List.copyOf(settings.values());
  }

  private void header(Preset preset) {
    talk.out()
        .printf("%n%-58s %9s %9s %8s %9s%n", preset.label(), "measured", "truth", "held", "paper");
  }

  private void print(Preset preset, Validation.Row row) {
    if (!json) {
      talk.out()
          .printf(
              "%-58s %9s %9s %8s %9s%s%s%n",
              row.path(),
              number(row.measured()),
              number(row.truth()),
              row.measuredIn() == 0 ? "-" : row.held() + "/" + row.measuredIn(),
              number(row.paper()),
              row.misses() ? "  MISSES" : "",
              row.paperMisses() ? "  paper misses" : "");
      return;
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("organism", preset.label());
    object.put("path", row.path());
    object.put("truth", row.truth());
    object.put("measured", Double.isNaN(row.measured()) ? null : row.measured());
    object.put("held", row.held());
    object.put("studies", row.measuredIn());
    object.put("misses", row.misses());
    object.put("paper", Double.isNaN(row.paper()) ? null : row.paper());
    object.put("paperMisses", row.paperMisses());
    talk.json(object);
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
  }

  private void conclude(
      List<String> missed, List<String> paperMissed, NavigableSet<String> unchecked) {
    if (json) {
      Map<String, Object> done = new LinkedHashMap<>();
      done.put("event", "done");
      done.put("missed", missed);
      done.put("paperMissed", paperMissed);
      done.put("unchecked", unchecked);
      talk.json(done);
      return;
    }
    talk.out().println();
    Stream.concat(
            Stream.of("Measured, not compared with a truth:"),
            unchecked.stream().map(path -> "  " + path))
        .forEach(talk.out()::println);
    Stream.concat(
            Stream.of("Ours that miss the truth: " + (missed.isEmpty() ? "none" : "")),
            missed.stream().map(path -> "  " + path))
        .forEach(talk.out()::println);
    Stream.concat(
            Stream.of("The paper's that miss it: " + (paperMissed.isEmpty() ? "none" : "")),
            paperMissed.stream().map(path -> "  " + path))
        .forEach(talk.out()::println);
  }
}
