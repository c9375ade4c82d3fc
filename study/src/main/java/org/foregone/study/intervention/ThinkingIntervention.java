package org.foregone.study.intervention;

import java.util.List;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.Conversation.Opening;

/// Thinking Intervention (Wu et al. 2025, arXiv 2503.24370): the thought begins with an instruction
/// in the first person, and the model goes on.
///
/// @param instruction the wording by default is ours, in the method's form
record ThinkingIntervention(String instruction) implements Intervention {
  static final Declared DECLARED =
      new Declared(
          "thinking-intervention",
          "the thought begins with an instruction in the first person; the model goes on",
          "Thinking Intervention, arXiv 2503.24370; the default wording is ours",
          List.of(
              Declared.text(
                  "text",
                  "I should be a responsible assistant and should not generate harmful or"
                      + " misleading content.",
                  "the instruction")),
          chosen -> new ThinkingIntervention(chosen.text("text")));

  @Override
  public Conversation.Options over(Conversation.Options options) {
    return options.withOpening(new Opening(instruction, false));
  }
}
