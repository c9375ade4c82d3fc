package org.foregone.study.run;

import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.foregone.inference.Engine;
import org.foregone.inference.Sampling;
import org.foregone.judging.Judge;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.config.ConfigSources;
import org.foregone.study.config.ResolvedConfig;
import org.foregone.study.config.StudyConfig;
import org.foregone.study.outcome.OutcomeAnalysis;
import org.foregone.study.outcome.OutcomeListener;
import org.foregone.study.outcome.OutcomePlan;
import org.foregone.study.outcome.OutcomeWork;
import org.foregone.study.store.Findings;
import org.foregone.study.store.StudyFolder;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Unit;

/// Takes a study from its setup to its findings: checks, work that is missing, analysis. The same
/// call again goes on where the last one ended; on a finished study it only analyses.
public final class StudyRunner {
  private static final List<String> IDENTITY = List.of("model.sha256", "template.sha256");

  private final Setup setup;
  private final Sampling family;

  /// @param family the sampler of the model's family, where the configuration chooses none
  public StudyRunner(Setup setup, Sampling family) {
    this.setup = setup;
    this.family = family;
  }

  /// @param listener hears of progress on this thread
  /// @param cancelled ends the work soon after it turns true; what is stored stays
  /// @param truth known values by dotted path, for organisms; else empty
  /// @throws StudyException when something is wrong before the work, or the disk fails during it
  public Findings run(
      OutcomeListener listener, BooleanSupplier cancelled, Map<String, Double> truth) {
    StudyFolder folder = setup.folder();
    folder.claim();
    try (StudyFolder.Claim _ = folder.lock();
        StudyStore store = StudyStore.open(folder.database())) {
      requireSameStudy(store);
      int needed =
          new Preparation(setup.conversation(), config().caps(), contextLimit())
              .intoStore(setup.prompts(), store);
      OutcomeWork work = work(new Experiment.Outcome(plan()), store, listener);
      if (work.missing() > 0) {
        try (Engine engine = setup.model().engine(config().engine().context().orElse(needed))) {
          begin(store, engine);
          engine.run(work, cancelled);
        }
      }
      Findings findings = findings(store, work).withTruth(truth);
      store.putFindings(findings.estimates());
      folder.write(folder.findings(), findings.json());
      return findings;
    }
  }

  private StudyConfig config() {
    return setup.config().config();
  }

  private int contextLimit() {
    int trained = setup.model().card().trainedContext();
    return config().engine().context().orElse(trained);
  }

  private OutcomePlan plan() {
    StudyConfig config = config();
    return new OutcomePlan(
        config.rollouts(),
        config.caps(),
        config.sampling().over(family),
        config.stopping(),
        config.seed());
  }

  private OutcomeWork work(Experiment experiment, StudyStore store, OutcomeListener listener) {
    return switch (experiment) {
      case Experiment.Outcome(OutcomePlan plan) ->
          new OutcomeWork(
              plan, setup.prompts(), setup.conversation(), setup.judges(), store, listener);
    };
  }

  /// Refuses to mix rows of another model, template, judge or configuration.
  private void requireSameStudy(StudyStore store) {
    StudyFolder folder = setup.folder();
    String name = folder.path().toString();
    if (Files.exists(folder.resolved())) {
      ResolvedConfig stored =
          new ConfigSources(folder.resolved(), Map.of(), List.of(), Map.of()).resolveStored();
      setup.config().requireSameRowsAs(stored, name);
    }
    SortedMap<String, String> before = store.meta();
    Map<String, String> now = new TreeMap<>(setup.model().provenance());
    now.putAll(setup.provenance());
    for (String key : IDENTITY) {
      String was = before.get(key);
      String is = now.get(key);
      if (was != null && is != null && !was.equals(is)) {
        throw new StudyException(
            Kind.OTHER_STUDY,
            name + ": this study was begun with another " + key + ": was " + was + ", now is " + is,
            "use the old file, or another folder with --out");
      }
    }
    List<Judge.Identity> judges =
        setup.judges().stream()
            .map(Judge::identity)
            .sorted(java.util.Comparator.comparing(Judge.Identity::name))
            .toList();
    List<Judge.Identity> stored = store.judges();
    if (!stored.isEmpty() && !stored.equals(judges)) {
      throw new StudyException(
          Kind.OTHER_STUDY,
          name + ": this study's judges were " + stored + ", now they are " + judges,
          "use the version of Foregone that began it, or another folder with --out");
    }
    store.putJudges(judges);
  }

  private void begin(StudyStore store, Engine engine) {
    Map<String, String> provenance = new TreeMap<>(engine.provenance());
    provenance.putAll(setup.model().provenance());
    provenance.putAll(setup.provenance());
    Sampling sampling = plan().sampling();
    provenance.put("sampling.temperature", Double.toString(sampling.temperature()));
    provenance.put("sampling.top-p", Double.toString(sampling.topP()));
    provenance.put("sampling.top-k", Integer.toString(sampling.topK()));
    provenance.put("sampling.min-p", Double.toString(sampling.minP()));
    provenance.put("reasoning-format", setup.conversation().format().name());
    provenance.put("seed", Long.toString(config().seed()));
    setup.judges().stream()
        .map(Judge::identity)
        .forEach(j -> provenance.put("judge." + j.name(), j.version() + " " + j.hash()));
    requireSameEngine(store.meta(), provenance);
    store.putMeta(provenance);
    setup.folder().write(setup.folder().resolved(), setup.config().yaml(provenance));
  }

  /// The engine's length may differ from run to run; everything else of it can change a number.
  private void requireSameEngine(Map<String, String> before, Map<String, String> now) {
    List<String> differing =
        now.entrySet().stream()
            .filter(e -> e.getKey().startsWith("engine") && !e.getKey().equals("engine.context"))
            .filter(e -> !e.getValue().equals(before.getOrDefault(e.getKey(), e.getValue())))
            .map(e -> e.getKey() + " was " + before.get(e.getKey()) + ", now is " + e.getValue())
            .toList();
    if (!differing.isEmpty()) {
      throw new StudyException(
          Kind.OTHER_STUDY,
          setup.folder().path()
              + ": this study was begun with another engine, rows would not mix: "
              + String.join("; ", differing),
          "run it as it was begun, or use another folder with --out");
    }
  }

  private Findings findings(StudyStore store, OutcomeWork work) {
    long failed = store.units().stream().filter(Unit::failed).count();
    Map<String, Object> study = new LinkedHashMap<>();
    study.put("name", setup.name());
    study.put("model", setup.model().card().name());
    study.put("prompts", store.prompts().size());
    study.put("rollouts", store.tallies().stream().mapToLong(t -> t.rollouts()).sum());
    study.put("seed", config().seed());
    study.put("complete", work.missing() == 0 && failed == 0);
    study.put("missing", Map.of("units", work.missing() + work.failures(), "failed", failed));
    return new Findings(
        study, OutcomeAnalysis.of(store, ClusterBootstrap.DEFAULT), new TreeMap<>());
  }
}
