package org.foregone.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Findings of foresight, separability and steering made by hand, in the shape of
/// `docs/FINDINGS.md`, with numbers that were not measured among them.
final class SyntheticExperiments {
  /// A benchmark whose name tries to be a path, markup and a string at once.
  static final String NASTY_BENCHMARK = "a.b\"c'\\d</script>" + SyntheticStudy.SCRIPT;

  static final String TOO_FEW = "fewer than 10 refusals among <i>its</i> prompts";
  static final String LOST = "its states were lost";
  static final String NOT_ASKED = "the patch was not asked for";
  static final List<Integer> LAYERS = List.of(0, 8, 15, 23, 30);
  static final int ALONG = 19;

  private static final List<String> SCOPES = List.of("harmful", "benign", "pooled", "benign_macro");
  private static final String BOOTSTRAP = "bootstrap over prompts, percentile, 2000 replicates";

  private SyntheticExperiments() {}

  static List<String> anchors() {
    List<String> anchors = new ArrayList<>();
    for (int a = 0; a < ALONG; a++) {
      anchors.add("a" + a);
    }
    anchors.add("prompt");
    anchors.add("first");
    return anchors;
  }

  /// AUROC as the synthetic study has it: it rises along the prompt and with the layer, and among
  /// benign prompts it stays at chance.
  static double auroc(int anchor, int layer, String scope) {
    double rise = anchor / 20.0 * (0.4 + 0.6 * Math.sin(Math.PI * layer / 40.0));
    double most =
        switch (scope) {
          case "harmful" -> 0.42;
          case "pooled" -> 0.47;
          default -> 0.07;
        };
    return 0.5 + most * Math.pow(rise, 0.8) - (anchor % 3 == 1 ? 0.012 : 0);
  }

  static Map<String, Object> foresight(int prompts) {
    Map<String, Object> foresight = new LinkedHashMap<>();
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("anchors", anchors());
    settings.put("layers", LAYERS);
    settings.put("headline", Map.of("anchor", "prompt", "layer", 30));
    settings.put("folds", 5);
    settings.put("components", 100);
    settings.put("c", 0.03);
    settings.put("mode", "THINK");
    foresight.put("settings", settings);
    Map<String, Object> counts = new LinkedHashMap<>();
    for (String scope : List.of("harmful", "benign", "pooled")) {
      int n = scope.equals("pooled") ? prompts : prompts / 2;
      counts.put(
          scope,
          Map.of(
              "prompts",
              n,
              "refusals",
              n / 3,
              "compliances",
              n - n / 3 - 2,
              "left_out",
              2,
              "near_duplicates",
              4));
    }
    foresight.put("prompts", counts);
    foresight.put("probe", probe(prompts));
    foresight.put("rate", rate(prompts));
    foresight.put("benchmarks", benchmarks(prompts / 4, 0));
    foresight.put("held_out", benchmarks(prompts / 4, -0.06));
    foresight.put("controls", controls(prompts));
    foresight.put("ceiling", ceiling(prompts));
    Map<String, Object> roc = new LinkedHashMap<>();
    Map<String, Object> calibration = new LinkedHashMap<>();
    for (String anchor : List.of("prompt", "first")) {
      double bend = anchor.equals("prompt") ? 0.35 : 0.22;
      roc.put(anchor, Map.of("harmful", roc(bend), "benign", roc(0.5 + bend), "pooled", roc(0.15)));
      Map<String, Object> of = new LinkedHashMap<>();
      of.put("harmful", calibration(anchor.equals("prompt") ? 0.05 : -0.04, prompts / 2));
      of.put("benign", null);
      calibration.put(anchor, of);
    }
    foresight.put("roc", roc);
    foresight.put("calibration", calibration);
    Map<String, Object> reasons = new LinkedHashMap<>();
    reasons.put("calibration.prompt.benign", TOO_FEW);
    reasons.put("calibration.first.benign", TOO_FEW);
    reasons.put("controls.tfidf_first_token.benign.auroc", "one first token for all prompts");
    reasons.put("held_out." + NASTY_BENCHMARK, TOO_FEW);
    for (String scope : SCOPES) {
      reasons.put("probe.a12.l15." + scope + ".auroc", LOST);
      reasons.put("probe.a12.l15." + scope + ".bacc", LOST);
    }
    foresight.put("not_measured", reasons);
    return foresight;
  }

  private static Map<String, Object> probe(int prompts) {
    Map<String, Object> probe = new LinkedHashMap<>();
    List<String> anchors = anchors();
    for (int a = 0; a < anchors.size(); a++) {
      Map<String, Object> layers = new LinkedHashMap<>();
      for (int layer : LAYERS) {
        Map<String, Object> scopes = new LinkedHashMap<>();
        for (String scope : SCOPES) {
          double auroc = auroc(a, layer, scope);
          double half = scope.equals("pooled") ? 0.03 : 0.06;
          int n = scope.equals("pooled") ? prompts : prompts / 2;
          Map<String, @Nullable Object> scores = new HashMap<>();
          // the last prompt anchor but one was lost in the middle layer
          boolean lost = a == 12 && layer == 15;
          scores.put("auroc", lost ? null : estimate(auroc, half, n));
          scores.put("bacc", lost ? null : estimate(0.5 + (auroc - 0.5) * 0.8, half, n));
          scopes.put(scope, scores);
        }
        layers.put("l" + layer, scopes);
      }
      probe.put(anchors.get(a), layers);
    }
    return probe;
  }

  private static Map<String, Object> rate(int prompts) {
    Map<String, Object> rate = new LinkedHashMap<>();
    for (String anchor : List.of("prompt", "first")) {
      Map<String, Object> layers = new LinkedHashMap<>();
      for (int layer : LAYERS) {
        Map<String, Object> scopes = new LinkedHashMap<>();
        for (String scope : List.of("harmful", "benign", "pooled")) {
          double auroc = auroc(19, layer, scope) - 0.02;
          scopes.put(
              scope,
              Map.of(
                  "auroc",
                  estimate(auroc, 0.05, prompts / 2),
                  "spearman",
                  estimate(1 - 2 * auroc, 0.1, prompts / 2)));
        }
        layers.put("l" + layer, scopes);
      }
      rate.put(anchor, layers);
    }
    return rate;
  }

  private static Map<String, Object> benchmarks(int n, double shift) {
    Map<String, Object> benchmarks = new LinkedHashMap<>();
    for (String name : List.of("jailbreakbench", "strongreject", "xstest", NASTY_BENCHMARK)) {
      if (name.equals(NASTY_BENCHMARK) && shift != 0) {
        continue; // named under not_measured
      }
      Map<String, Object> anchors = new LinkedHashMap<>();
      for (String anchor : List.of("prompt", "first")) {
        double auroc = 0.7 + shift + name.length() % 7 / 40.0 + (anchor.equals("first") ? 0.05 : 0);
        Map<String, Object> scores = new LinkedHashMap<>();
        scores.put("auroc", estimate(auroc, 0.11, n));
        if (shift == 0) {
          scores.put("bacc", estimate(auroc - 0.1, 0.1, n));
        }
        anchors.put(anchor, Map.of("l30", scores));
      }
      benchmarks.put(name, anchors);
    }
    return benchmarks;
  }

  private record Control(String name, double auroc) {}

  private static Map<String, Object> controls(int prompts) {
    Map<String, Object> controls = new LinkedHashMap<>();
    for (Control control :
        List.of(
            new Control("tfidf_prompt", 0.63),
            new Control("tfidf_first_token", 0.55),
            new Control("prompt_length", 0.52))) {
      Map<String, Object> scopes = new LinkedHashMap<>();
      for (String scope : List.of("harmful", "benign", "pooled")) {
        Map<String, @Nullable Object> score = new HashMap<>();
        boolean lost = control.name.equals("tfidf_first_token") && scope.equals("benign");
        score.put("auroc", lost ? null : estimate(control.auroc, 0.07, prompts / 2));
        scopes.put(scope, score);
      }
      controls.put(control.name, scopes);
    }
    controls.put("intent", Map.of("pooled", Map.of("auroc", estimate(0.81, 0.03, prompts))));
    Map<String, Object> permutation = new LinkedHashMap<>();
    for (String scope : List.of("harmful", "benign", "pooled")) {
      permutation.put(
          scope,
          Map.of(
              "auroc",
              estimate(0.5, scope.equals("pooled") ? 0.05 : 0.08, 100, "labels permuted")));
    }
    controls.put("permutation", permutation);
    return controls;
  }

  private static Map<String, Object> ceiling(int prompts) {
    Map<String, Object> ceiling = new LinkedHashMap<>();
    for (String scope : List.of("harmful", "benign", "pooled")) {
      Map<String, @Nullable Object> kinds = new HashMap<>();
      kinds.put("sampling", estimate(0.94, 0.03, prompts / 2));
      kinds.put("judges", null);
      ceiling.put(scope, kinds);
    }
    return ceiling;
  }

  private static List<List<Double>> roc(double bend) {
    List<List<Double>> points = new ArrayList<>();
    for (int i = 0; i <= 40; i++) {
      points.add(List.of(i / 40.0, Math.pow(i / 40.0, bend)));
    }
    return points;
  }

  private static Map<String, Object> calibration(double shift, int n) {
    List<Object> bins = new ArrayList<>();
    for (int b = 0; b < 8; b++) {
      double predicted = (b + 0.5) / 8;
      Map<String, @Nullable Object> bin = new HashMap<>();
      bin.put("predicted", predicted);
      bin.put(
          "observed",
          b == 3 ? null : estimate(Math.clamp(predicted + shift, 0.03, 0.97), 0.1, n / 8));
      bins.add(bin);
    }
    return Map.of("bins", bins, "brier", estimate(0.141, 0.03, n));
  }

  /// J as the synthetic study has it: high at first, low in the middle, and back.
  static double separation(int position) {
    return 0.02 + 0.5 * Math.pow((position - 55) / 60.0, 2);
  }

  static Map<String, Object> separability(int prompts) {
    Map<String, Object> separability = new LinkedHashMap<>();
    separability.put(
        "settings",
        Map.of("layers", List.of(15, 30), "positions", 100, "rollouts", 2, "permutations", 200));
    Map<String, Object> harmful = new LinkedHashMap<>();
    for (int layer : List.of(15, 30)) {
      List<Object> curve = new ArrayList<>();
      for (int p = 0; p < 100; p++) {
        double j = separation(p) * (layer == 30 ? 1 : 0.6);
        curve.add(
            Map.of(
                "position",
                p,
                "debiased",
                estimate(j, 0.05, prompts),
                "plain",
                j + 0.06,
                "null",
                Map.of("low", -0.03, "high", 0.04)));
      }
      harmful.put(
          "l" + layer,
          Map.of(
              "curve",
              curve,
              "answer",
              Map.of(
                  "falls",
                  true,
                  "returns",
                  true,
                  "lowest",
                  55,
                  "text",
                  "Separability falls from .44 at the start to .02 at position 55 and comes back.")));
    }
    harmful.put("counts", Map.of("traces", 88, "refusals", 40, "compliances", 48, "left_out", 8));
    separability.put("harmful", harmful);
    separability.put("benign", null);
    separability.put("not_measured", Map.of("benign", TOO_FEW));
    return separability;
  }

  static Map<String, Object> steering(int prompts) {
    Map<String, Object> steering = new LinkedHashMap<>();
    steering.put(
        "settings",
        Map.of(
            "layer",
            15,
            "doses",
            List.of(-4, -2, 0, 2, 4),
            "random_directions",
            3,
            "rollouts",
            4,
            "prompts",
            prompts,
            "unit",
            Map.of("control_vector", 0.8123, "patch", 0.79)));
    Map<String, Object> probe = new LinkedHashMap<>();
    Map<String, Object> random = new LinkedHashMap<>();
    Map<String, Object> probeEffect = new LinkedHashMap<>();
    Map<String, Object> randomEffect = new LinkedHashMap<>();
    Map<String, Object> excess = new LinkedHashMap<>();
    for (String intent : List.of("harmful", "benign")) {
      boolean harmful = intent.equals("harmful");
      probe.put(intent, doses(harmful ? 0.45 : 0.9, harmful ? -0.09 : -0.01, prompts));
      random.put(intent, doses(harmful ? 0.45 : 0.9, -0.005, prompts));
      probeEffect.put(intent, estimate(harmful ? -0.72 : -0.08, 0.09, prompts));
      randomEffect.put(intent, estimate(-0.04, 0.05, prompts));
      excess.put(intent, estimate(harmful ? -0.68 : -0.04, 0.1, prompts));
    }
    steering.put("control_vector", Map.of("probe", probe, "random", random));
    steering.put(
        "effect", Map.of("control_vector", Map.of("probe", probeEffect, "random", randomEffect)));
    steering.put("excess", Map.of("control_vector", excess));
    steering.put("not_measured", Map.of("patch", NOT_ASKED));
    return steering;
  }

  private static List<Object> doses(double centre, double slope, int n) {
    List<Object> doses = new ArrayList<>();
    for (int dose = -4; dose <= 4; dose += 2) {
      double rate = Math.clamp(centre + slope * dose, 0.05, 0.95);
      doses.add(Map.of("dose", dose, "compliance", estimate(rate, 0.05, n)));
    }
    return doses;
  }

  private static Map<String, Object> estimate(double value, double half, int n) {
    return estimate(value, half, n, BOOTSTRAP);
  }

  private static Map<String, Object> estimate(double value, double half, int n, String method) {
    return Map.of(
        "estimate",
        value,
        "low",
        value - half,
        "high",
        value + half,
        "n",
        n,
        "clusters",
        n - 1,
        "method",
        method);
  }
}
