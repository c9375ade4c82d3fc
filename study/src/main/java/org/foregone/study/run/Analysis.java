package org.foregone.study.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.study.causality.CausalityAnalysis;
import org.foregone.study.config.StudyConfig;
import org.foregone.study.deliberation.DeliberationAnalysis;
import org.foregone.study.foresight.ForesightAnalysis;
import org.foregone.study.lockin.LockinAnalysis;
import org.foregone.study.outcome.OutcomeAnalysis;
import org.foregone.study.separability.SeparabilityAnalysis;
import org.foregone.study.steering.SteeringAnalysis;
import org.foregone.study.store.Findings;
import org.foregone.study.store.StudyStore;

/// From what is stored to the study's findings.
record Analysis(
    Setup setup, List<Experiment> experiments, StudyStore store, Map<String, Double> truth) {

  /// Analyses and writes.
  ///
  /// @param unfinished units of an experiment that are not whole
  /// @param hurried leave out what takes long: all but the outcome
  Findings write(ToLongFunction<Experiment> unfinished, boolean hurried) {
    StudyConfig config = setup.config().config();
    long missing = experiments.stream().mapToLong(unfinished).sum();
    Set<String> asked = experiments.stream().map(Experiment::name).collect(Collectors.toSet());
    long failed =
        store.units().stream().filter(u -> u.failed() && asked.contains(u.experiment())).count();
    Map<String, Object> found = new LinkedHashMap<>();
    for (Experiment experiment : experiments) {
      if (hurried && !(experiment instanceof Experiment.Outcome)) {
        continue;
      }
      switch (experiment) {
        case Experiment.Outcome(var plan) ->
            found.put(
                "outcome", OutcomeAnalysis.of(store, plan.stopping(), ClusterBootstrap.DEFAULT));
        case Experiment.Foresight(var plan) ->
            found.put(
                "foresight",
                ForesightAnalysis.of(
                    store,
                    setup.folder(),
                    plan,
                    config.foresight(),
                    config.seed(),
                    config.dialogue().withSystemPrompt(setup.conversation().system()),
                    ClusterBootstrap.DEFAULT));
        case Experiment.Separability(var plan) ->
            found.put(
                "separability",
                SeparabilityAnalysis.of(
                    store, setup.folder(), plan, config.separability(), ClusterBootstrap.DEFAULT));
        case Experiment.Steering(var plan) ->
            found.put(
                "steering",
                SteeringAnalysis.of(store, setup.folder(), plan, ClusterBootstrap.DEFAULT));
        case Experiment.Lockin(var plan) ->
            found.put("lockin", LockinAnalysis.of(store, plan, ClusterBootstrap.DEFAULT));
        case Experiment.Causality(var plan) ->
            found.put(
                "causality", CausalityAnalysis.of(store, plan.choice(), ClusterBootstrap.DEFAULT));
        case Experiment.Deliberation(var plan) ->
            found.put(
                "deliberation", DeliberationAnalysis.of(store, plan, ClusterBootstrap.DEFAULT));
      }
    }
    Findings findings = new Findings(study(missing, failed), found, new TreeMap<>(truth));
    store.putFindings(findings.estimates());
    setup.folder().write(setup.folder().findings(), findings.json());
    return findings;
  }

  private Map<String, Object> study(long unfinished, long failed) {
    Map<String, Object> study = new LinkedHashMap<>();
    study.put("name", setup.name());
    study.put("model", setup.model().card().name());
    study.put("prompts", store.prompts().size());
    study.put("rollouts", store.tallies().stream().mapToLong(t -> t.rollouts()).sum());
    study.put("seed", setup.config().config().seed());
    study.put("complete", unfinished == 0); // a unit that failed is one, while it is still wanted
    Map<String, Object> missing = new LinkedHashMap<>(); // Map.of has another order in each process
    missing.put("units", unfinished);
    missing.put("failed", failed);
    study.put("missing", missing);
    return study;
  }
}
