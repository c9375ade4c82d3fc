package org.foregone.study.comparison;

import java.util.List;
import org.foregone.dialogue.Mode;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.statistics.Estimate;
import org.foregone.statistics.PairedChange;
import org.foregone.statistics.RefusalCounts;
import org.foregone.statistics.TradeOff;
import org.foregone.study.Intent;
import org.foregone.study.comparison.PromptRow.Answers;

/// What changed in the outcomes of rollouts, and whether that is more than a move along the base's
/// own trade-off. Prompts without a settled rollout on either side are left out, mode by mode.
final class OutcomeChanges {
  private final PairedRows rows;
  private final ClusterBootstrap bootstrap;
  private final boolean identical;
  private final PairedRows thinking;
  private final TradeOff plane;

  OutcomeChanges(PairedRows rows, ClusterBootstrap bootstrap) {
    this.rows = rows;
    this.bootstrap = bootstrap;
    this.identical = rows.identical();
    this.thinking = settled(Mode.THINK);
    this.plane =
        TradeOff.of(
            counts(thinking, thinking.base(), Mode.THINK),
            counts(thinking, thinking.other(), Mode.THINK),
            bootstrap);
  }

  private PairedRows settled(Mode mode) {
    return rows.where(row -> row.answers(mode).settled() > 0);
  }

  private static RefusalCounts counts(PairedRows of, List<PromptRow> side, Mode mode) {
    boolean[] harmful = new boolean[of.size()];
    for (int i = 0; i < harmful.length; i++) {
      harmful[i] = side.get(i).prompt().intent() == Intent.HARMFUL;
    }
    List<Answers> answers = side.stream().map(row -> row.answers(mode)).toList();
    return new RefusalCounts(
        harmful,
        of.unit(),
        answers.stream().mapToInt(Answers::refusals).toArray(),
        answers.stream().mapToInt(Answers::settled).toArray());
  }

  private Measured of(Mode mode, OfCounts make) {
    PairedRows some = mode == Mode.THINK ? thinking : settled(mode);
    return new Measured(
        make.pair(counts(some, some.base(), mode), counts(some, some.other(), mode), bootstrap),
        identical);
  }

  @FunctionalInterface
  private interface OfCounts {
    PairedChange pair(RefusalCounts base, RefusalCounts other, ClusterBootstrap bootstrap);
  }

  Measured asr(Mode mode) {
    return of(mode, (base, other, draws) -> PairedChange.ofBadRate(base, other, true, draws));
  }

  Measured orr(Mode mode) {
    return of(mode, (base, other, draws) -> PairedChange.ofBadRate(base, other, false, draws));
  }

  /// Answers behind each rate of [#auroc]: the median prompt's in the study that has fewer.
  int answersPerRate() {
    return Math.max(1, Math.min(median(thinking.base()), median(thinking.other())));
  }

  private static int median(List<PromptRow> side) {
    int[] sorted =
        side.stream().mapToInt(row -> row.answers(Mode.THINK).settled()).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }

  Measured auroc() {
    int m = answersPerRate();
    return of(Mode.THINK, (base, other, draws) -> PairedChange.ofAuroc(base, other, m, draws));
  }

  Measured dPrime() {
    return of(Mode.THINK, PairedChange::ofDPrime);
  }

  TradeOff plane() {
    return plane;
  }

  Estimate excess(double level) {
    Estimate excess = plane.excessAt(level);
    return identical ? Measured.none(excess) : excess;
  }
}
