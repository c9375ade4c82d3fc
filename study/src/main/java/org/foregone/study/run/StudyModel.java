package org.foregone.study.run;

import java.util.Map;
import java.util.OptionalInt;
import org.foregone.dialogue.Vocabulary;
import org.foregone.inference.Engine;
import org.foregone.inference.ModelCard;

/// A loaded model that has no engine yet: how long the engine's context must be follows from
/// prompts that the model's tokenizer has to count.
public interface StudyModel {
  ModelCard card();

  Vocabulary vocabulary();

  /// Which file this is: `model.file`, `model.sha256`.
  Map<String, String> provenance();

  /// @param contextLength longest sequence in tokens
  /// @param threads that the study's stored rows were made with; empty: as configured, or what
  ///     suits
  ///     this machine
  Engine engine(int contextLength, OptionalInt threads);
}
