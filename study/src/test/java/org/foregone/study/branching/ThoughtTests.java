package org.foregone.study.branching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.foregone.dialogue.Close;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.Message;
import org.foregone.dialogue.Mode;
import org.foregone.dialogue.Span;
import org.foregone.dialogue.Vocabulary;
import org.foregone.fixtures.Fixtures;
import org.foregone.inference.Completion;
import org.foregone.inference.Continuation;
import org.foregone.inference.Engine;
import org.foregone.inference.LlamaEngine;
import org.foregone.inference.LlamaOptions;
import org.foregone.inference.LocalModel;
import org.foregone.inference.Sampling;
import org.foregone.judging.OrganismJudge;
import org.foregone.judging.Panel;
import org.foregone.study.Intent;
import org.foregone.study.config.StudyConfig.Caps;
import org.foregone.study.outcome.RolloutReader;
import org.foregone.study.outcome.RolloutRequests;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Cut;
import org.foregone.study.store.Rollout;
import org.foregone.study.store.Trace;
import org.foregone.study.store.Way;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A cut thought is a prefix of its own tokens, whatever the text would be tokenised to.
final class ThoughtTests {
  private static final Prompt PROMPT =
      new Prompt("p", Intent.BENIGN, "made", "", "Is it safe?", "made", 1);

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

  /// What the engine is asked from each place of a real thought with emoji behind it, whose
  /// characters are of several tokens.
  @Test
  @Tag("fixtures")
  void realThoughtsWithEmojiAndHalfCharactersAreCutAtTheirOwnTokens() {
    try (LocalModel model = LocalModel.open(Fixtures.require("models/smolthink-135m-q5_0.gguf"));
        LlamaEngine engine = model.engine(LlamaOptions.defaults(512, 1).withWidth(1))) {
      Vocabulary vocabulary = model.vocabulary();
      Conversation conversation = conversation(model);
      int[] prompt =
          conversation
              .prompt(List.of(Message.user("Is it safe? 🧑🏽‍🚒 é, 漢字")), Mode.THINK)
              .tokens();
      int[] emoji = vocabulary.tokenize(" 🧑🏽‍🚒🔥 ünïcödé 漢字 🙂", false);
      int[] tokens = joined(joined(thought(engine, conversation, prompt), emoji), emoji);
      Rollout rollout =
          new RolloutReader(conversation, new Panel(List.of(OrganismJudge.exact())))
              .read(PROMPT, Mode.THINK, 0, 3, tokens, Completion.Finish.LENGTH, -1);
      Thought thought =
          new Thought(
              prompt,
              trace(tokens, rollout.thinking().start(), rollout.thinking().end()),
              new int[0]);
      assertThat(thought.length()).isGreaterThan(80);
      Sampler sampler = sampler(conversation);
      int start = prompt.length + rollout.thinking().start();
      String whole = text(vocabulary, joined(prompt, tokens));
      int halves = 0;
      int others = 0;
      for (int at = 0; at <= thought.length(); at++) {
        int[] before = Arrays.copyOf(joined(prompt, tokens), start + at);
        int[] goesOn =
            sampler.ask(thought, new Cut("p", "lockin", 0, at, Way.GO_ON), 0, 1).prefix();
        assertThat(goesOn).isEqualTo(before);
        int[] closed = sampler.ask(thought, cut(at, Cut.WHOLE), 0, 1).prefix();
        // at its own end with the model's close: here none, for it was stopped
        int[] close = at == thought.length() ? new int[0] : conversation.forcedClose();
        assertThat(closed).isEqualTo(joined(before, close));

        String text = text(vocabulary, before);
        String characters = text.replaceAll("\uFFFD+$", "");
        assertThat(whole).as("what is before a half character stays").startsWith(characters);
        halves += characters.equals(text) ? 0 : 1;
        others += Arrays.equals(vocabulary.tokenize(text, true), before) ? 0 : 1;
      }
      assertThat(halves).as("cuts inside a character").isGreaterThan(5);
      assertThat(others).as("cuts whose text has other ids").isGreaterThanOrEqualTo(halves);
    }
  }

  private static Conversation conversation(LocalModel model) {
    return Conversation.of(
        null,
        Objects.requireNonNull(model.card().chatTemplate()),
        model.vocabulary(),
        Conversation.Options.at(LocalDateTime.of(2026, 1, 1, 12, 0)));
  }

  /// Kept open, so that all of it is thought.
  private static int[] thought(Engine engine, Conversation conversation, int[] prompt) {
    Map<Integer, Float> open = new HashMap<>();
    conversation.keepOpenBans().forEach(token -> open.put(token, Float.NEGATIVE_INFINITY));
    return engine
        .complete(
            List.of(Continuation.of("thought", prompt, 3, 1, Sampling.PLAIN, 80).withBias(open)))
        .getFirst()
        .getFirst()
        .tokens();
  }

  private static Sampler sampler(Conversation conversation) {
    return new Sampler(
        new RolloutReader(conversation, new Panel(List.of(OrganismJudge.exact()))),
        new RolloutRequests(conversation, new Caps(400, 48), Sampling.PLAIN, 1));
  }

  private static String text(Vocabulary vocabulary, int[] tokens) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int token : tokens) {
      bytes.writeBytes(vocabulary.bytes(token));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int[] joined(int[] head, int[] tail) {
    return IntStream.concat(Arrays.stream(head), Arrays.stream(tail)).toArray();
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
