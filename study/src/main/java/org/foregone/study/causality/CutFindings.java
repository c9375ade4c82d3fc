package org.foregone.study.causality;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.statistics.CommonEffect;
import org.foregone.statistics.CutCounts;
import org.foregone.statistics.EffectShare;
import org.foregone.statistics.Estimate;
import org.foregone.statistics.LockLabel;
import org.foregone.statistics.Proportions;
import org.foregone.statistics.SequentialCut;
import org.foregone.study.config.Experiments;
import org.foregone.study.config.StudyConfig.CausalityChoice;
import org.foregone.study.store.Change;
import org.foregone.study.store.Cut;

/// What the cuts of one kind and of some prompts say: `D.S` of the findings.
///
/// @param prompts all that were searched, with changes or without
/// @param cuts those of these prompts; adjusted among all of their kind
/// @param untested pairs of these prompts that lack answers
record CutFindings(
    Change.Kind kind,
    List<TestedPrompt> prompts,
    List<Judged> cuts,
    int untested,
    CausalityChoice choice,
    ClusterBootstrap bootstrap) {
  /// The fit behind a replicate of the effects' distribution is dear.
  private static final int REPLICATES = 200;

  Map<String, Object> counts() {
    Map<Cut, CutAnswers> sampled = new LinkedHashMap<>();
    Set<Cut> prefixes = new HashSet<>();
    for (Judged judged : cuts) {
      TestedChange tested = judged.tested();
      Cut pre = tested.change().preCut(Experiments.CAUSALITY, choice.way());
      Cut post = tested.change().postCut(Experiments.CAUSALITY, choice.way());
      prefixes.addAll(List.of(pre, post));
      sampled.put(pre, tested.pre());
      sampled.put(post, tested.post());
    }
    long rollouts = sampled.values().stream().mapToLong(CutAnswers::sampled).sum();
    long settled = sampled.values().stream().mapToLong(a -> a.settled()[a.sampled()]).sum();
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("traces", prompts.stream().mapToInt(TestedPrompt::traces).sum());
    counts.put("looping", prompts.stream().mapToInt(TestedPrompt::looping).sum());
    counts.put("cuts", cuts.size());
    counts.put("untested", untested);
    if (kind == Change.Kind.CHANGES) {
      int all = prompts.stream().mapToInt(TestedPrompt::oscillations).sum();
      counts.put("left_out", Math.max(0, all - cuts.size() - untested));
    }
    counts.put("prefixes", prefixes.size());
    counts.put("rollouts", rollouts);
    counts.put("rollouts_fixed", 2L * choice.k() * cuts.size());
    counts.put("unsettled", rollouts - settled);
    return counts;
  }

  Map<String, Object> tree(Power power) {
    EffectShare share = effects(TestedChange::counts);
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("meaningful", share.meaningful());
    out.put("meaningful_to_refusal", share.down());
    out.put("meaningful_to_compliance", share.up());
    out.put("performative", rest(share.meaningful()));
    if (kind == Change.Kind.CHANGES) {
      out.put("as_stated", effects(TestedChange::asStated).upOfMeaningful());
    }
    Map<String, Object> evidence = new LinkedHashMap<>();
    for (Evidence.Says says : Evidence.Says.values()) {
      evidence.put(says.word(), share(j -> j.evidence().says(CausalityAnalysis.THRESHOLD) == says));
    }
    out.put("evidence", evidence);
    out.put("log_odds", CommonEffect.logOdds(all(this::unstopped), clusters(), bootstrap));
    out.put("holm", share(Judged::significant));
    out.put("bh", share(j -> j.bh() <= CausalityAnalysis.ALPHA));
    out.put("power", power.of(share));
    Map<String, Object> lock = new LinkedHashMap<>();
    Map<String, Object> table = new LinkedHashMap<>();
    for (LockLabel label : LockLabel.values()) {
      lock.put(label.word(), share(j -> j.evidence().lock() == label));
      table.put(label.word(), row(j -> j.evidence().state() == label));
    }
    out.put("lock", lock);
    Map<String, Object> predicted = new LinkedHashMap<>();
    for (LockLabel label : List.of(LockLabel.LOCKED, LockLabel.OPEN)) {
      predicted.put(label.word(), predicted(label));
    }
    out.put("lock_predicted", predicted);
    out.put("table", table);
    if (kind == Change.Kind.CHANGES) {
      out.put("meaningful_per_trace", product(oscillations(), share.meaningful()));
    }
    return out;
  }

  private CutCounts unstopped(TestedChange tested) {
    return tested.atFirstLook(
        choice.sequential()
            ? SequentialCut.inFamily(tested.change().alpha())
            : SequentialCut.fixed(choice.k(), CausalityAnalysis.ALPHA));
  }

  List<CutCounts> all(Function<TestedChange, CutCounts> counts) {
    return cuts.stream().map(j -> counts.apply(j.tested())).toList();
  }

  private int[] clusters() {
    return cuts.stream().mapToInt(j -> j.tested().cluster()).toArray();
  }

  private EffectShare effects(Function<TestedChange, CutCounts> counts) {
    return EffectShare.of(
        all(counts),
        clusters(),
        CausalityAnalysis.THRESHOLD,
        new ClusterBootstrap(Math.min(REPLICATES, bootstrap.replicates()), bootstrap.seed()));
  }

  private Estimate predicted(LockLabel label) {
    return choice.sequential()
        ? share(j -> j.evidence().predicted() == label)
        : Estimate.none("a prediction of the sequential rule");
  }

  private Estimate share(Predicate<Judged> which) {
    Map<Integer, double[]> byCluster = new TreeMap<>();
    for (Judged judged : cuts) {
      double[] of = byCluster.computeIfAbsent(judged.tested().cluster(), c -> new double[2]);
      of[0] += which.test(judged) ? 1 : 0;
      of[1]++;
    }
    return Proportions.rate(
        byCluster.values().stream().mapToDouble(of -> of[0]).toArray(),
        byCluster.values().stream().mapToDouble(of -> of[1]).toArray(),
        bootstrap);
  }

  private Map<String, Object> row(Predicate<Judged> which) {
    Map<String, Object> row = new LinkedHashMap<>();
    long meaningful = cuts.stream().filter(which).filter(Judged::significant).count();
    row.put("meaningful", meaningful);
    row.put("performative", cuts.stream().filter(which).count() - meaningful);
    return row;
  }

  private Estimate oscillations() {
    return Proportions.mean(
        byCluster(TestedPrompt::oscillations), byCluster(TestedPrompt::traces), bootstrap);
  }

  private double[] byCluster(ToDoubleFunction<TestedPrompt> of) {
    Map<Integer, Double> sums = new TreeMap<>();
    prompts.forEach(p -> sums.merge(p.cluster(), of.applyAsDouble(p), Double::sum));
    return sums.values().stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static Estimate rest(Estimate share) {
    return new Estimate(
        1 - share.estimate(),
        1 - share.high(),
        1 - share.low(),
        share.n(),
        share.clusters(),
        share.method());
  }

  /// Distances to the limits combined as squares, each times the other estimate (MOVER, Zou and
  /// Donner 2008).
  private static Estimate product(Estimate one, Estimate two) {
    double product = one.estimate() * two.estimate();
    return new Estimate(
        product,
        Math.max(
            0,
            product
                - Math.hypot(
                    (one.estimate() - one.low()) * two.estimate(),
                    (two.estimate() - two.low()) * one.estimate())),
        product
            + Math.hypot(
                (one.high() - one.estimate()) * two.estimate(),
                (two.high() - two.estimate()) * one.estimate()),
        two.n(),
        two.clusters(),
        "95% MOVER of a product: " + one.method() + "; " + two.method());
  }
}
