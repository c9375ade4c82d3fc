package org.foregone.study.intervention;

import java.util.List;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.Conversation.Opening;

/// SafePath without training (Jeung et al. 2025, "SAFEPATH", arXiv 2505.14667; the paper's port
/// "SafePath-ZS"): the thought is opened with a short safety primer, and the model goes on freely.
///
/// @param primer `Let's think about safety first.`, the published wording
record SafePath(String primer) implements Intervention {
  static final Declared DECLARED =
      new Declared(
          "safepath-zs",
          "the thought begins with a safety primer; the model goes on",
          "SafePath, arXiv 2505.14667",
          List.of(Declared.text("text", "Let's think about safety first.", "the primer")),
          chosen -> new SafePath(chosen.text("text")));

  @Override
  public Conversation.Options over(Conversation.Options options) {
    return options.withOpening(new Opening(primer, false));
  }
}
