package org.foregone.study.causality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.foregone.judging.Stance;
import org.foregone.study.deliberation.StanceRuns;
import org.foregone.study.outcome.RolloutRequests;
import org.foregone.study.store.Change;
import org.foregone.study.store.Cut;
import org.foregone.study.store.Segment;
import org.foregone.study.store.StudyStore;

/// The pairs of cuts of a prompt's thoughts: the same whenever they are drawn.
record DrawnChanges(CausalityPlan plan, RolloutRequests requests, StudyStore store) {

  /// Those that the store lacks, their level not known yet.
  List<Change> missing(String prompt) {
    Set<String> there = new HashSet<>();
    store.changes().of(prompt).forEach(c -> there.add(c.rollout() + "/" + c.kind()));
    List<Change> missing = new ArrayList<>();
    thoughts(prompt)
        .forEach(
            (rollout, segments) -> {
              for (Change.Kind kind : plan.choice().cuts()) {
                if (!there.contains(rollout + "/" + kind)) {
                  missing.addAll(drawn(prompt, rollout, kind, segments));
                }
              }
            });
    return missing;
  }

  /// A prompt's split thoughts by rollout, without those that end in a loop.
  Map<Integer, List<Segment>> thoughts(String prompt) {
    Map<Integer, List<Segment>> thoughts = new TreeMap<>();
    for (Segment segment : store.segments().of(prompt)) {
      if (segment.rollout() < plan.choice().traces()) {
        thoughts.computeIfAbsent(segment.rollout(), r -> new ArrayList<>()).add(segment);
      }
    }
    thoughts.values().removeIf(segments -> segments.stream().anyMatch(Segment::loops));
    return thoughts;
  }

  private List<Change> drawn(String prompt, int rollout, Change.Kind kind, List<Segment> segments) {
    SplittableRandom random =
        new SplittableRandom(requests.seedOf(prompt, kind.word() + "/" + rollout));
    List<Change> all =
        switch (kind) {
          case CHANGES -> changes(prompt, rollout, segments);
          case RANDOM -> random(changes(prompt, rollout, segments), segments, random);
          case SENTENCES -> sentences(prompt, rollout, segments);
        };
    List<Integer> places = new ArrayList<>(IntStream.range(0, all.size()).boxed().toList());
    for (int i = places.size() - 1; i > 0; i--) {
      places.set(i, places.set(random.nextInt(i + 1), places.get(i)));
    }
    return places.stream().limit(plan.choice().most()).sorted().map(all::get).toList();
  }

  private static List<Change> changes(String prompt, int rollout, List<Segment> segments) {
    List<Change> changes = new ArrayList<>();
    StanceRuns runs = StanceRuns.of(segments.stream().map(Segment::stance).toList());
    for (StanceRuns.Change change : runs.changes()) {
      int before = change.before().last();
      int after = change.after().last();
      changes.add(
          new Change(
              prompt,
              rollout,
              Change.Kind.CHANGES,
              changes.size(),
              segments.get(before).span().end(),
              segments.get(after).span().end(),
              Cut.WHOLE,
              before,
              after,
              change.sign(),
              Double.NaN));
    }
    return changes;
  }

  /// For each change of stance two places as far apart.
  private static List<Change> random(
      List<Change> changes, List<Segment> segments, SplittableRandom random) {
    int length = segments.getLast().span().end();
    List<Change> pairs = new ArrayList<>();
    for (Change change : changes) {
      int apart = change.post() - change.pre();
      int pre = random.nextInt(length - apart + 1);
      pairs.add(
          new Change(
              change.prompt(),
              change.rollout(),
              Change.Kind.RANDOM,
              change.place(),
              pre,
              pre + apart,
              Cut.WHOLE,
              -1,
              -1,
              0,
              Double.NaN));
    }
    return pairs;
  }

  private static List<Change> sentences(String prompt, int rollout, List<Segment> segments) {
    int length = segments.getLast().span().end();
    return segments.stream()
        .sorted(Comparator.comparingInt(Segment::index))
        .map(
            segment -> {
              Stance stance = segment.stance();
              return new Change(
                  prompt,
                  rollout,
                  Change.Kind.SENTENCES,
                  segment.index(),
                  length,
                  length,
                  segment.index(),
                  -1,
                  segment.index(),
                  stance == null ? 0 : stance.sign(),
                  Double.NaN);
            })
        .toList();
  }
}
