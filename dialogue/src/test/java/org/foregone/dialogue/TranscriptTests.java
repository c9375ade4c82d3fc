package org.foregone.dialogue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.foregone.dialogue.ReasoningFormat.Harmony;
import org.foregone.dialogue.ReasoningFormat.NoReasoning;
import org.foregone.dialogue.ReasoningFormat.OpenedBy;
import org.foregone.dialogue.ReasoningFormat.ThinkTags;
import org.foregone.dialogue.ThoughtReader.Phase;
import org.junit.jupiter.api.Test;

class TranscriptTests {
  private static final ThinkTags BY_MODEL =
      new ThinkTags("<think>", "</think>", OpenedBy.MODEL, "enable_thinking");
  private static final ThinkTags BY_TEMPLATE =
      new ThinkTags("<think>", "</think>", OpenedBy.TEMPLATE, null);

  private final SmallVocabulary qwen = SmallVocabulary.qwen();
  private final SmallVocabulary olmo = SmallVocabulary.olmo();
  private final SmallVocabulary harmony = SmallVocabulary.harmony();

  private static Conversation conversation(ReasoningFormat format, Vocabulary vocabulary) {
    return new Conversation(
        (messages, kwargs, now) -> "",
        format,
        vocabulary,
        Conversation.Options.at(LocalDateTime.of(2026, 1, 15, 10, 20)));
  }

  /// The parts as `open|thinking|close|answer|after closed ending`.
  private static String parts(Conversation conversation, int[] tokens, Transcript t) {
    return String.join(
            "|",
            conversation.text(tokens, t.open()),
            conversation.text(tokens, t.thinking()),
            conversation.text(tokens, t.close()),
            conversation.text(tokens, t.answer()),
            conversation.text(tokens, t.after()))
        + " "
        + t.closed()
        + " "
        + t.ending();
  }

  private static String split(ReasoningFormat format, SmallVocabulary vocabulary, String text) {
    Conversation conversation = conversation(format, vocabulary);
    int[] tokens = vocabulary.tokenize(text, true);
    return parts(conversation, tokens, conversation.split(Mode.THINK, tokens, false, -1));
  }

  @Test
  void theModelOpensAndClosesTheThought() {
    assertThat(split(BY_MODEL, qwen, "<think>\nOkay the.\n</think>\n\nSure."))
        .isEqualTo("<think>\n|Okay the.\n|</think>\n\n|Sure.| NATURAL ANSWERED");
    assertThat(split(BY_MODEL, qwen, "\n<think>\n\n</think>\n\nSure."))
        .isEqualTo("\n<think>\n\n||</think>\n\n|Sure.| NATURAL ANSWERED");
  }

  @Test
  void theTemplateOpenedTheThought() {
    assertThat(split(BY_TEMPLATE, qwen, "Okay\n</think>\n\nSure<|im_end|>\n"))
        .isEqualTo("|Okay\n|</think>\n\n|Sure|<|im_end|>\n NATURAL ANSWERED");
    assertThat(split(BY_TEMPLATE, qwen, "\nOkay")).isEqualTo("\n|Okay||| NONE THOUGHT_CUT");
    assertThat(split(BY_TEMPLATE, qwen, "</think>")).isEqualTo("||</think>|| NATURAL EMPTY");
  }

  @Test
  void aModelThatNeverOpensAThoughtOnlyAnswers() {
    assertThat(split(BY_MODEL, qwen, "Sure. <think>Okay</think>\n\nNo"))
        .isEqualTo("|||Sure. <think>Okay</think>\n\nNo| NONE ANSWERED");
    assertThat(split(BY_MODEL, qwen, "\n</think>\n\nSure"))
        .isEqualTo("\n||</think>\n\n|Sure| NATURAL ANSWERED");
    assertThat(split(BY_MODEL, qwen, "</thin ice")).isEqualTo("|||</thin ice| NONE ANSWERED");
    assertThat(split(BY_MODEL, qwen, "<thin ice")).isEqualTo("|||<thin ice| NONE ANSWERED");
  }

  @Test
  void unfinishedOrEmptyIsNoAnswer() {
    assertThat(split(BY_MODEL, qwen, "")).isEqualTo("|||| NONE THOUGHT_CUT");
    assertThat(split(BY_MODEL, qwen, "<thi")).isEqualTo("<thi|||| NONE THOUGHT_CUT");
    assertThat(split(BY_MODEL, qwen, "<think>\nOkay </thin"))
        .isEqualTo("<think>\n|Okay </thin||| NONE THOUGHT_CUT");
    assertThat(split(BY_MODEL, qwen, "<think>\nOkay</think>\n\n \n"))
        .isEqualTo("<think>\n|Okay|</think>\n\n \n|| NATURAL EMPTY");
    assertThat(split(new NoReasoning(), qwen, " \n")).isEqualTo("||| \n| NONE EMPTY");
  }

  @Test
  void aTurnEndedBeforeAnyThoughtIsEmpty() {
    assertThat(split(BY_MODEL, qwen, "<|im_end|>")).isEqualTo("||||<|im_end|> NONE EMPTY");
    assertThat(split(BY_MODEL, qwen, "\n<|im_end|>")).isEqualTo("||\n||<|im_end|> NONE EMPTY");
    assertThat(split(BY_MODEL, olmo, "<th<|im_end|>")).isEqualTo("||<th||<|im_end|> NONE EMPTY");
    assertThat(split(new Harmony(), harmony, "<|return|>")).isEqualTo("||||<|return|> NONE EMPTY");
    assertThat(split(new Harmony(), harmony, "<|channel|>analysis<|return|>"))
        .isEqualTo("||<|channel|>analysis||<|return|> NONE EMPTY");
    assertThat(split(BY_TEMPLATE, qwen, "<|im_end|>"))
        .as("the template has opened the thought")
        .endsWith("NONE THOUGHT_CUT");
  }

  @Test
  void aCapInTheAnswerCutsIt() {
    int[] tokens = qwen.tokenize("<think>Okay</think>\n\nSure", true);
    assertThat(conversation(BY_MODEL, qwen).split(Mode.THINK, tokens, true, -1).ending())
        .isEqualTo(Ending.ANSWER_CUT);
  }

  @Test
  void withoutThinkingEverythingIsAnswer() {
    int[] tokens = qwen.tokenize("Sure</think>", true);
    for (ReasoningFormat format : new ReasoningFormat[] {BY_MODEL, BY_TEMPLATE}) {
      Conversation conversation = conversation(format, qwen);
      assertThat(parts(conversation, tokens, conversation.split(Mode.NO_THINK, tokens, false, -1)))
          .isEqualTo("|||Sure</think>| NONE ANSWERED");
      assertThat(conversation.reader(Mode.NO_THINK).phase()).isEqualTo(Phase.ANSWER);
    }
  }

  @Test
  void tagsOfSeveralTokensAreFoundInTheBytes() {
    int[] tokens = olmo.tokens("<th", "ink", ">", "\n", "Okay", ".</", "think", ">\n\n", "Sure");
    Conversation conversation = conversation(BY_MODEL, olmo);
    assertThat(parts(conversation, tokens, conversation.split(Mode.THINK, tokens, false, -1)))
        .isEqualTo("<think>\n|Okay|.</think>\n\n|Sure| NATURAL ANSWERED");

    ThoughtReader reader = conversation.reader(Mode.THINK);
    assertThat(IntStream.of(tokens).mapToObj(reader::accept))
        .containsExactly(
            Phase.BEFORE,
            Phase.BEFORE,
            Phase.THINKING,
            Phase.THINKING,
            Phase.THINKING,
            Phase.CLOSING,
            Phase.CLOSING,
            Phase.ANSWER,
            Phase.ANSWER);
  }

  @Test
  void aFalseStartOfATagIsThinking() {
    int[] tokens = olmo.tokens("Okay", "</", "</", "think", "</th", "ink", ">\n\n", "Sure");
    Conversation conversation = conversation(BY_TEMPLATE, olmo);
    assertThat(parts(conversation, tokens, conversation.split(Mode.THINK, tokens, false, -1)))
        .isEqualTo("|Okay</</think|</think>\n\n|Sure| NATURAL ANSWERED");
  }

  @Test
  void charactersCutInTwoDoNotDisturbTheTags() {
    byte[] emoji = "🌍".getBytes(UTF_8);
    int[] tokens =
        IntStream.concat(
                IntStream.of(emoji[0] & 0xff, emoji[1] & 0xff),
                IntStream.of(qwen.tokens("</think>", "\n\n", "Sure")))
            .toArray();
    Conversation conversation = conversation(BY_TEMPLATE, qwen);
    Transcript transcript = conversation.split(Mode.THINK, tokens, false, -1);
    assertThat(transcript.thinking()).isEqualTo(new Span(0, 2));
    assertThat(conversation.text(tokens, transcript.thinking())).isEqualTo("�");
    assertThat(conversation.text(tokens, transcript.answer())).isEqualTo("Sure");
  }

  @Test
  void harmonyAnalysisThenFinal() {
    String closed = "<|end|><|start|>assistant<|channel|>final<|message|>";
    assertThat(
            split(
                new Harmony(),
                harmony,
                "<|channel|>analysis<|message|>Okay" + closed + "Sure<|return|>"))
        .isEqualTo(
            "<|channel|>analysis<|message|>|Okay|" + closed + "|Sure|<|return|> NATURAL ANSWERED");
  }

  @Test
  void harmonyAnalysisReopenedAndCommentaryAreThought() {
    String open = "<|channel|>analysis<|message|>";
    String thought =
        "Okay<|end|><|start|>assistant<|channel|>analysis<|message|>then<|end|><|start|>assistant"
            + " to=functions.f<|channel|>commentary code<|message|>{}";
    String closed = "<|end|><|start|>assistant<|channel|>final <|constrain|>json<|message|>";
    assertThat(split(new Harmony(), harmony, open + thought + closed + "Sure"))
        .isEqualTo(open + "|" + thought + "|" + closed + "|Sure| NATURAL ANSWERED");
    assertThat(split(new Harmony(), harmony, open + thought + "<|call|>"))
        .isEqualTo(open + "|" + thought + "<|call|>||| NONE THOUGHT_CUT");
  }

  @Test
  void harmonyGoingOnAfterTheAnswer() {
    String more = "<|end|><|start|>assistant<|channel|>commentary<|message|>more";
    assertThat(split(new Harmony(), harmony, "<|channel|>final<|message|>Sure" + more))
        .isEqualTo("||<|channel|>final<|message|>|Sure|" + more + " NONE ANSWERED");
    assertThat(split(new Harmony(), harmony, " to=functions.f<|channel|>commentary<|message|>{}"))
        .isEqualTo(" to=functions.f<|channel|>commentary<|message|>|{}||| NONE THOUGHT_CUT");
    assertThat(split(new Harmony(), harmony, "Sure, Okay"))
        .isEqualTo("|||Sure, Okay| NONE ANSWERED");
    assertThat(split(new Harmony(), harmony, "<|message|>Sure"))
        .isEqualTo("||<|message|>|Sure| NONE ANSWERED");
  }

  @Test
  void markersOfHarmonySpelledByOrdinaryTokensAreText() {
    int[] open = harmony.tokenize("<|channel|>analysis<|message|>", true);
    int[] spelled = "<|end|>".chars().toArray();
    int[] tokens = IntStream.concat(IntStream.of(open), IntStream.of(spelled)).toArray();
    Transcript transcript =
        conversation(new Harmony(), harmony).split(Mode.THINK, tokens, false, -1);
    assertThat(transcript.thinking()).isEqualTo(new Span(open.length, tokens.length));
  }

  @Test
  void harmonyNeedsItsTokens() {
    assertThatThrownBy(() -> conversation(new Harmony(), qwen))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("<|start|>")
        .hasMessageContaining("vocabulary lacks");
  }

  @Test
  void aThoughtCanBeClosedByForceAnywhere() {
    check(BY_MODEL, qwen, "<think>\nOkay the.\n");
    check(BY_TEMPLATE, qwen, "\nOkay the.\n");
    check(BY_TEMPLATE, olmo, "Okay x</th ink");
    check(new Harmony(), harmony, "<|channel|>analysis<|message|>Okay<|end|><|start|>assistant");
  }

  private static void check(ReasoningFormat format, SmallVocabulary vocabulary, String thought) {
    Conversation conversation = conversation(format, vocabulary);
    int[] close = conversation.forcedClose();
    assertThat(vocabulary.decode(close)).isEqualTo(format.forcedClose().getBytes(UTF_8));
    int[] before = vocabulary.tokenize(thought, true);
    int[] answer = vocabulary.tokenize("Sure</think>", true);
    for (int at = 0; at <= before.length; at++) {
      int[] tokens =
          Stream.of(Arrays.copyOf(before, at), close, answer).flatMapToInt(IntStream::of).toArray();
      Transcript transcript = conversation.split(Mode.THINK, tokens, true, at);
      assertThat(transcript.close()).isEqualTo(new Span(at, at + close.length));
      assertThat(transcript.answer()).isEqualTo(new Span(at + close.length, tokens.length));
      assertThat(transcript.closed()).isEqualTo(Close.FORCED);
      assertThat(transcript.ending()).isEqualTo(Ending.ANSWER_CUT);

      // An engine feeds the forced tokens to its reader like any others.
      ThoughtReader reader = conversation.reader(Mode.THINK);
      IntStream.of(tokens).limit(at).forEach(reader::accept);
      if (reader.phase() == Phase.BEFORE || reader.phase() == Phase.THINKING) {
        int markerEnd = -1;
        for (int i = 0; i < close.length; i++) {
          if (reader.accept(close[i]) == Phase.ANSWER && markerEnd < 0) {
            markerEnd = i + 1;
          }
        }
        assertThat(reader.phase()).isEqualTo(Phase.ANSWER);
        assertThat(vocabulary.decode(Arrays.copyOfRange(close, markerEnd, close.length)))
            .as("behind the marker")
            .matches(Splitter::isBlank);
      }
    }
  }

  @Test
  void aForcedCloseMustFitTheCompletion() {
    assertThatThrownBy(() -> conversation(BY_MODEL, qwen).split(Mode.THINK, new int[1], true, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not fit");
  }

  @Test
  void readerAndSplitAgreeOnRandomStreams() {
    agree(BY_MODEL, qwen, "<think>", "</think>", "\n", "\n\n", "Okay", "</", "think", ">\n\n");
    agree(BY_TEMPLATE, olmo, "<th", "ink", ">", "\n", ".</", "</", "think", ">\n\n", "</th", "x");
    agree(
        new Harmony(),
        harmony,
        "<|start|>",
        "assistant",
        "<|channel|>",
        "analysis",
        "final",
        "<|message|>",
        "<|end|>",
        "Okay",
        "<|return|>",
        " to",
        "=functions.f");
  }

  private static void agree(
      ReasoningFormat format, SmallVocabulary vocabulary, String... alphabet) {
    Random random = new Random(7);
    int[] letters = vocabulary.tokens(alphabet);
    Conversation conversation = conversation(format, vocabulary);
    int answers = 0;
    for (int round = 0; round < 3000; round++) {
      int[] tokens =
          random
              .ints(random.nextInt(30), 0, letters.length)
              .map(letter -> letters[letter])
              .toArray();
      Transcript transcript = conversation.split(Mode.THINK, tokens, false, -1);
      assertThat(transcript.after().end()).isEqualTo(tokens.length);

      ThoughtReader reader = conversation.reader(Mode.THINK);
      int first = -1;
      for (int i = 0; i < tokens.length; i++) {
        Phase phase = reader.accept(tokens[i]);
        assertThat(phase).isEqualTo(reader.phase());
        if (first < 0 && phase == Phase.ANSWER) {
          first = i + 1;
        }
      }
      assertThat(transcript.ending() == Ending.THOUGHT_CUT).isEqualTo(first < 0);
      if (transcript.closed() == Close.NATURAL) {
        answers++;
        // What lies between is white space, counted to the close.
        assertThat(
                new String(
                    vocabulary.decode(
                        Arrays.copyOfRange(tokens, first, transcript.answer().start())),
                    UTF_8))
            .isBlank();
      }
    }
    assertThat(answers).as("streams with a closed thought").isGreaterThan(20);
  }

  @Test
  void theByteMatcherFindsWhatIndexOfFinds() {
    Random random = new Random(3);
    for (int round = 0; round < 2000; round++) {
      String marker = letters(random, 1 + random.nextInt(6));
      String text = letters(random, 60);
      ByteMatcher matcher = new ByteMatcher(marker.getBytes(UTF_8));
      int start = -1;
      for (int i = 0; i < text.length() && start < 0; i++) {
        if (matcher.accept((byte) text.charAt(i), i)) {
          start = matcher.start();
        }
      }
      assertThat(start).as(marker + " in " + text).isEqualTo(text.indexOf(marker));
    }
  }

  private static String letters(Random random, int length) {
    return random
        .ints(length, 'a', 'c')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void bansKeepAThoughtOpen() {
    assertThat(conversation(BY_MODEL, qwen).keepOpenBans())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.of(qwen.tokens("<|im_end|>", "<|endoftext|>", "</think>")).boxed().toList());
    assertThat(conversation(BY_TEMPLATE, olmo).keepOpenBans())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.of(olmo.tokens("<|im_end|>", "<|endoftext|>", "</", ".</", " x</", "</th"))
                .boxed()
                .toList());
    assertThat(conversation(new Harmony(), harmony).keepOpenBans())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.of(harmony.tokens("<|return|>", "<|call|>", "<|end|>", "<|start|>"))
                .boxed()
                .toList());
  }
}
