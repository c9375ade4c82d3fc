package org.foregone.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import org.foregone.dialogue.Conversation.Opening;
import org.foregone.dialogue.ReasoningFormat.Harmony;
import org.foregone.dialogue.ReasoningFormat.NoReasoning;
import org.foregone.dialogue.ReasoningFormat.OpenedBy;
import org.foregone.dialogue.ReasoningFormat.ThinkTags;
import org.junit.jupiter.api.Test;

/// Thoughts that are begun for the model, in every format: each with its own markers.
class OpeningTests {
  private static final Opening OKAY = new Opening("Okay", false);

  private static Conversation conversation(
      ReasoningFormat format, SmallVocabulary vocabulary, String end, Opening opening) {
    Renderer template = (messages, kwargs, now) -> messages.getLast().get("content") + end;
    return new Conversation(
        template,
        format,
        vocabulary,
        Conversation.Options.at(LocalDateTime.of(2026, 1, 15, 10, 20, 30)).withOpening(opening));
  }

  private static ThinkTags tags(OpenedBy by) {
    return new ThinkTags("<think>", "</think>", by, null);
  }

  private static int[] opening(Conversation conversation) {
    return conversation.opening(
        conversation.prompt(List.of(Message.user("Hello")), Mode.THINK).tokens());
  }

  /// The opening as text, and where a reader of the format stands behind it.
  private static String read(
      ReasoningFormat format, SmallVocabulary vocabulary, String end, Opening opening) {
    Conversation conversation = conversation(format, vocabulary, end, opening);
    int[] begun = opening(conversation);
    ThoughtReader reader = conversation.reader(Mode.THINK);
    for (int token : begun) {
      reader.accept(token);
    }
    return conversation.text(begun, new Span(0, begun.length)) + "|" + reader.phase();
  }

  @Test
  void aModelsOwnTagIsWritten() {
    SmallVocabulary qwen = SmallVocabulary.qwen();
    assertThat(opening(conversation(tags(OpenedBy.MODEL), qwen, "\n", OKAY)))
        .containsExactly(qwen.tokens("<think>", "\n", "Okay"));
    assertThat(read(tags(OpenedBy.MODEL), SmallVocabulary.olmo(), "\n", OKAY))
        .isEqualTo("<think>\nOkay|THINKING");
  }

  @Test
  void aTagThatTheTemplateWroteIsNotWrittenAgain() {
    SmallVocabulary deepseek = SmallVocabulary.deepseek();
    assertThat(opening(conversation(tags(OpenedBy.TEMPLATE), deepseek, "<think>\n", OKAY)))
        .containsExactly(deepseek.tokens("Okay"));
    assertThat(read(tags(OpenedBy.TEMPLATE), deepseek, "<think>", OKAY))
        .isEqualTo("\nOkay|THINKING");
  }

  @Test
  void harmonyOpensItsAnalysisChannel() {
    SmallVocabulary harmony = SmallVocabulary.harmony();
    assertThat(opening(conversation(new Harmony(), harmony, "<|start|>assistant", OKAY)))
        .containsExactly(harmony.tokens("<|channel|>", "analysis", "<|message|>", "Okay"));
    assertThat(read(new Harmony(), harmony, "<|start|>assistant", new Opening("Okay", true)))
        .isEqualTo(
            "<|channel|>analysis<|message|>Okay<|end|><|start|>assistant<|channel|>final<|message|>"
                + "|ANSWER");
  }

  @Test
  void aClosedThoughtHoldsItsSentence() {
    SmallVocabulary qwen = SmallVocabulary.qwen();
    assertThat(opening(conversation(tags(OpenedBy.MODEL), qwen, "\n", new Opening("Okay", true))))
        .containsExactly(qwen.tokens("<think>", "\n", "Okay", "\n", "</think>", "\n\n"));
  }

  @Test
  void anEmptyClosedThoughtIsThatOfNoThink() {
    Opening empty = new Opening("", true);
    for (Conversation c :
        List.of(
            conversation(tags(OpenedBy.MODEL), SmallVocabulary.qwen(), "\n", empty),
            conversation(tags(OpenedBy.MODEL), SmallVocabulary.olmo(), "\n", empty),
            conversation(new Harmony(), SmallVocabulary.harmony(), "<|start|>assistant", empty))) {
      int[] think = c.prompt(List.of(Message.user("Hello")), Mode.THINK).tokens();
      int[] begun = c.opening(think);
      int[] all = Arrays.copyOf(think, think.length + begun.length);
      System.arraycopy(begun, 0, all, think.length, begun.length);
      assertThat(all)
          .containsExactly(c.prompt(List.of(Message.user("Hello")), Mode.NO_THINK).tokens());
    }
    assertThat(read(tags(OpenedBy.TEMPLATE), SmallVocabulary.deepseek(), "<think>\n", empty))
        .isEqualTo("\n</think>\n\n|ANSWER");
  }

  @Test
  void nothingIsBegunWhereNothingWasChosenOrIsThought() {
    SmallVocabulary qwen = SmallVocabulary.qwen();
    assertThat(opening(conversation(new NoReasoning(), qwen, "\n", OKAY))).isEmpty();
    Conversation chosen = conversation(tags(OpenedBy.MODEL), qwen, "\n", OKAY);
    assertThat(opening(chosen.with(options -> options.withOpening(null)))).isEmpty();
    assertThat(opening(chosen.plain())).isEmpty();
  }

  @Test
  void wordsStandApartFromWhatIsBefore() {
    Conversation c = conversation(tags(OpenedBy.MODEL), SmallVocabulary.qwen(), "\n", OKAY);
    SmallVocabulary qwen = SmallVocabulary.qwen();
    assertThat(c.inserted("Hello", qwen.tokens("Okay"))).containsExactly(qwen.tokens(" Hello"));
    assertThat(c.inserted("Hello", qwen.tokens("\n"))).containsExactly(qwen.tokens("Hello"));
    assertThat(c.inserted(" Hello", qwen.tokens("Okay"))).containsExactly(qwen.tokens(" Hello"));
    assertThat(c.inserted("Hello", new int[0])).containsExactly(qwen.tokens("Hello"));
  }

  @Test
  void wordsHoldNoMarkers() {
    SmallVocabulary qwen = SmallVocabulary.qwen();
    assertThatThrownBy(
            () ->
                conversation(
                    tags(OpenedBy.MODEL), qwen, "\n", new Opening("Okay </think> Sure", false)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"Okay </think> Sure\" holds the marker </think>");
    Conversation c = conversation(tags(OpenedBy.MODEL), qwen, "\n", OKAY);
    assertThatThrownBy(() -> c.inserted("<|im_end|>", new int[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
