package org.foregone.study.foresight;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.foregone.statistics.Folds;
import org.foregone.statistics.NearDuplicates;
import org.foregone.statistics.Targets;
import org.foregone.study.Intent;

/// Prompts with what every probe and control of them shares.
///
/// @param cluster near-duplicate prompts have the same
/// @param fold near-duplicates are in the same
record Sample(List<ForesightCase> cases, int[] cluster, int[] fold) {

  /// Folds are stratified by intent and label.
  static Sample of(List<ForesightCase> cases, int folds, long seed) {
    int[] groups = NearDuplicates.groups(cases.stream().map(one -> one.prompt().text()).toList());
    int[] strata =
        cases.stream()
            .mapToInt(c -> (c.prompt().intent() == Intent.HARMFUL ? 2 : 0) + (c.refused() ? 1 : 0))
            .toArray();
    return new Sample(cases, groups, Folds.stratifiedByGroup(strata, groups, folds, seed));
  }

  int size() {
    return cases.size();
  }

  boolean[] refused() {
    boolean[] refused = new boolean[size()];
    for (int i = 0; i < refused.length; i++) {
      refused[i] = cases.get(i).refused();
    }
    return refused;
  }

  Targets labels() {
    return Targets.labels(refused());
  }

  /// Share of each prompt's settled rollouts that refuse.
  double[] refusalRates() {
    return cases.stream()
        .mapToDouble(c -> (double) c.refusals() / (c.refusals() + c.compliances()))
        .toArray();
  }

  int refusals() {
    return (int) cases.stream().filter(ForesightCase::refused).count();
  }

  /// Prompts that are in one group with another.
  long nearDuplicates() {
    Map<Integer, Integer> sizes = new TreeMap<>();
    IntStream.of(cluster).forEach(group -> sizes.merge(group, 1, Integer::sum));
    return sizes.values().stream().filter(n -> n > 1).mapToInt(n -> n).sum();
  }

  /// Positions of the cases that are so.
  int[] where(Predicate<ForesightCase> property) {
    return IntStream.range(0, size()).filter(i -> property.test(cases.get(i))).toArray();
  }

  int[] of(Intent intent) {
    return where(c -> c.prompt().intent() == intent);
  }

  /// These cases, with the folds and clusters they have here.
  Sample pick(int[] rows) {
    List<ForesightCase> picked = new ArrayList<>();
    for (int row : rows) {
      picked.add(cases.get(row));
    }
    return new Sample(picked, pick(cluster, rows), pick(fold, rows));
  }

  List<String> benchmarks() {
    return List.copyOf(new TreeSet<>(cases.stream().map(c -> c.prompt().benchmark()).toList()));
  }

  /// The benchmark of each case, as its place among [#benchmarks].
  int[] sources() {
    List<String> names = benchmarks();
    return cases.stream().mapToInt(c -> names.indexOf(c.prompt().benchmark())).toArray();
  }

  /// To 1e-6, so that a solver's last digits do not break ties between equal states.
  static double[] rounded(double[] logits) {
    return Arrays.stream(logits).map(logit -> Math.rint(logit * 1e6) / 1e6).toArray();
  }

  static int[] pick(int[] values, int[] rows) {
    return IntStream.of(rows).map(i -> values[i]).toArray();
  }

  static double[] pick(double[] values, int[] rows) {
    return IntStream.of(rows).mapToDouble(i -> values[i]).toArray();
  }
}
