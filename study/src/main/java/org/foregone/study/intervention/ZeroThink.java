package org.foregone.study.intervention;

import java.util.List;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.Conversation.Opening;

/// ZeroThink (SafeChain, Jiang et al. 2025, arXiv 2502.12025): the thought is opened and closed at
/// once. For models with think tags these are the tokens of mode NO_THINK; it has a name of its own
/// so that both modes of such a study can be compared with the base's.
record ZeroThink() implements Intervention {
  static final Declared DECLARED =
      new Declared(
          "zerothink",
          "the thought is closed before it begins",
          "ZeroThink of SafeChain, arXiv 2502.12025",
          List.of(),
          chosen -> new ZeroThink());

  @Override
  public Conversation.Options over(Conversation.Options options) {
    return options.withOpening(new Opening("", true));
  }
}
