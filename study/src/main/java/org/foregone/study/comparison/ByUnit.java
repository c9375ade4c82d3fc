package org.foregone.study.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.foregone.study.PromptUnits.Rate;
import org.foregone.study.comparison.PromptRow.Total;

/// One side of paired rows by unit, units ascending.
///
/// @param sums a unit: its total, or its prompts' mean rate
/// @param counts observations behind it
record ByUnit(double[] sums, double[] counts) {

  static ByUnit totals(PairedRows of, List<PromptRow> side, Function<PromptRow, Total> total) {
    Map<Integer, double[]> units = new TreeMap<>();
    for (int i = 0; i < side.size(); i++) {
      Total one = total.apply(side.get(i));
      double[] into = units.computeIfAbsent(of.unit()[i], u -> new double[2]);
      into[0] += one.sum();
      into[1] += one.count();
    }
    return of(List.copyOf(units.values()));
  }

  static ByUnit rates(PairedRows of, List<PromptRow> side, Function<PromptRow, Rate> rate) {
    Map<Integer, List<Rate>> units = new TreeMap<>();
    for (int i = 0; i < side.size(); i++) {
      units.computeIfAbsent(of.unit()[i], u -> new ArrayList<>()).add(rate.apply(side.get(i)));
    }
    return of(
        units.values().stream()
            .map(Rate::mean)
            .map(mean -> new double[] {mean.rate(), mean.trials()})
            .toList());
  }

  private static ByUnit of(List<double[]> units) {
    return new ByUnit(
        units.stream().mapToDouble(u -> u[0]).toArray(),
        units.stream().mapToDouble(u -> u[1]).toArray());
  }
}
