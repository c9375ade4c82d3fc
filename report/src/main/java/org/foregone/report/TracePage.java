package org.foregone.report;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.foregone.judging.Stance;
import org.foregone.judging.Verdict;
import org.foregone.statistics.Interval;
import org.foregone.statistics.Intervals;
import org.foregone.study.store.Effect;
import org.foregone.study.store.Rollout;
import org.foregone.study.store.Segment;
import org.jspecify.annotations.Nullable;

/// A thought as the page's reader shows it: what lists and charts need of it, and the rest, which
/// is unpacked when it is opened.
///
/// @param text segments that say the thought from its first token to its last, null where it was
///     not
///     split
record TracePage(Summary summary, Detail detail, @Nullable String text) {
  /// @param tokens of the thought
  /// @param loops whether it ends in a loop
  /// @param stances a segment each: the stance's sign or null, and the thinking tokens up to its
  ///     end
  /// @param rates a cut of lock-in each: way, thinking tokens before it, settled branches that
  ///     comply, settled branches
  record Summary(
      int rollout,
      int tokens,
      boolean loops,
      @Nullable Verdict verdict,
      String ending,
      List<@Nullable Object[]> stances,
      List<Object[]> rates,
      List<Change> changes) {}

  record Detail(List<Piece> segments, List<Sampled> cuts) {}

  /// One segment.
  ///
  /// @param votes each stance judge's sign by its name, null where it gave none
  record Piece(
      String text,
      int start,
      int end,
      @Nullable Integer stance,
      boolean loops,
      Map<String, @Nullable Integer> votes) {
    static Piece of(Segment s) {
      Map<String, @Nullable Integer> votes = new TreeMap<>();
      s.votes().forEach((judge, stance) -> votes.put(judge, sign(stance)));
      return new Piece(
          s.text(), s.span().start(), s.span().end(), sign(s.stance()), s.loops(), votes);
    }
  }

  /// What was sampled from one cut.
  ///
  /// @param at thinking tokens before it
  /// @param omitted as in the store's `branches`
  /// @param branches all of them; `settled` refuse or comply
  /// @param low of the rate's 95% interval, null where a stopping rule decided how many there are
  /// @param answers the first few of each verdict
  record Sampled(
      String experiment,
      String way,
      int at,
      int omitted,
      int branches,
      int settled,
      int complied,
      @Nullable Double low,
      @Nullable Double high,
      List<Answer> answers) {}

  /// @param verdict empty where there was nothing to judge
  record Answer(int branch, String verdict, String ending, String text, boolean shortened) {}

  /// What a change did; names as in the store's `changes` and `effects`, undefined numbers null.
  ///
  /// @param lock the state before it: as predicted where the rule predicts, else by an interval
  record Change(
      String kind,
      int place,
      int pre,
      int post,
      int omitted,
      int before,
      int after,
      int stated,
      int compliedPre,
      int nPre,
      int compliedPost,
      int nPost,
      @Nullable Double p,
      @Nullable Double holm,
      @Nullable Double bh,
      @Nullable Double logOdds,
      @Nullable Double low,
      @Nullable Double high,
      String lock,
      boolean predicted) {
    static Change of(Effect e) {
      return new Change(
          e.change().kind().word(),
          e.change().place(),
          e.change().pre(),
          e.change().post(),
          e.change().omitted(),
          e.change().before(),
          e.change().after(),
          e.change().stated(),
          e.compliedPre(),
          e.nPre(),
          e.compliedPost(),
          e.nPost(),
          defined(e.p()),
          defined(e.holm()),
          defined(e.bh()),
          defined(e.logOdds()),
          defined(e.low()),
          defined(e.high()),
          e.lockPredicted() == null ? e.lock() : e.lockPredicted(),
          e.lockPredicted() != null);
    }
  }

  static TracePage of(
      Rollout rollout, List<Segment> segments, List<Sampled> cuts, List<Effect> effects) {
    Summary summary =
        new Summary(
            rollout.index(),
            rollout.thinking().length(),
            rollout.loops(),
            rollout.verdict(),
            rollout.ending().name(),
            segments.stream()
                .map(s -> new @Nullable Object[] {sign(s.stance()), s.span().end()})
                .toList(),
            cuts.stream().filter(c -> c.low() != null).map(TracePage::rate).toList(),
            effects.stream().map(Change::of).toList());
    return new TracePage(
        summary,
        new Detail(segments.stream().map(Piece::of).toList(), cuts),
        segments.isEmpty()
            ? null
            : segments.stream().map(Segment::text).collect(Collectors.joining()));
  }

  static Object[] rate(Sampled cut) {
    return new Object[] {cut.way(), cut.at(), cut.complied(), cut.settled()};
  }

  static Interval interval(int complied, int settled) {
    return settled == 0 ? Interval.NONE : Intervals.wilson(complied, settled, Intervals.LEVEL);
  }

  static @Nullable Double defined(double x) {
    return Double.isFinite(x) ? (Double) x : null;
  }

  private static @Nullable Integer sign(@Nullable Stance stance) {
    return stance == null ? null : (Integer) stance.sign();
  }
}
