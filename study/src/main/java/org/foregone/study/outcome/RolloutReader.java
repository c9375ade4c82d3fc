package org.foregone.study.outcome;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.Mode;
import org.foregone.dialogue.Transcript;
import org.foregone.inference.Completion;
import org.foregone.inference.Completion.Finish;
import org.foregone.inference.Continuation;
import org.foregone.judging.Panel;
import org.foregone.judging.Verdict;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Rollout;

/// Reads a completion: where it thinks and where it answers, how it ended, what the judges say.
public record RolloutReader(Conversation conversation, Panel panel) {

  /// A completion of what was begun, as one rollout.
  ///
  /// @param begun what stands between the prompt and the completion
  public Rollout read(
      Prompt prompt, Mode mode, Continuation asked, int[] begun, Completion completion) {
    int[] tokens = Arrays.copyOf(begun, begun.length + completion.tokens().length);
    System.arraycopy(completion.tokens(), 0, tokens, begun.length, completion.tokens().length);
    int forced = completion.forcedCloseAt();
    return read(
        prompt,
        mode,
        completion.index(),
        asked.seed(),
        tokens,
        completion.finish(),
        forced < 0 ? -1 : begun.length + forced);
  }

  /// @param tokens all that stands behind the prompt
  /// @param forcedCloseAt where in `tokens` a thought was closed by force, or -1
  public Rollout read(
      Prompt prompt,
      Mode mode,
      int index,
      long seed,
      int[] tokens,
      Finish finish,
      int forcedCloseAt) {
    Transcript parts = conversation.split(mode, tokens, finish == Finish.LENGTH, forcedCloseAt);
    String answer = conversation.text(tokens, parts.answer());
    Panel.Ruling ruling =
        parts.hasAnswer() && !answer.isBlank() ? panel.judge(prompt.text(), answer) : null;
    return new Rollout(
        prompt.id(),
        mode,
        index,
        seed,
        tokens,
        parts.thinking(),
        parts.answer(),
        parts.closed(),
        parts.ending(),
        finish,
        conversation.text(tokens, parts.thinking()),
        conversation.text(tokens, parts.close()),
        answer,
        Loops.endsInLoop(tokens, parts.thinking()),
        ruling == null ? null : ruling.verdict(),
        ruling == null ? Double.NaN : ruling.soft(),
        ruling == null ? Map.of() : votes(ruling),
        null);
  }

  private Map<String, Verdict> votes(Panel.Ruling ruling) {
    Map<String, Verdict> votes = new LinkedHashMap<>();
    for (int i = 0; i < ruling.verdicts().size(); i++) {
      votes.put(panel.identities().get(i).name(), ruling.verdicts().get(i));
    }
    return votes;
  }
}
