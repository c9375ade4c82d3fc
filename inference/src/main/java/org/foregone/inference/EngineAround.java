package org.foregone.inference;

import java.util.Map;
import org.foregone.dialogue.Vocabulary;

/// An engine around another one: all but how it serves work is the other's.
public interface EngineAround extends Engine {
  Engine within();

  @Override
  default Vocabulary vocabulary() {
    return within().vocabulary();
  }

  @Override
  default ModelCard model() {
    return within().model();
  }

  @Override
  default int contextLength() {
    return within().contextLength();
  }

  @Override
  default Map<String, String> provenance() {
    return within().provenance();
  }

  @Override
  default boolean capturesStates() {
    return within().capturesStates();
  }

  @Override
  default void close() {
    within().close();
  }
}
