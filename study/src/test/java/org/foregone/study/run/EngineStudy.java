package org.foregone.study.run;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.Vocabulary;
import org.foregone.inference.Engine;
import org.foregone.inference.LlamaOptions;
import org.foregone.inference.LocalModel;
import org.foregone.inference.ModelCard;
import org.foregone.inference.Sampling;
import org.foregone.judging.Judge;
import org.foregone.organism.Preset;
import org.foregone.organism.compile.OrganismCompiler;
import org.foregone.study.StudyListener;
import org.foregone.study.config.ConfigSources;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Findings;
import org.foregone.study.store.StudyFolder;
import org.jspecify.annotations.Nullable;

/// Studies of compiled organisms through llama.cpp, hidden states included.
record EngineStudy(LocalModel model) implements AutoCloseable {

  static EngineStudy of(Preset preset, Path folder) {
    Path file = folder.resolve(preset.label() + ".gguf");
    OrganismCompiler.write(preset.parameters(), file);
    return new EngineStudy(LocalModel.open(file));
  }

  Setup setup(Path folder, List<Prompt> prompts, Judge judge, List<String> sets) {
    return setup(folder, prompts, judge, sets, null);
  }

  /// @param format name of the reasoning format; null for the model's own
  Setup setup(
      Path folder, List<Prompt> prompts, Judge judge, List<String> sets, @Nullable String format) {
    return new Setup(
        "test",
        new StudyFolder(folder),
        new ConfigSources(null, Map.of(), sets, Map.of()).resolve(),
        prompts,
        new Loaded(model),
        Conversation.of(
            format,
            String.valueOf(model.card().chatTemplate()),
            model.vocabulary(),
            Conversation.Options.at(LocalDateTime.of(2026, 1, 1, 12, 0))),
        List.of(judge),
        Map.of());
  }

  static Findings run(Setup setup) {
    return new StudyRunner(setup, Sampling.PLAIN).run(StudyListener.SILENT, () -> false, Map.of());
  }

  private record Loaded(LocalModel model) implements StudyModel {
    @Override
    public ModelCard card() {
      return model.card();
    }

    @Override
    public Vocabulary vocabulary() {
      return model.vocabulary();
    }

    @Override
    public Map<String, String> provenance() {
      return Map.of("model.sha256", model.card().name());
    }

    @Override
    public Engine engine(int contextLength, OptionalInt threads) {
      return model.engine(LlamaOptions.defaults(contextLength, 1));
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
