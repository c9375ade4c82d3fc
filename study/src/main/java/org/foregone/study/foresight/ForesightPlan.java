package org.foregone.study.foresight;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.Message;
import org.foregone.dialogue.Mode;
import org.foregone.dialogue.RenderedPrompt;
import org.foregone.statistics.Positions;
import org.foregone.study.config.Experiments;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.states.Piece;
import org.foregone.study.states.StatesPlan;
import org.foregone.study.store.StateRow;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Trace;

/// The states foresight takes: anchors spread evenly from the first token of the user's text to the
/// prompt's last token (paper: 20), and the first thinking token of each rollout (the paper's
/// 21st).
///
/// @param layers as transformers counts, ascending
/// @param anchors along the prompt, at least 2
/// @param rollouts of a prompt
/// @param prompts by id, to be rendered again for where the user's text lies
public record ForesightPlan(
    List<Integer> layers,
    int anchors,
    int rollouts,
    boolean half,
    Conversation conversation,
    Map<String, Prompt> prompts)
    implements StatesPlan {
  /// The last token before any thought exists.
  public static final String LAST = "prompt";

  /// The first token of the thought.
  public static final String FIRST = "first";

  public ForesightPlan {
    layers = List.copyOf(layers);
    prompts = Map.copyOf(prompts);
  }

  @Override
  public String experiment() {
    return Experiments.FORESIGHT;
  }

  /// Along the prompt: `a0`, `a1`, ..., `prompt`.
  public static List<String> names(int anchors) {
    List<String> names = new ArrayList<>();
    for (int k = 0; k < anchors - 1; k++) {
      names.add("a" + k);
    }
    names.add(LAST);
    return names;
  }

  @Override
  public List<Piece> pieces(String id, StudyStore store) {
    int[] prefix =
        store
            .prefix(id, Mode.THINK)
            .orElseThrow(() -> new IllegalStateException(id + " was not prepared"));
    List<Piece> pieces = new ArrayList<>();
    pieces.add(
        new Piece(
            StateRow.PROMPT,
            prefix.length,
            prefix,
            names(anchors),
            Positions.anchors(userStart(id, prefix), prefix.length - 1, anchors)));
    for (Trace trace : store.traces(id, rollouts)) {
      pieces.add(
          trace.thinking().isEmpty()
              ? Piece.none(trace.index(), FIRST)
              : firstThought(prefix, trace));
    }
    return pieces;
  }

  private static Piece firstThought(int[] prefix, Trace trace) {
    int at = trace.thinking().start();
    int[] sequence = Arrays.copyOf(prefix, prefix.length + at + 1);
    System.arraycopy(trace.tokens(), 0, sequence, prefix.length, at + 1);
    return new Piece(
        trace.index(), prefix.length, sequence, List.of(FIRST), new int[] {prefix.length + at});
  }

  private int userStart(String id, int[] prefix) {
    Prompt prompt = prompts.get(id);
    if (prompt == null) {
      throw new IllegalStateException(id + " is not a prompt of this study");
    }
    RenderedPrompt rendered = conversation.prompt(List.of(Message.user(prompt.text())), Mode.THINK);
    if (!Arrays.equals(rendered.tokens(), prefix)) {
      throw new IllegalStateException(id + " is rendered otherwise than when it was stored");
    }
    return Math.min(rendered.userContent().start(), prefix.length - 1);
  }
}
