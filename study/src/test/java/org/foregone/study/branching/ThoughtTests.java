package org.foregone.study.branching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.foregone.dialogue.Close;
import org.foregone.dialogue.Span;
import org.foregone.dialogue.Vocabulary;
import org.foregone.fixtures.Fixtures;
import org.foregone.inference.Continuation;
import org.foregone.inference.LlamaEngine;
import org.foregone.inference.LlamaOptions;
import org.foregone.inference.LocalModel;
import org.foregone.inference.Sampling;
import org.foregone.study.store.Cut;
import org.foregone.study.store.Trace;
import org.foregone.study.store.Way;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A cut thought is a prefix of its own tokens, whatever the text would be tokenised to.
final class ThoughtTests {
  private static Cut cut(int at, int omitted) {
    return new Cut("p", "lockin", 0, at, omitted, Way.CLOSE);
  }

  private static Trace trace(int[] tokens, int start, int end) {
    return new Trace(
        0,
        tokens,
        new Span(start, end),
        new Span(tokens.length, tokens.length),
        Close.NATURAL,
        false,
        null);
  }

  @Test
  @Tag("fixtures")
  void realThoughtsWithEmojiAndHalfCharactersAreCutAtTheirOwnTokens() {
    try (LocalModel model = LocalModel.open(Fixtures.require("models/smolthink-135m-q5_0.gguf"));
        LlamaEngine engine = model.engine(LlamaOptions.defaults(512, 1).withWidth(1))) {
      Vocabulary vocabulary = model.vocabulary();
      int[] prompt = vocabulary.tokenize("Is it safe? 🧑🏽‍🚒 Let me think: é, 漢字, 🙂", false);
      int[] said =
          engine
              .complete(
                  List.of(
                      Continuation.of("thought", prompt, 3, 1, new Sampling(1.5, 1, 0, 0), 60)
                          .ignoringEnd()))
              .getFirst()
              .getFirst()
              .tokens();
      int[] emoji = vocabulary.tokenize(" 🧑🏽‍🚒🔥 ünïcödé 漢字", false);
      int[] tokens = IntStream.concat(Arrays.stream(said), Arrays.stream(emoji)).toArray();
      Thought thought = new Thought(prompt, trace(tokens, 2, tokens.length), new int[0]);
      boolean halves = false;
      for (int at = 0; at <= thought.length(); at++) {
        int[] before = thought.before(cut(at, Cut.WHOLE));
        assertThat(before).isEqualTo(Arrays.copyOf(tokens, 2 + at));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int token : before) {
          bytes.writeBytes(vocabulary.bytes(token));
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        halves |= text.endsWith("\uFFFD");
      }
      assertThat(halves).as("some cut is inside a character").isTrue();
    }
  }

  @Test
  void whatIsBehindTheEndComesFromTheExtension() {
    int[] tokens = {9, 1, 2, 3, 8};
    Thought thought = new Thought(new int[] {7}, trace(tokens, 1, 4), new int[] {4, 5});
    assertThat(thought.before(cut(2, Cut.WHOLE))).containsExactly(9, 1, 2);
    assertThat(thought.before(cut(5, Cut.WHOLE))).containsExactly(9, 1, 2, 3, 4, 5);
    assertThatThrownBy(() -> thought.before(cut(6, Cut.WHOLE)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSegmentIsLeftOutAndAllOthersStay() {
    int[] tokens = {9, 1, 2, 3, 4, 8};
    Thought thought =
        new Thought(
            new int[] {7},
            trace(tokens, 1, 5),
            new int[0],
            List.of(new Span(0, 1), new Span(1, 3), new Span(3, 4)));
    assertThat(thought.before(cut(4, 1))).containsExactly(9, 1, 4);
    assertThat(thought.before(cut(4, 0))).containsExactly(9, 2, 3, 4);
    assertThat(thought.before(cut(4, Cut.WHOLE))).containsExactly(9, 1, 2, 3, 4);
  }
}
