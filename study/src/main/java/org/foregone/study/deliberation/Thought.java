package org.foregone.study.deliberation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.Span;
import org.foregone.dialogue.Vocabulary;
import org.foregone.judging.Stance;
import org.foregone.judging.StancePanel;
import org.foregone.judging.StanceReader;
import org.foregone.study.outcome.Loops;
import org.foregone.study.store.Intervened;
import org.foregone.study.store.Segment;
import org.foregone.study.store.Trace;
import org.jspecify.annotations.Nullable;

/// A thought in segments while its judges speak. Grows judge by judge; for one thread.
///
/// A segment most of whose tokens an intervention put there is no deliberation of the model: it is
/// neutral whatever the judges say, and what they say is not kept.
final class Thought {
  final int rollout;
  final List<String> texts = new ArrayList<>();
  private final List<Span> spans;
  private final boolean[] loops;
  private final boolean[] inserted;
  private final Map<String, List<@Nullable Stance>> votes = new TreeMap<>();

  /// @param intervened what an intervention did to the rollout, or null
  Thought(
      Trace trace,
      @Nullable Intervened intervened,
      Segmentation segmentation,
      Vocabulary vocabulary,
      Conversation conversation) {
    this.rollout = trace.index();
    Span thinking = trace.thinking();
    this.spans = segmentation.of(trace.tokens(), thinking, vocabulary);
    this.loops = new boolean[spans.size()];
    this.inserted = new boolean[spans.size()];
    OptionalInt loop = Loops.start(trace.tokens(), thinking);
    for (int i = 0; i < loops.length; i++) {
      int start = thinking.start() + spans.get(i).start();
      Span own = new Span(start, start + spans.get(i).length());
      texts.add(conversation.text(trace.tokens(), own));
      inserted[i] = intervened != null && 2 * intervened.inserted(own) > own.length();
      loops[i] = loop.isPresent() && start + spans.get(i).length() > loop.getAsInt();
    }
  }

  void judge(StanceReader judge, String question) {
    vote(judge.identity().name(), 0, judge.judge(question, texts));
  }

  /// What a judge says of the segments from `first` on.
  void vote(String judge, int first, List<@Nullable Stance> stances) {
    List<@Nullable Stance> all =
        votes.computeIfAbsent(
            judge,
            j -> {
              List<@Nullable Stance> none = new ArrayList<>();
              texts.forEach(t -> none.add(null));
              return none;
            });
    for (int i = 0; i < stances.size(); i++) {
      all.set(first + i, stances.get(i));
    }
  }

  List<Segment> segments() {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < loops.length; i++) {
      Map<String, @Nullable Stance> said = new TreeMap<>();
      for (Map.Entry<String, List<@Nullable Stance>> one : votes.entrySet()) {
        said.put(one.getKey(), one.getValue().get(i));
      }
      segments.add(
          new Segment(
              rollout,
              i,
              spans.get(i),
              texts.get(i),
              inserted[i] ? Stance.NEUTRAL : StancePanel.majority(said.values()),
              loops[i],
              inserted[i] ? Map.of() : said));
    }
    return segments;
  }
}
