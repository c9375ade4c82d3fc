package org.foregone.study.branching;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.foregone.dialogue.Mode;
import org.foregone.inference.Completion;
import org.foregone.inference.Continuation;
import org.foregone.study.outcome.RolloutReader;
import org.foregone.study.outcome.RolloutRequests;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Branch;
import org.foregone.study.store.Cut;
import org.foregone.study.store.Rollout;
import org.foregone.study.store.Way;

/// Asks for branches of cut thoughts, and reads them.
///
/// @param reader splits and judges
/// @param requests of the outcome's rollouts: the same caps and sampler
public record Sampler(RolloutReader reader, RolloutRequests requests) {

  /// `n` branches from a cut, of which the first has index `first`. A closed thought gets the
  /// format's close, or at its own end the model's.
  public Continuation ask(Thought thought, Cut cut, int first, int n) {
    String id = cut.prompt() + "/" + purpose(cut) + "/" + first;
    long seed = requests.seedOf(cut.prompt(), purpose(cut));
    int[] before = thought.before(cut);
    return switch (cut.way()) {
      case GO_ON -> requests.of(id, seed, Mode.THINK, thought.prefix(), before, first, n);
      case CLOSE ->
          Continuation.of(
                  id,
                  joined(thought.prefix(), joined(before, close(thought, cut))),
                  seed,
                  n,
                  requests.sampling(),
                  requests.caps().answer())
              .behind(thought.prefix().length)
              .startingAt(first, n);
    };
  }

  /// More thought behind the end of a trace, the close banned.
  ///
  /// @param tokens how many
  public Continuation askExtension(String prompt, Thought thought, int tokens) {
    String purpose = "extension/" + thought.trace().index();
    Map<Integer, Float> bans = new HashMap<>();
    reader.conversation().keepOpenBans().forEach(t -> bans.put(t, Float.NEGATIVE_INFINITY));
    int[] own = Arrays.copyOf(thought.trace().tokens(), thought.trace().thinking().end());
    return Continuation.of(
            prompt + "/" + purpose,
            joined(thought.prefix(), own),
            requests.seedOf(prompt, purpose),
            1,
            requests.sampling(),
            tokens)
        .behind(thought.prefix().length)
        .withBias(bans);
  }

  /// @param prompt whose thought was cut
  public Branch read(
      Prompt prompt, Thought thought, Cut cut, Continuation asked, Completion completion) {
    int[] before = thought.before(cut);
    boolean goesOn = cut.way() == Way.GO_ON;
    int[] begun =
        goesOn
            ? requests.begun(Mode.THINK, thought.prefix(), before)
            : joined(before, close(thought, cut));
    int[] all = joined(begun, completion.tokens());
    int forced =
        goesOn
            ? completion.forcedCloseAt() < 0 ? -1 : begun.length + completion.forcedCloseAt()
            : thought.endsAt(cut) ? -1 : before.length;
    Rollout rollout =
        reader.read(
            prompt, Mode.THINK, completion.index(), asked.seed(), all, completion.finish(), forced);
    return new Branch(
        cut,
        completion.index(),
        asked.seed(),
        Arrays.copyOfRange(all, before.length, all.length),
        rollout.thinking().length(),
        rollout.answer().length(),
        rollout.answerText(),
        rollout.ending(),
        rollout.verdict());
  }

  private int[] close(Thought thought, Cut cut) {
    return thought.endsAt(cut) ? thought.close() : reader.conversation().forcedClose();
  }

  private static String purpose(Cut cut) {
    return "%s/%d/%d/%d/%s"
        .formatted(cut.experiment(), cut.rollout(), cut.at(), cut.omitted(), cut.way().word());
  }

  private static int[] joined(int[] head, int[] tail) {
    int[] all = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, all, head.length, tail.length);
    return all;
  }
}
