package org.foregone.study.intervention;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.Message;
import org.foregone.dialogue.Mode;
import org.foregone.dialogue.ReasoningFormat.OpenedBy;
import org.foregone.dialogue.ReasoningFormat.ThinkTags;
import org.foregone.dialogue.Span;
import org.foregone.inference.Completion;
import org.foregone.inference.Completion.Amended;
import org.foregone.inference.Continuation;
import org.foregone.inference.Sampling;
import org.foregone.organism.truth.OracleEngine;
import org.foregone.study.config.StudyConfig.Caps;
import org.foregone.study.outcome.RolloutRequests;

/// One rollout of a [ScriptedEngine] under an intervention.
record Scripted(ScriptedEngine engine, Completion completion) {
  static final Conversation CONVERSATION = conversation("</think>");

  /// @param close that ends a thought; one token, or letters that are a token each
  static Conversation conversation(String close) {
    return new Conversation(
        (messages, kwargs, now) -> messages.getLast().get("content") + "\n",
        new ThinkTags("<think>", close, OpenedBy.MODEL, null),
        OracleEngine.language(),
        Conversation.Options.at(LocalDateTime.of(2026, 1, 1, 12, 0)));
  }

  static Continuation request(Caps caps) {
    return request(CONVERSATION, caps);
  }

  private static Continuation request(Conversation conversation, Caps caps) {
    int[] prompt = conversation.prompt(List.of(Message.user("Tell me.")), Mode.THINK).tokens();
    return new RolloutRequests(conversation, caps, Sampling.PLAIN, 1)
        .of("p", "p", Mode.THINK, prompt, new int[0], 0, 1);
  }

  static long seed() {
    return request(new Caps(1, 1)).seed();
  }

  static Scripted of(String spec, Caps caps, ScriptedEngine engine) {
    return of(spec, CONVERSATION, caps, engine);
  }

  static Scripted of(String spec, Conversation conversation, Caps caps, ScriptedEngine engine) {
    IntervenedEngine intervened =
        new IntervenedEngine(engine, Interventions.of(spec).intervention(), conversation, null);
    Continuation request = request(conversation, caps);
    return new Scripted(engine, intervened.complete(List.of(request)).getFirst().getFirst());
  }

  String text() {
    return CONVERSATION.text(completion.tokens(), new Span(0, completion.tokens().length));
  }

  Amended amended() {
    return Objects.requireNonNull(completion.amended());
  }

  /// `at+length-dropped`, one a place.
  List<String> insertions() {
    return amended().insertions().stream()
        .map(
            i ->
                i.at()
                    + "+"
                    + i.length()
                    + "-"
                    + CONVERSATION.text(i.dropped(), new Span(0, i.dropped().length)))
        .toList();
  }
}
