package org.foregone.study.comparison;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.statistics.PairedChange;
import org.foregone.statistics.Prefixes;
import org.foregone.study.PromptUnits.Rate;
import org.foregone.study.comparison.PromptRow.AfterCut;
import org.foregone.study.comparison.PromptRow.Answers;
import org.foregone.study.comparison.PromptRow.Place;
import org.foregone.study.comparison.PromptRow.Score;
import org.foregone.study.comparison.PromptRow.Total;
import org.foregone.study.lockin.LockinPlan;
import org.foregone.study.store.Way;
import org.jspecify.annotations.Nullable;

/// What changed in the thinking: what it decides, when it is settled, how often it changes sides,
/// how long it is.
final class ThinkingChanges {
  /// Where the deliberation score is read: a trace closed at its own end.
  static final Place WHOLE = new Place(Way.CLOSE, LockinPlan.WHOLE);

  private final PairedRows rows;
  private final ClusterBootstrap bootstrap;
  private final boolean identical;

  ThinkingChanges(PairedRows rows, ClusterBootstrap bootstrap) {
    this.rows = rows;
    this.bootstrap = bootstrap;
    this.identical = rows.identical();
  }

  private Measured measured(PairedChange pair) {
    return new Measured(pair, identical);
  }

  /// The cuts that both studies have, by way and share of the thought.
  List<Place> places() {
    return rows.base().stream()
        .flatMap(row -> row.cuts().keySet().stream())
        .distinct()
        .filter(place -> rows.other().stream().anyMatch(row -> row.cuts().containsKey(place)))
        .sorted(Comparator.comparing(Place::way).thenComparingInt(Place::percent))
        .toList();
  }

  /// The deliberation score.
  Measured score(Scope scope) {
    PairedRows some = in(scope);
    return measured(
        PairedChange.ofDeliberation(
            prefixes(some, some.base(), WHOLE), prefixes(some, some.other(), WHOLE), bootstrap));
  }

  Measured variance(Place place, Scope scope) {
    PairedRows some = in(scope);
    return measured(
        PairedChange.ofVariance(
            prefixes(some, some.base(), place), prefixes(some, some.other(), place), bootstrap));
  }

  Measured compliance(Place place, Scope scope) {
    return rate(place, scope, AfterCut::compliance);
  }

  Measured agreement(Place place, Scope scope) {
    return rate(place, scope, AfterCut::agreement);
  }

  /// The mean over units of their prompts' mean, as the lock-in experiment has it.
  private Measured rate(Place place, Scope scope, Function<AfterCut, Rate> of) {
    PairedRows some = in(scope).where(row -> trials(row, place, of) > 0);
    ByUnit base = ByUnit.rates(some, some.base(), row -> after(row, place, of));
    ByUnit other = ByUnit.rates(some, some.other(), row -> after(row, place, of));
    return measured(
        PairedChange.ofRates(base.sums(), base.counts(), other.sums(), other.counts(), bootstrap));
  }

  private static Rate after(PromptRow row, Place place, Function<AfterCut, Rate> of) {
    AfterCut after = row.cuts().get(place);
    return after == null ? Rate.NONE : of.apply(after);
  }

  private static double trials(PromptRow row, Place place, Function<AfterCut, Rate> of) {
    return after(row, place, of).trials();
  }

  Measured oscillations(Scope scope) {
    return mean(scope, PromptRow::oscillations);
  }

  Measured thinkingLength(Scope scope) {
    return mean(scope, PromptRow::thinkingTokens);
  }

  Measured cost(Scope scope) {
    return mean(scope, PromptRow::generated);
  }

  private Measured mean(Scope scope, Function<PromptRow, Total> of) {
    PairedRows some = in(scope).where(row -> of.apply(row).count() > 0);
    ByUnit base = ByUnit.totals(some, some.base(), of);
    ByUnit other = ByUnit.totals(some, some.other(), of);
    return measured(
        PairedChange.ofMeans(base.sums(), base.counts(), other.sums(), other.counts(), bootstrap));
  }

  /// AUROC of the probe's out-of-fold scores for the verdict on rollout 0, each study by its own
  /// probe.
  Measured foresight(String anchor, Scope scope) {
    PairedRows some = in(scope).where(row -> row.scores().containsKey(anchor));
    return measured(
        PairedChange.ofAuroc(
            logits(some.base(), anchor),
            refused(some.base(), anchor),
            logits(some.other(), anchor),
            refused(some.other(), anchor),
            some.unit(),
            bootstrap));
  }

  private static double[] logits(List<PromptRow> side, String anchor) {
    return side.stream()
        .mapToDouble(
            row -> {
              Score score = row.scores().get(anchor);
              return score == null ? Double.NaN : score.logit();
            })
        .toArray();
  }

  private static boolean[] refused(List<PromptRow> side, String anchor) {
    boolean[] refused = new boolean[side.size()];
    for (int i = 0; i < refused.length; i++) {
      Score score = side.get(i).scores().get(anchor);
      refused[i] = score != null && score.refused();
    }
    return refused;
  }

  private PairedRows in(Scope scope) {
    return rows.where(scope::has);
  }

  private static Prefixes prefixes(PairedRows of, List<PromptRow> side, Place place) {
    List<int[]> prefixes = new ArrayList<>();
    for (int i = 0; i < side.size(); i++) {
      @Nullable AfterCut after = side.get(i).cuts().get(place);
      if (after != null) {
        for (Answers answers : after.prefixes()) {
          prefixes.add(new int[] {i, of.unit()[i], answers.refusals(), answers.settled()});
        }
      }
    }
    return new Prefixes(
        column(prefixes, 0), column(prefixes, 1), column(prefixes, 2), column(prefixes, 3));
  }

  private static int[] column(List<int[]> rows, int column) {
    return rows.stream().mapToInt(row -> row[column]).toArray();
  }
}
