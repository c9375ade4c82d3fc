package org.foregone.study.run;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.foregone.inference.Engine;
import org.foregone.inference.Sampling;
import org.foregone.judging.Judge;
import org.foregone.judging.LlmStance;
import org.foregone.judging.Panel;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.StudyListener;
import org.foregone.study.StudyWork;
import org.foregone.study.causality.CausalityPlan;
import org.foregone.study.causality.CausalityWork;
import org.foregone.study.config.Experiments;
import org.foregone.study.config.StudyConfig;
import org.foregone.study.deliberation.DeliberationPlan;
import org.foregone.study.deliberation.DeliberationWork;
import org.foregone.study.deliberation.StanceModel;
import org.foregone.study.foresight.ForesightPlan;
import org.foregone.study.lockin.LockinPlan;
import org.foregone.study.lockin.LockinWork;
import org.foregone.study.outcome.OutcomePlan;
import org.foregone.study.outcome.OutcomeWork;
import org.foregone.study.outcome.RolloutReader;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.separability.SeparabilityPlan;
import org.foregone.study.states.StatesPlan;
import org.foregone.study.states.StatesWork;
import org.foregone.study.steering.SteeringPlan;
import org.foregone.study.steering.SteeringWork;
import org.foregone.study.store.Findings;
import org.foregone.study.store.StudyFolder;
import org.foregone.study.store.StudyStore;
import org.jspecify.annotations.Nullable;

/// Takes a study from its setup to its findings: checks, work that is missing, analysis. The same
/// call again goes on where the last one ended; on a finished study it only analyses.
public final class StudyRunner {
  private final Setup setup;
  private final Intervening intervening;
  private final Sampling family;
  private final SameStudy same;

  /// @param family the sampler of the model's family, where the configuration chooses none
  /// @throws StudyException when the study's intervention does not exist, or not for this model
  public StudyRunner(Setup setup, Sampling family) {
    this.intervening = Intervening.of(setup);
    this.setup = setup.with(intervening.conversation());
    this.family = family;
    this.same = new SameStudy(setup.folder(), setup.config());
  }

  /// @param listener hears of progress on this thread
  /// @param cancelled ends the work soon after it turns true; what is stored stays, and only the
  ///     outcome is analysed
  /// @param truth known values by dotted path, for organisms; else empty
  /// @throws StudyException when something is wrong before the work, or the disk fails during it
  /// @throws org.foregone.inference.EngineException when the engine fails; the findings of what was
  ///     stored until then are written first
  public Findings run(
      StudyListener listener, BooleanSupplier cancelled, Map<String, Double> truth) {
    StudyFolder folder = setup.folder();
    folder.claim();
    List<Experiment> experiments = new Plans(setup, intervening.caps()).experiments(family);
    try (StudyFolder.Claim _ = folder.lock();
        StudyStore store = StudyStore.open(folder.database())) {
      SortedMap<String, String> provenance = provenance();
      same.require(store, provenance, judges());
      Preparation preparation =
          new Preparation(
              setup.conversation(), intervening.caps(), intervening.aside(), contextLimit());
      int needed = Math.max(preparation.check(setup.prompts(), store), roomForStances(experiments));
      Analysis analysis = new Analysis(setup, experiments, store, truth);
      try (Served served = new Served(store, provenance, preparation, needed)) {
        for (Experiment experiment : experiments) {
          StudyWork work = work(experiment, store, listener, served::stanceModel);
          if (work.missing() > 0 && !cancelled.getAsBoolean()) {
            served.run(experiment, work, cancelled);
          }
        }
      } catch (RuntimeException e) {
        keepFindings(analysis, store, e);
        throw e;
      }
      return analysis.write(e -> unfinished(e, store), cancelled.getAsBoolean());
    }
  }

  /// The engine, made when the first experiment needs it.
  private final class Served implements AutoCloseable {
    private final StudyStore store;
    private final SortedMap<String, String> provenance;
    private final Preparation preparation;
    private final int needed;
    private @Nullable Engine engine;
    private OtherModel.@Nullable Opened judging;

    Served(
        StudyStore store,
        SortedMap<String, String> provenance,
        Preparation preparation,
        int needed) {
      this.store = store;
      this.provenance = provenance;
      this.preparation = preparation;
      this.needed = needed;
    }

    /// Does the work with the engine it needs: the study's, that of the model which judges stances,
    /// or none.
    void run(Experiment experiment, StudyWork work, BooleanSupplier cancelled) {
      if (!work.asks()) {
        record();
        while (work.missing() > 0 && !cancelled.getAsBoolean()) {
          work.next();
        }
      } else if (experiment instanceof Experiment.Deliberation) {
        judges().run(work, cancelled);
      } else {
        boolean states = experiment.needsStates() || intervening.push() != null;
        intervening.over(engine(states)).run(work, cancelled);
      }
    }

    /// Who judges stances is under no intervention.
    private Engine judges() {
      OtherModel other = setup.stanceModel();
      if (other == null) {
        return engine(false);
      }
      record();
      return judging(other).engine();
    }

    /// Of the engine, when none is open, the record stays as it was.
    private void record() {
      if (engine == null) {
        store.meta().entrySet().stream()
            .filter(e -> e.getKey().startsWith("engine"))
            .forEach(e -> provenance.putIfAbsent(e.getKey(), e.getValue()));
        begin(store, provenance);
      }
    }

    StanceModel stanceModel() {
      OtherModel given = setup.stanceModel();
      if (given == null) {
        return new StanceModel(setup.conversation().plain(), engine(false).contextLength());
      }
      OtherModel.Opened open = judging(given);
      return new StanceModel(open.conversation(), open.engine().contextLength());
    }

    private OtherModel.Opened judging(OtherModel given) {
      OtherModel.Opened open = judging == null ? given.open() : judging;
      judging = open;
      return open;
    }

    private Engine engine(boolean needsStates) {
      Engine open = engine == null ? open() : engine;
      engine = open;
      if (needsStates && !open.capturesStates()) {
        throw new StudyException(
            Kind.CONFIGURATION,
            "this engine gives no hidden states, and cannot change them",
            "leave out foresight, separability, steering and the intervention steer, or run the model"
                + " in this process");
      }
      return open;
    }

    /// What the rows are made with is on record before the first of them.
    private Engine open() {
      begin(store, provenance);
      preparation.store(store);
      Engine made =
          setup.model().engine(config().engine().context().orElse(needed), threads(store.meta()));
      try {
        same.requireEngine(store.meta(), made.provenance());
        provenance.putAll(made.provenance());
        begin(store, provenance);
        return made;
      } catch (RuntimeException e) {
        made.close();
        throw e;
      }
    }

    @Override
    public void close() {
      if (judging != null) {
        judging.close();
      }
      if (engine != null) {
        engine.close();
      }
    }
  }

  /// Those that the study's rows were made with, so that it can go on where there are more or fewer
  /// cores.
  private static OptionalInt threads(Map<String, String> before) {
    String threads = before.get("engine.threads");
    return threads == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(threads));
  }

  private void keepFindings(Analysis analysis, StudyStore store, RuntimeException why) {
    try {
      analysis.write(e -> unfinished(e, store), false);
    } catch (RuntimeException e) {
      why.addSuppressed(e);
    }
  }

  /// The context that the model under study needs to judge stances; 0 when it does not.
  private int roomForStances(List<Experiment> experiments) {
    boolean asked =
        experiments.stream().anyMatch(e -> e instanceof Experiment.Deliberation(var p) && p.asks());
    return asked && setup.stanceModel() == null
        ? Math.min(LlmStance.ROOM, setup.model().card().trainedContext())
        : 0;
  }

  private StudyConfig config() {
    return setup.config().config();
  }

  private int contextLimit() {
    int trained = setup.model().card().trainedContext();
    return config().engine().context().orElse(trained);
  }

  private long unfinished(Experiment experiment, StudyStore store) {
    return work(
            experiment,
            store,
            StudyListener.SILENT,
            () -> {
              throw new IllegalStateException("nothing is asked while counting");
            })
        .unfinished();
  }

  /// @param model that judges stances, called when it is asked
  private StudyWork work(
      Experiment experiment,
      StudyStore store,
      StudyListener listener,
      Supplier<StanceModel> model) {
    return switch (experiment) {
      case Experiment.Outcome(OutcomePlan plan) ->
          new OutcomeWork(plan, setup.prompts(), reader(), store, listener);
      case Experiment.Foresight(ForesightPlan plan) -> states(plan, store, listener);
      case Experiment.Separability(SeparabilityPlan plan) -> states(plan, store, listener);
      case Experiment.Steering(SteeringPlan plan) ->
          new SteeringWork(plan, setup.prompts(), reader(), setup.folder(), store, listener);
      case Experiment.Causality(CausalityPlan plan) ->
          new CausalityWork(plan, setup.prompts(), reader(), store, listener);
      case Experiment.Lockin(LockinPlan plan) ->
          new LockinWork(plan, setup.prompts(), reader(), store, listener);
      case Experiment.Deliberation(DeliberationPlan plan) ->
          new DeliberationWork(
              plan,
              setup.prompts(),
              setup.conversation(),
              setup.model().vocabulary(),
              store,
              listener,
              model);
    };
  }

  private RolloutReader reader() {
    return new RolloutReader(setup.conversation(), new Panel(setup.judges()));
  }

  private StudyWork states(StatesPlan plan, StudyStore store, StudyListener listener) {
    return new StatesWork(
        plan,
        setup.model().card().layers(),
        setup.prompts().stream().map(Prompt::id).toList(),
        setup.folder(),
        store,
        listener);
  }

  /// Ordered by name, as the store has them.
  private List<Judge.Identity> judges() {
    return new Panel(setup.judges())
        .identities().stream().sorted(Comparator.comparing(Judge.Identity::name)).toList();
  }

  /// All that is known of the study before its engine is there.
  private SortedMap<String, String> provenance() {
    SortedMap<String, String> provenance = new TreeMap<>(setup.model().provenance());
    provenance.putAll(setup.provenance());
    Sampling sampling = config().sampling().over(family);
    provenance.put("sampling.temperature", Double.toString(sampling.temperature()));
    provenance.put("sampling.top-p", Double.toString(sampling.topP()));
    provenance.put("sampling.top-k", Integer.toString(sampling.topK()));
    provenance.put("sampling.min-p", Double.toString(sampling.minP()));
    provenance.put("sampling.order", "top-k, top-p, min-p, temperature");
    provenance.put("reasoning-format", setup.conversation().format().name());
    provenance.putAll(intervening.provenance());
    provenance.put("seed", Long.toString(config().seed()));
    judges().forEach(j -> provenance.put("judge." + j.name(), j.version() + " " + j.hash()));
    if (config().experiments().contains(Experiments.DELIBERATION)) {
      setup
          .stances()
          .identities()
          .forEach(j -> provenance.put(SameStudy.STANCE + j.name(), who(j)));
    }
    return provenance;
  }

  /// A stance judge, and the model behind the one that asks.
  private String who(Judge.Identity judge) {
    String words = judge.version() + " " + judge.hash();
    OtherModel other = setup.stanceModel();
    if (!judge.name().equals("llm")) {
      return words;
    }
    return words
        + ", model "
        + (other == null
            ? setup.model().provenance().get("model.sha256")
            : other.provenance().get("sha256"));
  }

  private void begin(StudyStore store, Map<String, String> provenance) {
    store.begin(provenance, judges());
    setup.folder().write(setup.folder().resolved(), setup.config().yaml(provenance));
  }
}
