package org.foregone.study.run;

import java.time.LocalDateTime;
import java.util.Map;
import java.util.OptionalInt;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.ReasoningFormat;
import org.foregone.dialogue.Vocabulary;
import org.foregone.inference.Engine;
import org.foregone.inference.ModelCard;
import org.foregone.organism.Preset;
import org.foregone.organism.truth.OracleEngine;
import org.foregone.organism.truth.OrganismTruth;

/// An organism that talks by its closed form: real rollouts, token by token, without a model file.
record OrganismModel(OrganismTruth truth) implements StudyModel {
  static OrganismModel of(Preset preset) {
    return new OrganismModel(new OrganismTruth(preset.parameters()));
  }

  Conversation conversation() {
    return new Conversation(
        (messages, kwargs, now) ->
            "<|user|>\n"
                + messages.getLast().get("content")
                + "<|end|>\n<|assistant|>\n"
                + (Boolean.FALSE.equals(kwargs.get("enable_thinking"))
                    ? "<think>\n\n</think>\n\n"
                    : ""),
        new ReasoningFormat.ThinkTags(
            "<think>", "</think>", ReasoningFormat.OpenedBy.MODEL, "enable_thinking"),
        vocabulary(),
        Conversation.Options.at(LocalDateTime.of(2026, 1, 1, 12, 0)));
  }

  @Override
  public ModelCard card() {
    return OracleEngine.card(truth);
  }

  @Override
  public Map<String, String> provenance() {
    return Map.of("model.sha256", truth.parameters().name());
  }

  @Override
  public Vocabulary vocabulary() {
    return OracleEngine.language();
  }

  @Override
  public Engine engine(int contextLength, OptionalInt threads) {
    return new OracleEngine(truth);
  }
}
