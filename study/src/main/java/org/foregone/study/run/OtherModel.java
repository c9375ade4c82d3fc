package org.foregone.study.run;

import java.util.Map;
import org.foregone.dialogue.Conversation;
import org.foregone.inference.Engine;

/// A model besides the one under study. It is opened when something is first asked of it.
public interface OtherModel {

  /// Which file this is: `file`, `sha256`.
  Map<String, String> provenance();

  Opened open();

  /// @param conversation its own template, no system prompt
  /// @param closing lets go of the model once the engine is closed
  record Opened(Conversation conversation, Engine engine, Runnable closing)
      implements AutoCloseable {
    @Override
    public void close() {
      engine.close();
      closing.run();
    }
  }
}
