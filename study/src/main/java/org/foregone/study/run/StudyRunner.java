package org.foregone.study.run;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.foregone.inference.Engine;
import org.foregone.inference.Sampling;
import org.foregone.judging.Judge;
import org.foregone.judging.Panel;
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
  /// What must be the same for all rows of a study, besides its configuration, judges and engine.
  private static final List<String> IDENTITY =
      List.of(
          "model.sha256",
          "template.sha256",
          "reasoning-format",
          "sampling.temperature",
          "sampling.top-p",
          "sampling.top-k",
          "sampling.min-p");

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
  /// @throws org.foregone.inference.EngineException when the engine fails; the findings of what was
  ///     stored until then are written first
  public Findings run(
      OutcomeListener listener, BooleanSupplier cancelled, Map<String, Double> truth) {
    StudyFolder folder = setup.folder();
    folder.claim();
    try (StudyFolder.Claim _ = folder.lock();
        StudyStore store = StudyStore.open(folder.database())) {
      SortedMap<String, String> provenance = provenance();
      requireSameStudy(store, provenance);
      Preparation preparation =
          new Preparation(setup.conversation(), config().caps(), contextLimit());
      int needed = preparation.check(setup.prompts(), store);
      OutcomeWork work = work(new Experiment.Outcome(plan()), store, listener);
      if (work.missing() > 0) {
        // what the rows are made with is on record before the first of them
        begin(store, provenance);
        preparation.store(store);
        try (Engine engine = engine(store.meta(), config().engine().context().orElse(needed))) {
          requireSameEngine(store.meta(), engine.provenance());
          provenance.putAll(engine.provenance());
          begin(store, provenance);
          serve(engine, work, cancelled, e -> keepFindings(store, work, truth, e));
        }
      }
      return findings(store, work, truth);
    }
  }

  /// With the threads that the study's rows were made with, so that it can go on where there are
  /// more or fewer cores.
  private Engine engine(Map<String, String> before, int context) {
    String threads = before.get("engine.threads");
    return setup
        .model()
        .engine(
            context,
            threads == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(threads)));
  }

  private static void serve(
      Engine engine, OutcomeWork work, BooleanSupplier cancelled, Consumer<RuntimeException> last) {
    try {
      engine.run(work, cancelled);
    } catch (RuntimeException e) {
      last.accept(e);
      throw e;
    }
  }

  private void keepFindings(
      StudyStore store, OutcomeWork work, Map<String, Double> truth, RuntimeException why) {
    try {
      findings(store, work, truth);
    } catch (RuntimeException e) {
      why.addSuppressed(e);
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
          new OutcomeWork(plan, setup.prompts(), setup.conversation(), panel(), store, listener);
    };
  }

  private Panel panel() {
    return new Panel(setup.judges());
  }

  /// Refuses to mix rows of another model, template, sampler, judge or configuration. A study
  /// without prompts has no rows yet.
  private void requireSameStudy(StudyStore store, Map<String, String> now) {
    List<Judge.Identity> judges = judges();
    if (judges.stream().map(Judge.Identity::name).distinct().count() < judges.size()) {
      throw new StudyException(
          Kind.CONFIGURATION, "judges: two have the same name: " + judges, "name each judge once");
    }
    if (store.prompts().isEmpty()) {
      return;
    }
    StudyFolder folder = setup.folder();
    if (!Files.exists(folder.resolved())) {
      throw new StudyException(
          Kind.OTHER_STUDY,
          folder.resolved() + ": is missing, so nobody knows how this study was made",
          "put it back, or use another folder with --out");
    }
    ResolvedConfig stored =
        new ConfigSources(folder.resolved(), Map.of(), List.of(), Map.of()).resolveStored();
    setup.config().requireSameRowsAs(stored, folder.path().toString());
    SortedMap<String, String> before = store.meta();
    List<String> differing = differing(IDENTITY, before, now);
    if (!store.judges().equals(judges)) {
      differing.add("judges were " + store.judges() + ", now are " + judges);
    }
    if (!differing.isEmpty()) {
      throw otherStudy(differing);
    }
  }

  private static List<String> differing(
      Collection<String> keys, Map<String, String> before, Map<String, String> now) {
    List<String> differing = new ArrayList<>();
    for (String key : keys) {
      String was = before.get(key);
      String is = now.get(key);
      if (was != null && is != null && !was.equals(is)) {
        differing.add(key + " was " + was + ", now is " + is);
      }
    }
    return differing;
  }

  private StudyException otherStudy(List<String> differing) {
    return new StudyException(
        Kind.OTHER_STUDY,
        setup.folder().path()
            + ": this study was begun with others, rows would not mix: "
            + String.join("; ", differing),
        "run it as it was begun, or use another folder with --out");
  }

  /// Ordered by name, as the store has them.
  private List<Judge.Identity> judges() {
    return panel().identities().stream()
        .sorted(Comparator.comparing(Judge.Identity::name))
        .toList();
  }

  /// All that is known of the study before its engine is there.
  private SortedMap<String, String> provenance() {
    SortedMap<String, String> provenance = new TreeMap<>(setup.model().provenance());
    provenance.putAll(setup.provenance());
    Sampling sampling = plan().sampling();
    provenance.put("sampling.temperature", Double.toString(sampling.temperature()));
    provenance.put("sampling.top-p", Double.toString(sampling.topP()));
    provenance.put("sampling.top-k", Integer.toString(sampling.topK()));
    provenance.put("sampling.min-p", Double.toString(sampling.minP()));
    provenance.put("sampling.order", "top-k, top-p, min-p, temperature");
    provenance.put("reasoning-format", setup.conversation().format().name());
    provenance.put("seed", Long.toString(config().seed()));
    judges().forEach(j -> provenance.put("judge." + j.name(), j.version() + " " + j.hash()));
    return provenance;
  }

  private void begin(StudyStore store, Map<String, String> provenance) {
    store.begin(provenance, judges());
    setup.folder().write(setup.folder().resolved(), setup.config().yaml(provenance));
  }

  /// The engine's length may differ from run to run; everything else of it can change a number.
  private void requireSameEngine(Map<String, String> before, Map<String, String> now) {
    List<String> keys =
        now.keySet().stream()
            .filter(key -> key.startsWith("engine") && !key.equals("engine.context"))
            .sorted()
            .toList();
    List<String> differing = differing(keys, before, now);
    if (!differing.isEmpty()) {
      throw otherStudy(differing);
    }
  }

  /// Analyses what is stored and writes it.
  private Findings findings(StudyStore store, OutcomeWork work, Map<String, Double> truth) {
    long failed = store.units().stream().filter(Unit::failed).count();
    Map<String, Object> study = new LinkedHashMap<>();
    study.put("name", setup.name());
    study.put("model", setup.model().card().name());
    study.put("prompts", store.prompts().size());
    study.put("rollouts", store.tallies().stream().mapToLong(t -> t.rollouts()).sum());
    study.put("seed", config().seed());
    long unfinished = work.unfinished();
    study.put("complete", unfinished == 0 && failed == 0);
    Map<String, Object> missing = new LinkedHashMap<>(); // Map.of has another order in each process
    missing.put("units", unfinished);
    missing.put("failed", failed);
    study.put("missing", missing);
    Findings findings =
        new Findings(
            study,
            OutcomeAnalysis.of(store, config().stopping(), ClusterBootstrap.DEFAULT),
            new TreeMap<>(truth));
    store.putFindings(findings.estimates());
    setup.folder().write(setup.folder().findings(), findings.json());
    return findings;
  }
}
