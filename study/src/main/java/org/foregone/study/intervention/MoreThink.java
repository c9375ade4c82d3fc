package org.foregone.study.intervention;

import java.util.Arrays;
import java.util.List;
import org.foregone.dialogue.Conversation;
import org.foregone.inference.CounterRandom;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.intervention.Step.Leave;
import org.foregone.study.intervention.Step.Rewrite;
import org.foregone.study.intervention.Step.Think;

/// MoreThink (SafeChain, Jiang et al. 2025, arXiv 2502.12025): where the model closes its thought,
/// the close is replaced by words of doubt and the model thinks on.
///
/// @param words of which one is drawn each time
/// @param most replacements in one thought
/// @param budget a thought that has so many tokens may be closed
record MoreThink(List<String> words, int most, int budget) implements Intervention {
  static final Declared DECLARED =
      new Declared(
          "morethink",
          "where the model closes its thought, the close is replaced and it thinks on",
          "MoreThink of SafeChain, arXiv 2502.12025",
          List.of(
              Declared.text(
                  "text", "Wait|Let me think again", "drawn from these, a bar between them"),
              Declared.whole("most", 1, "10", "replacements in one thought"),
              Declared.whole("budget", 1, "10000", "tokens behind which a thought may be closed")),
          chosen ->
              new MoreThink(
                  List.of(chosen.text("text").split("\\|")),
                  chosen.whole("most"),
                  chosen.whole("budget")));

  MoreThink {
    words = List.copyOf(words);
    if (words.isEmpty() || words.stream().anyMatch(String::isBlank)) {
      throw new StudyException(
          Kind.CONFIGURATION,
          "intervention morethink: text has no words to put in the place of the close",
          "morethink:text=Wait|Let me think again");
    }
  }

  @Override
  public Steps steps(Conversation conversation, long seed) {
    return new Rethinking(conversation, seed);
  }

  private final class Rethinking implements Steps {
    private final Conversation conversation;
    private final long seed;
    private int replaced;

    Rethinking(Conversation conversation, long seed) {
      this.conversation = conversation;
      this.seed = seed;
    }

    @Override
    public Step next(Draft draft) {
      if (replaced == most) {
        return new Leave();
      }
      if (!draft.closed() || draft.thought() < 0 || draft.close() >= budget) {
        return Think.on(Integer.MAX_VALUE);
      }
      int drawn = Math.floorMod(CounterRandom.mix(seed ^ replaced++), words.size());
      int[] kept = Arrays.copyOf(draft.tokens(), draft.close());
      return new Rewrite(
          draft.close(),
          conversation.inserted(words.get(drawn), kept),
          Arrays.copyOfRange(draft.tokens(), draft.close(), draft.size()));
    }
  }
}
