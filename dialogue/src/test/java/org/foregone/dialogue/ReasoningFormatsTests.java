package org.foregone.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.foregone.dialogue.ReasoningFormat.Harmony;
import org.foregone.dialogue.ReasoningFormat.NoReasoning;
import org.foregone.dialogue.ReasoningFormat.OpenedBy;
import org.foregone.dialogue.ReasoningFormat.ThinkTags;
import org.junit.jupiter.api.Test;

class ReasoningFormatsTests {
  private static final Renderer PLAIN = (messages, kwargs, now) -> "assistant\n";
  private static final Renderer OPENING = (messages, kwargs, now) -> "assistant\n<think>";
  private static final Renderer TOGGLING =
      (messages, kwargs, now) ->
          "assistant\n"
              + (Boolean.FALSE.equals(kwargs.get("enable_thinking"))
                  ? "<think>\n\n</think>\n\n"
                  : "");

  @Test
  void theTemplateShowsWhoOpensTheThought() {
    assertThat(ReasoningFormats.detect("... '<think>' ...", TOGGLING, SmallVocabulary.qwen()))
        .isEqualTo(new ThinkTags("<think>", "</think>", OpenedBy.MODEL, "enable_thinking"));
    assertThat(ReasoningFormats.detect("... '<think>' ...", OPENING, SmallVocabulary.olmo()))
        .isEqualTo(new ThinkTags("<think>", "</think>", OpenedBy.TEMPLATE, null));
  }

  @Test
  void aTemplateSwitchedOffByDefaultIsSwitchedOn() {
    Renderer off =
        (messages, kwargs, now) ->
            Boolean.TRUE.equals(kwargs.get("thinking")) ? "a<think>" : "a</think>";
    assertThat(ReasoningFormats.detect("<think>", off, SmallVocabulary.deepseek()))
        .isEqualTo(new ThinkTags("<think>", "</think>", OpenedBy.TEMPLATE, "thinking"));
  }

  @Test
  void theVocabularySpeaksWhereTheTemplateIsSilent() {
    assertThat(ReasoningFormats.detect("", PLAIN, SmallVocabulary.qwen()))
        .isEqualTo(new ThinkTags("<think>", "</think>", OpenedBy.MODEL, null));
    assertThat(ReasoningFormats.detect("", PLAIN, SmallVocabulary.olmo()))
        .isEqualTo(new NoReasoning());
  }

  @Test
  void harmonyNeedsTemplateAndTokens() {
    String template = "<|start|>assistant<|channel|>";
    assertThat(ReasoningFormats.detect(template, PLAIN, SmallVocabulary.harmony()))
        .isEqualTo(new Harmony());
    assertThat(ReasoningFormats.detect(template, PLAIN, SmallVocabulary.olmo()))
        .isEqualTo(new NoReasoning());
  }

  @Test
  void aNameOverridesWhatIsSeen() {
    for (String name : ReasoningFormats.NAMES) {
      assertThat(ReasoningFormats.choose(name, "", TOGGLING, SmallVocabulary.qwen()).name())
          .isEqualTo(name);
    }
    assertThat(ReasoningFormats.choose("think-tags-opened", "", TOGGLING, SmallVocabulary.qwen()))
        .isEqualTo(new ThinkTags("<think>", "</think>", OpenedBy.TEMPLATE, "enable_thinking"));
    assertThat(ReasoningFormats.choose(null, "[THINK]", PLAIN, SmallVocabulary.qwen()))
        .isEqualTo(new ThinkTags("[THINK]", "[/THINK]", OpenedBy.MODEL, null));
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearest() {
    assertThatThrownBy(() -> ReasoningFormats.choose("harmonie", "", PLAIN, SmallVocabulary.qwen()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"harmonie\"; did you mean \"harmony\"?")
        .hasMessageContaining("think-tags, think-tags-opened, harmony, none");
  }
}
