package org.foregone.study.comparison;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.foregone.statistics.NearDuplicates;
import org.foregone.study.Intent;
import org.foregone.study.prompts.Prompt;

/// The prompts that two studies share, in one order.
///
/// @param base of the first study
/// @param other of the second, position by position the same prompt
/// @param unit which prompts are near-duplicates of one another: they share a number
record PairedRows(List<PromptRow> base, List<PromptRow> other, int[] unit) {

  /// Those with the same id, text and intent.
  static PairedRows of(List<PromptRow> base, List<PromptRow> other) {
    Map<String, PromptRow> others = new HashMap<>();
    other.forEach(row -> others.put(row.prompt().id(), row));
    List<PromptRow> mine = new ArrayList<>();
    List<PromptRow> theirs = new ArrayList<>();
    for (PromptRow row : base) {
      PromptRow match = others.get(row.prompt().id());
      if (match != null && same(row.prompt(), match.prompt())) {
        mine.add(row);
        theirs.add(match);
      }
    }
    return new PairedRows(
        mine, theirs, NearDuplicates.groups(mine.stream().map(r -> r.prompt().text()).toList()));
  }

  private static boolean same(Prompt one, Prompt two) {
    return one.text().equals(two.text()) && one.intent() == two.intent();
  }

  int size() {
    return base.size();
  }

  /// Whether every count of every prompt is the same in both: the studies have the same rollouts.
  boolean identical() {
    return base.equals(other);
  }

  int count(Intent intent) {
    return (int) base.stream().filter(r -> r.prompt().intent() == intent).count();
  }

  /// Those for which something holds.
  PairedRows where(Predicate<PromptRow> both) {
    return pick(
        IntStream.range(0, size())
            .filter(i -> both.test(base.get(i)) && both.test(other.get(i)))
            .toArray());
  }

  private PairedRows pick(int[] rows) {
    return new PairedRows(
        IntStream.of(rows).mapToObj(base::get).toList(),
        IntStream.of(rows).mapToObj(other::get).toList(),
        IntStream.of(rows).map(i -> unit[i]).toArray());
  }
}
