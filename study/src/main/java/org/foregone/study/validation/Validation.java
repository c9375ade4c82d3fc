package org.foregone.study.validation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.foregone.inference.Sampling;
import org.foregone.organism.truth.OrganismTruth;
import org.foregone.statistics.Distributions;
import org.foregone.statistics.Estimate;
import org.foregone.study.StudyException;
import org.foregone.study.config.ConfigSources;
import org.foregone.study.config.StudyConfig;
import org.foregone.study.store.Findings;

/// Studies of fresh prompts, many times over: how often does an interval hold the truth of the
/// population the prompts come from? An interval speaks of that population and not of one fixed set
/// of prompts (over one set it would hold its mean nearly always).
///
/// @param draws studies
/// @param prompts of each study
/// @param settings of each study, `key=value`
/// @param seed of the first; draw i has prompts and rollouts of its own
public record Validation(int draws, int prompts, List<String> settings, long seed) {
  /// Small studies with every experiment that needs no hidden states.
  public static final List<String> SETTINGS =
      List.of(
          "experiments=outcome,lockin,deliberation,causality",
          "rollouts=4",
          "caps.thinking=400",
          "caps.answer=48",
          "lockin.cuts=0,20,60,100",
          "lockin.traces=2",
          "lockin.branches=4",
          "deliberation.traces=2",
          "deliberation.pack=0",
          "deliberation.judges=organism",
          "causality.traces=2");

  private static final Pattern SCOPES =
      Pattern.compile(
          "(?<=\\.)(harmful|benign|all|pooled|c\\d+|\\d+|(?<=benchmarks\\.)[^.]+)(?=\\.|$)");

  /// Prompts behind the population's truth, and thoughts of each.
  private static final int POPULATION = 800;

  private static final int THOUGHTS = 4;

  /// An estimator is wrong when intervals of a true level .95 would hold so few truths only once in
  /// so many cases: there are hundreds of estimators, and several organisms.
  private static final double ONCE_IN = 1e-5;

  /// A figure without an interval is wrong when its mean is off by more than so many standard
  /// errors, and by more than anyone would overlook.
  private static final double ERRORS = 4;

  private static final double OVERLOOKED = .02;

  public Validation {
    settings = List.copyOf(settings);
  }

  /// One estimator over all draws.
  ///
  /// @param truth of the population
  /// @param measured mean over the draws that measured it
  /// @param held draws whose interval holds the truth
  /// @param measuredIn draws that measured it
  /// @param paper mean of what the study's own method makes of the same rows; NaN where it has none
  /// @param paperError standard error of that mean
  public record Row(
      String path,
      double truth,
      double measured,
      int held,
      int measuredIn,
      double paper,
      double paperError) {
    /// An estimator that no study measured misses too.
    public boolean misses() {
      return measuredIn == 0 || Distributions.binomialCdf(held, measuredIn, .95) < ONCE_IN;
    }

    public boolean paperMisses() {
      double off = Math.abs(paper - truth);
      return off > OVERLOOKED && off > ERRORS * paperError;
    }
  }

  /// Between these must be the share of all intervals that hold their truth: single estimators may
  /// be unlucky, all together may not, nor may they be so wide that they always hold.
  private static final double LEAST = .92;

  private static final double MOST = .98;

  /// Draws that tell wide intervals from luck.
  private static final int MANY = 200;

  /// Whether so many intervals hold their truth as should.
  public boolean nominal(double coverage) {
    return coverage >= LEAST && (draws < MANY || coverage <= MOST);
  }

  public static double coverage(List<Row> rows) {
    return (double) rows.stream().mapToInt(Row::held).sum()
        / rows.stream().mapToInt(Row::measuredIn).sum();
  }

  /// @param rows every estimator that has a truth, by path
  /// @param unchecked kinds of estimators of which none has a truth, `*` for scopes, cuts and rules
  public record Result(List<Row> rows, NavigableSet<String> unchecked) {}

  /// @param done hears how many draws are done
  public Result of(OrganismTruth truth, IntConsumer done) {
    StudyConfig config = new ConfigSources(null, Map.of(), settings, Map.of()).resolve().config();
    SortedMap<String, Double> known =
        Truths.of(
            truth, Sampling.PLAIN, config, OracleStudy.fresh(POPULATION, -seed - 1), THOUGHTS);
    SortedMap<String, Tally> tallies = new TreeMap<>();
    known.forEach((path, value) -> tallies.put(path, new Tally(value)));
    NavigableSet<String> unchecked = new TreeSet<>();
    List<Future<Findings>> studies = new ArrayList<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (int draw = 0; draw < draws; draw++) {
        long one = seed + draw;
        studies.add(threads.submit((Callable<Findings>) () -> study(truth, one)));
      }
      for (int draw = 0; draw < draws; draw++) {
        SortedMap<String, Estimate> found = studies.get(draw).get().estimates();
        tallies.forEach(
            (path, tally) -> tally.add(found.get(path), found.get(PaperFigures.of(path))));
        found.forEach(
            (path, estimate) -> {
              if (estimate.measured() && !tallies.containsKey(path) && !path.contains(".paper.")) {
                unchecked.add(kind(path));
              }
            });
        done.accept(draw + 1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StudyException bad) {
        throw bad;
      }
      throw new IllegalStateException("a validation study failed: " + e.getCause(), e);
    }
    tallies.keySet().forEach(path -> unchecked.remove(kind(path)));
    List<Row> rows = new ArrayList<>();
    tallies.forEach((path, tally) -> rows.add(tally.row(path)));
    return new Result(rows, unchecked);
  }

  private static String kind(String path) {
    return SCOPES.matcher(path).replaceAll("*");
  }

  private Findings study(OrganismTruth truth, long one) throws IOException {
    Path folder = Files.createTempDirectory("foregone-validate");
    try {
      List<String> all = new ArrayList<>(settings);
      all.add("seed=" + one);
      return OracleStudy.run(truth, OracleStudy.fresh(prompts, one), folder, all);
    } finally {
      remove(folder);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
