package org.foregone.study.deliberation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.foregone.judging.Stance;
import org.foregone.study.deliberation.StanceRuns.Change;
import org.foregone.study.store.Segment;
import org.foregone.study.store.Trace;
import org.jspecify.annotations.Nullable;

/// What the thoughts of one prompt came to. Grows trace by trace; for one thread. Traces that end
/// in a loop count only as such.
final class PromptDeliberation {
  /// Into how many parts a thought is divided to say where it changes sides.
  static final int PARTS = 10;

  int traces;
  int segments;
  int undecided;
  int oscillations;
  int toRefusal;
  int oscillating;
  int looping;
  int loopOscillations;
  int noThought;
  final Map<Stance, Integer> stances = new EnumMap<>(Stance.class);
  final int[] where = new int[PARTS];

  /// Segments that a judge gave no stance, by judge.
  final Map<String, Integer> failures = new TreeMap<>();

  /// The judges' stances, for segments on which all spoke.
  final List<int[]> votes = new ArrayList<>();

  final List<Balance> balances = new ArrayList<>();

  /// The same thoughts as the paper counts them.
  final PaperCounts paper;

  PromptDeliberation(PaperCounts paper) {
    this.paper = paper;
  }

  /// The text of a trace with a settled verdict.
  ///
  /// @param score (refusing - complying) / (2 + both), by segments: -1 to 1
  record Balance(double score, boolean refuses) {}

  /// @param of the trace, in their order; empty when it has no thought
  void add(Trace trace, List<Segment> of) {
    if (of.isEmpty()) {
      noThought++;
      return;
    }
    of.forEach(this::countFailures);
    paper.add(of);
    List<@Nullable Stance> sides = new ArrayList<>();
    of.forEach(segment -> sides.add(segment.stance()));
    List<Change> changes = StanceRuns.of(sides).changes();
    if (trace.loops()) {
      looping++;
      loopOscillations += changes.size();
      return;
    }
    traces++;
    segments += of.size();
    oscillations += changes.size();
    oscillating += changes.isEmpty() ? 0 : 1;
    for (Change change : changes) {
      toRefusal += change.after().stance() == Stance.REFUSE ? 1 : 0;
      int start = of.get(change.after().first()).span().start();
      where[(int) ((long) PARTS * start / trace.thinking().length())]++;
    }
    of.forEach(this::count);
    if (trace.settled()) {
      balances.add(new Balance(balance(sides), trace.refuses()));
    }
  }

  private void countFailures(Segment segment) {
    for (Map.Entry<String, @Nullable Stance> vote : segment.votes().entrySet()) {
      failures.merge(vote.getKey(), vote.getValue() == null ? 1 : 0, Integer::sum);
    }
  }

  private void count(Segment segment) {
    Stance stance = segment.stance();
    if (stance == null) {
      undecided++;
    } else {
      stances.merge(stance, 1, Integer::sum);
    }
    List<Integer> said = new ArrayList<>();
    for (Stance vote : segment.votes().values()) {
      if (vote != null) {
        said.add(vote.sign());
      }
    }
    if (!said.isEmpty() && said.size() == segment.votes().size()) {
      votes.add(said.stream().mapToInt(Integer::intValue).toArray());
    }
  }

  private static double balance(List<@Nullable Stance> sides) {
    int refusing = 0;
    int complying = 0;
    for (Stance side : sides) {
      refusing += side == Stance.REFUSE ? 1 : 0;
      complying += side == Stance.COMPLY ? 1 : 0;
    }
    return (refusing - complying) / (2.0 + refusing + complying);
  }

  int count(Stance stance) {
    return stances.getOrDefault(stance, 0);
  }

  /// Pairs of a trace that refused and one that complied.
  double pairs() {
    double refused = balances.stream().filter(Balance::refuses).count();
    return refused * (balances.size() - refused);
  }

  /// In how many of these the one that refused argued more for refusing; equals count half.
  double ordered() {
    double ordered = 0;
    for (Balance refused : balances) {
      for (Balance complied : balances) {
        if (refused.refuses && !complied.refuses) {
          double lead = refused.score - complied.score;
          ordered += lead > 0 ? 1 : lead == 0 ? .5 : 0;
        }
      }
    }
    return ordered;
  }
}
