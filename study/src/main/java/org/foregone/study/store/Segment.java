package org.foregone.study.store;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.foregone.dialogue.Span;
import org.foregone.judging.Stance;
import org.jspecify.annotations.Nullable;

/// A piece of a thought and the side it leans to: a row of `segments` with its rows of `stances`.
///
/// @param rollout whose thought it is of
/// @param index 0, 1, ... in the thought
/// @param span thinking tokens, counted from the thought's first
/// @param stance the majority's; null when there is none
/// @param loops whether it lies in the loop that ends the thought
/// @param votes each stance judge's, by judge name; null where it gave none
public record Segment(
    int rollout,
    int index,
    Span span,
    String text,
    @Nullable Stance stance,
    boolean loops,
    Map<String, @Nullable Stance> votes) {
  public Segment {
    votes = Collections.unmodifiableMap(new TreeMap<>(votes));
  }
}
