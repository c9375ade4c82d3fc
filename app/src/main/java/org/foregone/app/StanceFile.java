package org.foregone.app;

import java.nio.file.Path;
import java.util.Map;
import org.foregone.dialogue.Conversation;
import org.foregone.inference.LlamaOptions;
import org.foregone.inference.LocalModel;
import org.foregone.study.config.StudyConfig;
import org.foregone.study.config.StudyConfig.DialogueChoice;
import org.foregone.study.config.StudyConfig.EngineChoice;
import org.foregone.study.run.OtherModel;

/// The model that judges stances, in a file of its own: its own template, the study's library and
/// threads.
///
/// @param stop what makes its engine take no more work
record StanceFile(Path file, StudyConfig config, Interruption stop) implements OtherModel {
  private static final int CONTEXT = 8_192;
  private static final int WIDTH = 8;

  @Override
  public Map<String, String> provenance() {
    return Map.of("file", file.toString(), "sha256", LoadedModel.sha256(file));
  }

  @Override
  public Opened open() {
    EngineChoice choice = config.engine();
    LocalModel model =
        LocalModel.open(file, choice.llamaLib(), choice.cpuVariant(), choice.gpuLayers());
    try {
      Conversation conversation =
          Conversations.of(
                  Conversations.template(null, model.card().chatTemplate()),
                  model.vocabulary(),
                  new DialogueChoice(null, null, Map.of(), null, config.dialogue().date(), true))
              .plain();
      LlamaOptions options =
          LlamaOptions.defaults(
                  Math.min(CONTEXT, model.card().trainedContext()),
                  choice.threads().orElseGet(model::threads))
              .withWidth(WIDTH);
      return new Opened(
          conversation, new StoppableEngine(model.engine(options), stop), model::close);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }
}
