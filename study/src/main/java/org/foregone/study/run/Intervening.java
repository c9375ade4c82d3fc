package org.foregone.study.run;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.foregone.dialogue.Conversation;
import org.foregone.inference.Engine;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.config.Experiments;
import org.foregone.study.config.StudyConfig;
import org.foregone.study.config.StudyConfig.Caps;
import org.foregone.study.intervention.IntervenedEngine;
import org.foregone.study.intervention.Intervention;
import org.foregone.study.intervention.Interventions;
import org.jspecify.annotations.Nullable;

/// The study's intervention and the model it is done to.
///
/// @param conversation under the intervention
/// @param caps likewise
/// @param push what it adds to hidden states, or null
record Intervening(
    Interventions.Chosen chosen,
    Conversation conversation,
    Caps caps,
    Intervention.@Nullable Push push) {
  /// Keys of the provenance.
  static final String NAME = "intervention";

  static final String VECTOR = "intervention.vector";

  /// @throws StudyException when there is no such intervention, or not for this model
  static Intervening of(Setup setup) {
    StudyConfig config = setup.config().config();
    Conversation own = setup.conversation();
    Interventions.Chosen chosen = Interventions.of(config.intervention());
    Intervention intervention = chosen.intervention();
    if (chosen.none()) {
      return new Intervening(chosen, own, config.caps(), null);
    }
    if (intervention.actsInThought() && own.forcedClose().length == 0) {
      throw new StudyException(
          Kind.CONFIGURATION,
          "intervention %s acts in a thought, and this model has none (reasoning format %s)"
              .formatted(chosen.spec(), own.format().name()),
          "choose its format with --reasoning-format, or another intervention");
    }
    if (intervention.steers() && config.experiments().contains(Experiments.STEERING)) {
      throw new StudyException(
          Kind.CONFIGURATION,
          "intervention %s: the steering experiment cannot steer a model that is steered"
              .formatted(chosen.spec()),
          "leave steering out of experiments");
    }
    Intervention.Push push = intervention.push(setup.model().card());
    try {
      intervention.words().forEach(words -> own.inserted(words, new int[0]));
      return new Intervening(
          chosen, own.with(intervention::over), intervention.over(config.caps()), push);
    } catch (IllegalArgumentException e) {
      throw new StudyException(
          Kind.CONFIGURATION,
          "intervention %s: %s".formatted(chosen.spec(), e.getMessage()),
          "write it without the model's own markers");
    }
  }

  /// The model under it.
  Engine over(Engine engine) {
    return chosen.none()
        ? engine
        : new IntervenedEngine(engine, chosen.intervention(), conversation, push);
  }

  /// Tokens of a question that may be asked behind a thought, with its answer.
  int aside() {
    return chosen.intervention().aside(conversation);
  }

  /// What of it must be the same for all rows of a study.
  Map<String, String> provenance() {
    return push == null
        ? Map.of(NAME, chosen.identity())
        : Map.of(NAME, chosen.identity(), VECTOR, hash(push));
  }

  private static String hash(Intervention.Push push) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + Float.BYTES * push.vector().length);
    bytes.putInt(push.block());
    bytes.asFloatBuffer().put(push.vector());
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
