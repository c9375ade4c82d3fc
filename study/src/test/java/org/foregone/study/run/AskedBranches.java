package org.foregone.study.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.foregone.dialogue.Close;
import org.foregone.dialogue.Mode;
import org.foregone.dialogue.Span;
import org.foregone.inference.Continuation;
import org.foregone.study.store.Branch;
import org.foregone.study.store.Cut;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Trace;
import org.foregone.study.store.Way;

/// What an engine was asked for, beside what the store says of the thoughts that were cut. The
/// sequences are put together here from stored ids alone, so that nothing of the program is
/// compared with itself.
///
/// @param forcedClose the format's
record AskedBranches(StudyStore store, int[] forcedClose) {

  /// @param cuts every cut that branches were asked from
  /// @param extensions thoughts that were to be made longer
  record Seen(Set<Cut> cuts, Set<String> extensions) {}

  /// Looks at every request for a branch or an extension; those of whole rollouts are left out.
  Seen check(List<Continuation> asked) {
    Seen seen = new Seen(new HashSet<>(), new HashSet<>());
    for (Continuation request : asked) {
      String[] id = request.id().split("/", -1);
      switch (id[1]) {
        case "lockin", "causality" -> {
          // prompt, experiment, rollout, cut, what is left out, way, first
          Cut cut =
              new Cut(
                  id[0],
                  id[1],
                  Integer.parseInt(id[2]),
                  Integer.parseInt(id[3]),
                  Integer.parseInt(id[4]),
                  Way.of(id[5]));
          check(request, branch(cut));
          seen.cuts().add(cut);
        }
        case "extension" -> {
          Trace trace = trace(id[0], Integer.parseInt(id[2]));
          int[] own = Arrays.copyOf(trace.tokens(), trace.thinking().end());
          check(request, joined(prompt(id[0]), own));
          seen.extensions().add(id[0] + "/" + id[2]);
        }
        default -> {}
      }
    }
    for (String experiment : List.of("lockin", "causality")) {
      store
          .branches()
          .outcomes(experiment, (Branch.Outcome o) -> assertThat(seen.cuts()).contains(o.cut()));
    }
    return seen;
  }

  private void check(Continuation request, int[] expected) {
    String prompt = request.id().substring(0, request.id().indexOf('/'));
    assertThat(request.prefix()).as(request.id()).isEqualTo(expected);
    assertThat(request.prompt()).as(request.id()).isEqualTo(prompt(prompt).length);
  }

  /// Prompt, the trace's own ids and those of its extension up to the cut, then nothing or a close.
  private int[] branch(Cut cut) {
    Trace trace = trace(cut.prompt(), cut.rollout());
    Span thinking = trace.thinking();
    int[] opener = Arrays.copyOf(trace.tokens(), thinking.start());
    int[] own = Arrays.copyOfRange(trace.tokens(), thinking.start(), thinking.end());
    int[] thought =
        cut.at() <= own.length
            ? Arrays.copyOf(own, cut.at())
            : joined(own, Arrays.copyOf(extension(cut), cut.at() - own.length));
    if (cut.omitted() != Cut.WHOLE) {
      Span segment = segment(cut);
      thought =
          joined(
              Arrays.copyOf(thought, segment.start()),
              Arrays.copyOfRange(thought, segment.end(), thought.length));
    }
    int[] close =
        cut.way() == Way.GO_ON
            ? new int[0]
            : cut.at() == own.length && trace.closed() == Close.NATURAL
                ? Arrays.copyOfRange(trace.tokens(), thinking.end(), trace.answer().start())
                : forcedClose;
    return joined(prompt(cut.prompt()), joined(opener, joined(thought, close)));
  }

  private int[] prompt(String prompt) {
    return store.prefix(prompt, Mode.THINK).orElseThrow();
  }

  /// The opened thought is that of the first rollout that has one.
  private Trace trace(String prompt, int rollout) {
    return store.traces(prompt, Integer.MAX_VALUE).stream()
        .filter(t -> rollout == Cut.OPENED ? !t.thinking().isEmpty() : t.index() == rollout)
        .findFirst()
        .orElseThrow();
  }

  private int[] extension(Cut cut) {
    return store.branches().extension(cut.prompt(), cut.rollout()).orElseThrow();
  }

  private Span segment(Cut cut) {
    return store.segments().of(cut.prompt()).stream()
        .filter(s -> s.rollout() == cut.rollout() && s.index() == cut.omitted())
        .findFirst()
        .orElseThrow()
        .span();
  }

  private static int[] joined(int[] head, int[] tail) {
    return IntStream.concat(Arrays.stream(head), Arrays.stream(tail)).toArray();
  }
}
