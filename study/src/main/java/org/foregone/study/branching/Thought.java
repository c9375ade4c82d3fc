package org.foregone.study.branching;

import java.util.Arrays;
import java.util.List;
import org.foregone.dialogue.Close;
import org.foregone.dialogue.Span;
import org.foregone.study.store.Cut;
import org.foregone.study.store.Trace;

/// A stored rollout as a sequence that can be cut: its own token ids, never tokenised again.
///
/// @param prefix the rendered prompt
/// @param extension thought behind the end of the trace, its close banned; empty without one
/// @param segments of the trace, in thinking tokens; empty where none is left out
public record Thought(int[] prefix, Trace trace, int[] extension, List<Span> segments) {
  public Thought {
    segments = List.copyOf(segments);
  }

  public Thought(int[] prefix, Trace trace, int[] extension) {
    this(prefix, trace, extension, List.of());
  }

  /// Thinking tokens of the trace itself.
  public int length() {
    return trace.thinking().length();
  }

  /// All that stands behind the prompt and before the cut.
  ///
  /// @throws IllegalArgumentException for a cut behind all thinking
  public int[] before(Cut cut) {
    if (cut.at() > length() + extension.length) {
      throw new IllegalArgumentException(
          "a cut at %,d of a thought of %,d tokens".formatted(cut.at(), length()));
    }
    int start = trace.thinking().start();
    int own = Math.min(cut.at(), length());
    int[] before = Arrays.copyOf(trace.tokens(), start + cut.at());
    System.arraycopy(extension, 0, before, start + own, cut.at() - own);
    return cut.omitted() == Cut.WHOLE ? before : without(before, segments.get(cut.omitted()));
  }

  private int[] without(int[] before, Span segment) {
    int start = trace.thinking().start();
    int[] kept = Arrays.copyOf(before, before.length - segment.length());
    int behind = start + segment.end();
    System.arraycopy(before, behind, kept, start + segment.start(), before.length - behind);
    return kept;
  }

  /// Whether the cut is where the model closed the thought itself, a segment left out or not: both
  /// sides of a pair are closed alike.
  boolean endsAt(Cut cut) {
    return cut.at() == length() && trace.closed() == Close.NATURAL;
  }

  /// The model's own close.
  int[] close() {
    return Arrays.copyOfRange(trace.tokens(), trace.thinking().end(), trace.answer().start());
  }
}
