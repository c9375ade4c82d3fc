package org.foregone.dialogue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a model writes its thinking apart from its answer: a small description, found by
/// [ReasoningFormats]. [Conversation] turns it into tokens.
public sealed interface ReasoningFormat {

  /// The name a person can ask for it by.
  String name();

  /// What the template is told about thinking, besides the user's own keyword arguments.
  Map<String, Object> kwargs(Mode mode);

  /// The rendered generation prompt, completed so that the model is in `mode`; as it is where the
  /// template has seen to it.
  String complete(Mode mode, String rendered);

  /// The text that opens a thought behind a rendered prompt in mode THINK, as the model would write
  /// it itself; empty where the prompt has opened it, and where there is no thinking.
  String opener(String rendered);

  /// The text that closes an open thought and opens the answer; empty where nothing is ever open.
  String forcedClose();

  /// The markers of the format that must not come out of a message's content.
  Set<String> markers();

  /// Who writes the opening think tag.
  enum OpenedBy {
    MODEL,
    TEMPLATE
  }

  /// Thinking between two tags, then the answer. A tag may be one token or ordinary text of
  /// several.
  ///
  /// NO_THINK is an empty closed block: the template's own where it writes one, else ours,
  /// `<think>\n\n</think>\n\n`. A template that only puts the bare closing tag on the line behind
  /// the tag it has opened (some copies of DeepSeek-R1's distills do) gets ours too, so that a
  /// model is asked the same whoever made its file.
  ///
  /// @param open opening tag, such as `<think>`
  /// @param close closing tag, such as `</think>`
  /// @param toggle the template's keyword that switches thinking (`enable_thinking`, `thinking`),
  ///     or null where it has none
  record ThinkTags(String open, String close, OpenedBy openedBy, @Nullable String toggle)
      implements ReasoningFormat {

    @Override
    public String name() {
      return openedBy == OpenedBy.MODEL ? "think-tags" : "think-tags-opened";
    }

    @Override
    public Map<String, Object> kwargs(Mode mode) {
      return toggle == null ? Map.of() : Map.of(toggle, mode == Mode.THINK);
    }

    @Override
    public String complete(Mode mode, String rendered) {
      String bare = open + "\n" + close;
      return mode == Mode.NO_THINK && rendered.endsWith(bare)
          ? rendered.substring(0, rendered.length() - close.length()) + forcedClose()
          : rendered + suffix(mode, rendered);
    }

    private String suffix(Mode mode, String rendered) {
      String end = rendered.stripTrailing();
      boolean opened = end.endsWith(open);
      String line = opened && end.length() == rendered.length() ? "\n" : "";
      return switch (mode) {
        case THINK -> opened || openedBy == OpenedBy.MODEL ? "" : open + "\n";
        case NO_THINK -> {
          if (end.endsWith(close)) {
            yield "";
          }
          yield opened ? line + forcedClose() : open + "\n" + forcedClose();
        }
      };
    }

    @Override
    public String opener(String rendered) {
      String end = rendered.stripTrailing();
      return !end.endsWith(open) ? open + "\n" : end.length() == rendered.length() ? "\n" : "";
    }

    @Override
    public String forcedClose() {
      return "\n" + close + "\n\n";
    }

    @Override
    public Set<String> markers() {
      return Set.of(open, close);
    }
  }

  /// The channels of gpt-oss: `analysis` is the thought, `final` the answer, `commentary` (tool
  /// calls and their preambles) counts to the thought when it comes before the answer. The markers
  /// are always single tokens.
  ///
  /// A thought is closed by the whole opener of the final channel: after its end token alone the
  /// model opens another analysis message. NO_THINK is an empty analysis message and the opened
  /// final channel.
  record Harmony() implements ReasoningFormat {
    static final String START = "<|start|>";
    static final String CHANNEL = "<|channel|>";
    static final String MESSAGE = "<|message|>";
    static final String END = "<|end|>";

    /// What the template's `reasoning_effort` may be.
    private static final List<String> EFFORTS = List.of("low", "medium", "high");

    void check(Vocabulary vocabulary, Map<String, Object> kwargs) {
      for (String marker : List.of(START, CHANNEL, MESSAGE, END)) {
        if (vocabulary.special(marker).isEmpty()) {
          throw new IllegalArgumentException(
              "the harmony format needs the token "
                  + marker
                  + ", which this model's vocabulary lacks; choose another reasoning format");
        }
      }
      Object effort = kwargs.getOrDefault("reasoning_effort", "medium");
      if (!EFFORTS.contains(effort)) {
        throw new IllegalArgumentException(
            "reasoning_effort is \"" + effort + "\"; it must be low, medium or high");
      }
    }

    @Override
    public String name() {
      return "harmony";
    }

    @Override
    public Map<String, Object> kwargs(Mode mode) {
      return Map.of();
    }

    @Override
    public String complete(Mode mode, String rendered) {
      return switch (mode) {
        case THINK -> rendered;
        case NO_THINK -> rendered + opener(rendered) + forcedClose();
      };
    }

    @Override
    public String opener(String rendered) {
      return CHANNEL + "analysis" + MESSAGE;
    }

    @Override
    public String forcedClose() {
      return END + START + "assistant" + CHANNEL + "final" + MESSAGE;
    }

    @Override
    public Set<String> markers() {
      return Set.of(START, CHANNEL, MESSAGE, END);
    }
  }

  /// No thinking: everything is answer, and both modes are the same.
  record NoReasoning() implements ReasoningFormat {
    @Override
    public String name() {
      return "none";
    }

    @Override
    public Map<String, Object> kwargs(Mode mode) {
      return Map.of();
    }

    @Override
    public String complete(Mode mode, String rendered) {
      return rendered;
    }

    @Override
    public String opener(String rendered) {
      return "";
    }

    @Override
    public String forcedClose() {
      return "";
    }

    @Override
    public Set<String> markers() {
      return Set.of();
    }
  }
}
