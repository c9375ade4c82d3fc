package org.foregone.study.foresight;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.foregone.statistics.Calibration;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.statistics.OutOfFold;
import org.foregone.statistics.ProbeSettings;
import org.foregone.statistics.Roc;
import org.foregone.statistics.Targets;
import org.foregone.study.config.StudyConfig.DialogueChoice;
import org.foregone.study.config.StudyConfig.ForesightChoice;
import org.foregone.study.states.StateReader;
import org.foregone.study.store.StateRow;
import org.foregone.study.store.StudyFolder;
import org.foregone.study.store.StudyStore;
import org.jspecify.annotations.Nullable;

/// Every number of the foresight experiment, from the store's rows and the hidden states;
/// docs/FINDINGS.md defines them.
public final class ForesightAnalysis {
  private static final int BINS = 10;
  private static final int CURVE_POINTS = 100;

  private final StudyStore store;
  private final StateReader states;
  private final ForesightPlan plan;
  private final ForesightChoice choice;
  private final ProbeSettings settings;
  private final ClusterBootstrap bootstrap;
  private final ForesightCase.All all;
  private final Sample prompts;
  private final Sample thinkers;
  private final int last;

  private ForesightAnalysis(
      StudyStore store,
      StateReader states,
      ForesightPlan plan,
      ForesightChoice choice,
      long seed,
      ClusterBootstrap bootstrap) {
    this.store = store;
    this.states = states;
    this.plan = plan;
    this.choice = choice;
    this.settings = new ProbeSettings(choice.components(), choice.c(), true);
    this.bootstrap = bootstrap;
    this.all = ForesightCase.read(store, plan.rollouts());
    this.prompts = Sample.of(all.cases(), choice.folds(), seed);
    this.thinkers = prompts.pick(prompts.where(c -> c.at(ForesightPlan.FIRST) != null));
    this.last = plan.layers().getLast();
  }

  /// The tree under `foresight`. Hidden states are read one anchor and layer at a time. Folds and
  /// out-of-fold scores go to the store, the probe that was fitted to all prompts to the folder.
  public static Map<String, Object> of(
      StudyStore store,
      StudyFolder folder,
      ForesightPlan plan,
      ForesightChoice choice,
      long seed,
      DialogueChoice dialogue,
      ClusterBootstrap bootstrap) {
    try (StateReader states = new StateReader(folder)) {
      ForesightAnalysis analysis =
          new ForesightAnalysis(store, states, plan, choice, seed, bootstrap);
      return analysis.findings(new ProbeFile(folder, dialogue));
    }
  }

  private Map<String, Object> findings(ProbeFile file) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("settings", settings());
    out.put("prompts", counts());
    NotMeasured missing = new NotMeasured(prompts);
    if (!prompts.labels().bothClasses()) {
      missing.everything();
      out.put("not_measured", missing.reasons());
      store.putScores(Map.of(), Map.of(), List.of());
      file.delete();
      return out;
    }
    Scores scores = new Scores();
    out.put("probe", probes(scores));
    out.put("rate", rates());
    out.put("benchmarks", benchmarks(scores));
    out.put("held_out", heldOut());
    Controls controls = new Controls(prompts, thinkers, bootstrap);
    Map<String, Object> control = controls.text();
    if (choice.permutations() > 0) {
      control.put(
          "permutation",
          controls.permutation(
              matrix(prompts, ForesightPlan.LAST, last), settings, choice.permutations()));
    }
    out.put("controls", control);
    out.put("ceiling", new Ceiling(prompts, bootstrap).findings(store));
    out.put("roc", curves(scores));
    out.put("calibration", calibration(scores));
    missing.collect(out);
    out.put("not_measured", missing.reasons());
    scores.store();
    file.write(
        store,
        prompts,
        matrix(prompts, ForesightPlan.LAST, last),
        settings,
        scores.of(ForesightPlan.LAST, last),
        last,
        bootstrap);
    return out;
  }

  private Map<String, Object> settings() {
    Map<String, Object> out = new LinkedHashMap<>();
    List<String> anchors = new ArrayList<>(ForesightPlan.names(plan.anchors()));
    anchors.add(ForesightPlan.FIRST);
    out.put("anchors", anchors);
    out.put("layers", plan.layers());
    out.put("headline", new TreeMap<>(Map.of("anchor", ForesightPlan.LAST, "layer", last)));
    out.put("folds", choice.folds());
    out.put("components", choice.components());
    out.put("c", choice.c());
    out.put("mode", "THINK");
    return out;
  }

  private Map<String, Object> counts() {
    Map<String, Object> out = new LinkedHashMap<>();
    new Scopes(prompts, bootstrap)
        .rows()
        .forEach(
            (scope, rows) -> {
              Sample some = prompts.pick(rows);
              Map<String, Object> counts = new LinkedHashMap<>();
              counts.put("prompts", some.size());
              counts.put("refusals", some.refusals());
              counts.put("compliances", some.size() - some.refusals());
              counts.put(
                  "left_out",
                  all.leftOut().stream()
                      .filter(p -> scope.equals(Scopes.POOLED) || scope.equals(p.intent().word()))
                      .count());
              counts.put("with_thought", some.where(c -> c.at(ForesightPlan.FIRST) != null).length);
              counts.put("near_duplicates", some.nearDuplicates());
              out.put(scope, counts);
            });
    return out;
  }

  private Sample sample(String anchor) {
    return anchor.equals(ForesightPlan.FIRST) ? thinkers : prompts;
  }

  private float[][] matrix(Sample sample, String anchor, int layer) {
    List<StateRow> rows =
        sample.cases().stream().map(c -> Objects.requireNonNull(c.at(anchor))).toList();
    return states.matrix(rows, 0, layer);
  }

  /// Out-of-fold scores of the anchors that several figures read, by anchor and layer.
  private final class Scores {
    private final Map<String, Map<Integer, double[]>> kept = new TreeMap<>();

    void keep(String anchor, int layer, double[] scores) {
      kept.computeIfAbsent(anchor, a -> new TreeMap<>()).put(layer, scores);
    }

    double[] of(String anchor, int layer) {
      return Objects.requireNonNull(Objects.requireNonNull(kept.get(anchor)).get(layer));
    }

    void store() {
      Map<String, Integer> groups = new TreeMap<>();
      Map<String, Integer> folds = new TreeMap<>();
      for (int i = 0; i < prompts.size(); i++) {
        groups.put(prompts.cases().get(i).prompt().id(), prompts.cluster()[i]);
        folds.put(prompts.cases().get(i).prompt().id(), prompts.fold()[i]);
      }
      List<StudyStore.Score> rows = new ArrayList<>();
      kept.forEach(
          (anchor, layers) ->
              layers.forEach(
                  (layer, scores) -> {
                    for (int i = 0; i < scores.length; i++) {
                      String id = sample(anchor).cases().get(i).prompt().id();
                      rows.add(new StudyStore.Score(id, anchor, layer, scores[i]));
                    }
                  }));
      store.putScores(groups, folds, rows);
    }
  }

  private Map<String, Object> probes(Scores scores) {
    Map<String, Object> anchors = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(ForesightPlan.names(plan.anchors()));
    names.add(ForesightPlan.FIRST);
    for (String anchor : names) {
      Sample sample = sample(anchor);
      Scopes scopes = new Scopes(sample, bootstrap);
      Map<String, Object> layers = new LinkedHashMap<>();
      for (int layer : plan.layers()) {
        double[] logits = logits(sample, anchor, layer);
        if (anchor.equals(ForesightPlan.LAST) || anchor.equals(ForesightPlan.FIRST)) {
          scores.keep(anchor, layer, logits);
        }
        layers.put("l" + layer, scopes.discrimination(logits));
      }
      anchors.put(anchor, layers);
    }
    return anchors;
  }

  private double[] logits(Sample sample, String anchor, int layer) {
    return sample.size() == 0
        ? new double[0]
        : Sample.rounded(
            OutOfFold.logits(
                matrix(sample, anchor, layer), sample.labels(), sample.fold(), settings));
  }

  private Map<String, Object> rates() {
    Map<String, Object> out = new LinkedHashMap<>();
    for (String anchor : List.of(ForesightPlan.LAST, ForesightPlan.FIRST)) {
      RateTarget target =
          anchor.equals(ForesightPlan.LAST)
              ? RateTarget.ofPrompts(prompts)
              : RateTarget.ofFirstTokens(prompts);
      Map<String, Object> layers = new LinkedHashMap<>();
      for (int layer : plan.layers()) {
        layers.put(
            "l" + layer,
            target.discrimination(states.matrix(target.states(), 0, layer), settings, bootstrap));
      }
      out.put(anchor, layers);
    }
    return out;
  }

  private Map<String, Object> benchmarks(Scores scores) {
    Map<String, Object> out = new LinkedHashMap<>();
    for (String benchmark : prompts.benchmarks()) {
      Map<String, Object> anchors = new LinkedHashMap<>();
      for (String anchor : List.of(ForesightPlan.LAST, ForesightPlan.FIRST)) {
        Sample sample = sample(anchor);
        int[] rows = sample.where(c -> c.prompt().benchmark().equals(benchmark));
        Map<String, Object> layers = new LinkedHashMap<>();
        for (int layer : plan.layers()) {
          layers.put(
              "l" + layer,
              new Scopes(sample, bootstrap).discrimination(rows, scores.of(anchor, layer)));
        }
        anchors.put(anchor, layers);
      }
      out.put(benchmark, anchors);
    }
    return out;
  }

  private Map<String, Object> heldOut() {
    Map<String, Object> out = new LinkedHashMap<>();
    if (prompts.benchmarks().size() < 2) {
      return out;
    }
    for (String benchmark : prompts.benchmarks()) {
      Map<String, Object> anchors = new LinkedHashMap<>();
      for (String anchor : List.of(ForesightPlan.LAST, ForesightPlan.FIRST)) {
        Sample sample = sample(anchor);
        HeldOutBenchmark held = new HeldOutBenchmark(sample, benchmark);
        Map<String, Object> layers = new LinkedHashMap<>();
        for (int layer : plan.layers()) {
          layers.put(
              "l" + layer,
              Scopes.leaf(held.auroc(matrix(sample, anchor, layer), settings, bootstrap)));
        }
        anchors.put(anchor, layers);
      }
      out.put(benchmark, anchors);
    }
    return out;
  }

  private Map<String, Object> curves(Scores scores) {
    Map<String, Object> out = new LinkedHashMap<>();
    for (String anchor : List.of(ForesightPlan.LAST, ForesightPlan.FIRST)) {
      double[] logits = scores.of(anchor, last);
      Map<String, Object> scopes = new LinkedHashMap<>();
      new Scopes(sample(anchor), bootstrap)
          .rows()
          .forEach(
              (scope, rows) ->
                  scopes.put(
                      scope,
                      Roc.of(Sample.pick(logits, rows), sample(anchor).pick(rows).labels())
                          .curve(CURVE_POINTS)
                          .stream()
                          .map(p -> List.of(p.falsePositive(), p.truePositive()))
                          .toList()));
      out.put(anchor, scopes);
    }
    return out;
  }

  private Map<String, Object> calibration(Scores scores) {
    Map<String, Object> out = new LinkedHashMap<>();
    for (String anchor : List.of(ForesightPlan.LAST, ForesightPlan.FIRST)) {
      Sample sample = sample(anchor);
      double[] chances = chances(sample, scores.of(anchor, last));
      Map<String, Object> scopes = new LinkedHashMap<>();
      new Scopes(sample, bootstrap)
          .rows()
          .forEach(
              (scope, rows) -> {
                Sample some = sample.pick(rows);
                double[] picked = Sample.pick(chances, rows);
                Map<String, Object> leaf = new LinkedHashMap<>();
                leaf.put(
                    "bins",
                    Calibration.bins(picked, some.labels(), some.cluster(), BINS, bootstrap)
                        .stream()
                        .map(
                            b ->
                                new TreeMap<>(
                                    Map.of("predicted", b.predicted(), "observed", b.observed())))
                        .toList());
                leaf.put(
                    "brier", Calibration.brier(picked, some.labels(), some.cluster(), bootstrap));
                scopes.put(scope, leaf);
              });
      out.put(anchor, scopes);
    }
    return out;
  }

  /// Chances by a line fitted to the scores of the other folds; NaN where those hold one class.
  private static double[] chances(Sample sample, double[] logits) {
    double[] chances = new double[logits.length];
    Arrays.fill(chances, Double.NaN);
    for (int fold : IntStream.of(sample.fold()).distinct().toArray()) {
      int[] others =
          IntStream.range(0, logits.length)
              .filter(i -> sample.fold()[i] != fold && !Double.isNaN(logits[i]))
              .toArray();
      Targets targets = sample.pick(others).labels();
      @Nullable Calibration line =
          targets.bothClasses() ? Calibration.fit(Sample.pick(logits, others), targets) : null;
      for (int i = 0; i < logits.length; i++) {
        if (sample.fold()[i] == fold && line != null && !Double.isNaN(logits[i])) {
          chances[i] = line.chance(logits[i]);
        }
      }
    }
    return chances;
  }
}
