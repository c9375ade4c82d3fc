package org.foregone.study.intervention;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.foregone.dialogue.Conversation;
import org.foregone.study.config.Key;
import org.foregone.study.intervention.Step.Leave;
import org.foregone.study.intervention.Step.Rewrite;
import org.foregone.study.intervention.Step.Think;

/// SafeRemind, by the parameters of the paper's port: where the entropy of the next token drops
/// sharply inside the thought, a reminder is put behind that token and the model goes on.
///
/// `H_t < mean - alpha sd`, over the last `window` entropies before `t` of tokens that the model
/// wrote in this thought; sd without correction (ddof 0). `H_t` is exact, where the port had the
/// top 20 log-probabilities. How many tokens are read ahead (`chunk`) changes the cost and nothing
/// else: what was read behind the place is taken back.
///
/// @param most insertions into one thought
/// @param cooldown tokens of the model after an insertion in which there is no other
/// @param chunk tokens that are read ahead
record SafeRemind(String text, int window, double alpha, int most, int cooldown, int chunk)
    implements Intervention {
  static final Declared DECLARED =
      new Declared(
          "saferemind",
          "a reminder is put in where the token entropy drops sharply inside the thought",
          "SafeRemind; defaults of its port in arXiv 2606.25013, with exact entropies",
          List.of(
              Declared.text(
                  "text",
                  "Wait, let me think again. Does this request involve potentially harmful"
                      + " content?",
                  "the reminder"),
              Declared.whole("window", 2, "10", "entropies that a drop is measured against"),
              Declared.key(
                  "alpha",
                  new Key.Type.Real(-100, false, 100),
                  "1.5",
                  "standard deviations below their mean"),
              Declared.whole("most", 1, "3", "insertions into one thought"),
              Declared.whole("cooldown", 0, "10", "tokens without another after one"),
              Declared.whole("chunk", 1, "64", "tokens read ahead")),
          chosen ->
              new SafeRemind(
                  chosen.text("text"),
                  chosen.whole("window"),
                  chosen.real("alpha"),
                  chosen.whole("most"),
                  chosen.whole("cooldown"),
                  chosen.whole("chunk")));

  @Override
  public List<String> words() {
    return List.of(text);
  }

  @Override
  public Steps steps(Conversation conversation, long seed) {
    return new Reminding(conversation);
  }

  private final class Reminding implements Steps {
    private final Conversation conversation;
    private final double[] before = new double[window];
    private int count;
    private int seen;
    private int quiet;
    private int insertions;

    Reminding(Conversation conversation) {
      this.conversation = conversation;
    }

    @Override
    public Step next(Draft draft) {
      for (int i = draft.thought() < 0 ? draft.end() : Math.max(seen, draft.thought());
          i < draft.end() && insertions < most;
          i++) {
        if (!draft.words()[i]) {
          continue; // nothing is put between the markers of a thought that goes on
        }
        double entropy = draft.entropies()[i];
        boolean drop = quiet == 0 && count >= window && entropy < threshold();
        before[count++ % window] = entropy;
        quiet = Math.max(0, quiet - 1);
        if (drop) {
          return remind(draft, i + 1);
        }
      }
      seen = draft.end();
      return insertions == most ? new Leave() : new Think(chunk, true, 0, Map.of());
    }

    private double threshold() {
      double mean = Arrays.stream(before).average().orElseThrow();
      double variance =
          Arrays.stream(before).map(h -> (h - mean) * (h - mean)).average().orElseThrow();
      return mean - alpha * Math.sqrt(variance);
    }

    private Step remind(Draft draft, int at) {
      int[] words = conversation.inserted(text, Arrays.copyOf(draft.tokens(), at));
      insertions++;
      quiet = cooldown;
      seen = at + words.length;
      return new Rewrite(at, words, new int[0]);
    }
  }
}
