package org.foregone.study.outcome;

import java.util.Arrays;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.Mode;
import org.foregone.dialogue.ThoughtReader;
import org.foregone.inference.Continuation;
import org.foregone.inference.Sampling;
import org.foregone.inference.ThinkingBudget;
import org.foregone.study.config.StudyConfig.Caps;

/// Asks for rollouts, all in the same way: a rollout of a prompt has the same seed in every
/// experiment.
///
/// @param caps what a rollout has already begun with counts as thought
/// @param seed the study's
public record RolloutRequests(Conversation conversation, Caps caps, Sampling sampling, long seed) {

  /// @param prefix the rendered prompt
  /// @param begun what the rollouts begin with, behind the prompt; empty for whole ones. Where it
  ///     is
  ///     a part of the conversation's opening, they begin with all of that: see [#begun]
  /// @param first index of the first
  public Continuation of(
      String id, String prompt, Mode mode, int[] prefix, int[] begun, int first, int n) {
    return of(id, seedOf(prompt, mode), mode, prefix, begun, first, n);
  }

  /// The same with another seed, for rollouts that are not those of the outcome.
  public Continuation of(
      String id, long from, Mode mode, int[] prefix, int[] begun, int first, int n) {
    int[] all = begun(mode, prefix, begun);
    int[] close = conversation.forcedClose();
    Continuation plain =
        Continuation.of(id, joined(prefix, all), from, n, sampling, caps.answer())
            .behind(prefix.length)
            .startingAt(first, n);
    return mode == Mode.THINK && close.length > 0
        ? plain.withThinking(
            new ThinkingBudget(
                Math.max(0, caps.thinking() - all.length),
                close,
                caps.answer(),
                () -> reader(mode, all)))
        : plain;
  }

  /// What rollouts that are to begin with `begun` do begin with. An opening is said to its end
  /// before the model thinks on, so one that was cut short is made whole.
  public int[] begun(Mode mode, int[] prefix, int[] begun) {
    int[] opening = mode == Mode.THINK ? conversation.opening(prefix) : new int[0];
    return begun.length < opening.length && Arrays.mismatch(begun, opening) == begun.length
        ? opening
        : begun;
  }

  private static int[] joined(int[] head, int[] tail) {
    int[] all = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, all, head.length, tail.length);
    return all;
  }

  /// The seed of a prompt's rollouts.
  public long seedOf(String prompt, Mode mode) {
    return seedOf(prompt, mode.name());
  }

  /// @param purpose what else the continuations are for
  public long seedOf(String prompt, String purpose) {
    return Seeds.of(seed, prompt, purpose);
  }

  private ThoughtReader reader(Mode mode, int[] begun) {
    ThoughtReader reader = conversation.reader(mode);
    for (int token : begun) {
      reader.accept(token);
    }
    return reader;
  }
}
