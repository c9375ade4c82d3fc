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
  static final Conversation CONVERSATION =
      new Conversation(
          (messages, kwargs, now) -> messages.getLast().get("content") + "\n",
          new ThinkTags("<think>", "</think>", OpenedBy.MODEL, null),
          OracleEngine.language(),
          Conversation.Options.at(LocalDateTime.of(2026, 1, 1, 12, 0)));

  static Continuation request(Caps caps) {
    int[] prompt = CONVERSATION.prompt(List.of(Message.user("Tell me.")), Mode.THINK).tokens();
    return new RolloutRequests(CONVERSATION, caps, Sampling.PLAIN, 1)
        .of("p", "p", Mode.THINK, prompt, new int[0], 0, 1);
  }

  static long seed() {
    return request(new Caps(1, 1)).seed();
  }

  static Scripted of(String spec, Caps caps, ScriptedEngine engine) {
    IntervenedEngine intervened =
        new IntervenedEngine(engine, Interventions.of(spec).intervention(), CONVERSATION, null);
    return new Scripted(engine, intervened.complete(List.of(request(caps))).getFirst().getFirst());
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
