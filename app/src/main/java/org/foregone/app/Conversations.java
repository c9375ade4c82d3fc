package org.foregone.app;

import java.nio.file.Path;
import java.util.Map;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.Vocabulary;
import org.foregone.study.config.StudyConfig.DialogueChoice;
import org.jspecify.annotations.Nullable;

/// A model's way of talking, from its file's template or one that a person chose.
final class Conversations {
  private Conversations() {}

  /// The text of the template in force.
  ///
  /// @param own the model's own, or null where its file has none
  /// @throws ProblemException when there is none at all
  static String template(@Nullable Path chosen, @Nullable String own) {
    if (chosen != null) {
      return JsonFiles.text(chosen);
    }
    if (own == null) {
      throw new ProblemException(
          Problem.of(
              ErrorCode.BAD_TEMPLATE,
              "the model's file holds no chat template (tokenizer.chat_template)",
              "name one with --template FILE"));
    }
    return own;
  }

  static Conversation of(String templateText, Vocabulary vocabulary, DialogueChoice choice) {
    return Conversation.of(
        choice.reasoningFormat(),
        templateText,
        vocabulary,
        new Conversation.Options(
            choice.systemPrompt(),
            Map.copyOf(choice.templateKwargs()),
            choice.date(),
            !choice.textAsContent(),
            null));
  }
}
