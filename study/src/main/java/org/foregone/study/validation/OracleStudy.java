package org.foregone.study.validation;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.Vocabulary;
import org.foregone.inference.Engine;
import org.foregone.inference.ModelCard;
import org.foregone.inference.Sampling;
import org.foregone.judging.OrganismJudge;
import org.foregone.organism.OrganismLanguage;
import org.foregone.organism.OrganismPrompt;
import org.foregone.organism.PromptGenerator;
import org.foregone.organism.truth.OracleEngine;
import org.foregone.organism.truth.OrganismTruth;
import org.foregone.study.Intent;
import org.foregone.study.StudyListener;
import org.foregone.study.config.ConfigSources;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.run.Setup;
import org.foregone.study.run.StudyModel;
import org.foregone.study.run.StudyRunner;
import org.foregone.study.store.Findings;
import org.foregone.study.store.StudyFolder;

/// One study of an organism that talks by its closed form: all that a real one does, without a
/// model file.
public final class OracleStudy {
  private static final int NOISE = 6;

  private OracleStudy() {}

  /// Prompts of one seed. Words that no organism reads keep them from being near-duplicates, which
  /// would count as one.
  public static List<OrganismPrompt> fresh(int count, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    return new PromptGenerator(seed)
        .next(count).stream()
            .map(p -> new OrganismPrompt(p.id(), p.text() + noise(random), p.harmful(), p.group()))
            .toList();
  }

  private static String noise(RandomGenerator random) {
    return random
        .ints(NOISE, 0, 1 << 20)
        .mapToObj(n -> " " + Integer.toString(n | 1 << 20, 26).replaceAll("[0-9]", "q"))
        .collect(Collectors.joining());
  }

  /// Runs it.
  ///
  /// @param truth whose closed form talks
  /// @param folder that nobody else uses
  /// @param settings `key=value`
  public static Findings run(
      OrganismTruth truth, List<OrganismPrompt> prompts, Path folder, List<String> settings) {
    Vocabulary vocabulary = OracleEngine.language();
    Conversation conversation =
        Conversation.of(
            null,
            OrganismLanguage.CHAT_TEMPLATE,
            vocabulary,
            Conversation.Options.at(LocalDateTime.of(2026, 1, 1, 12, 0)));
    Setup setup =
        new Setup(
            truth.parameters().name(),
            new StudyFolder(folder),
            new ConfigSources(null, Map.of(), settings, Map.of()).resolve(),
            asked(prompts),
            new Oracle(truth),
            conversation,
            List.of(OrganismJudge.exact()),
            Map.of());
    return new StudyRunner(setup, Sampling.PLAIN).run(StudyListener.SILENT, () -> false, Map.of());
  }

  private static List<Prompt> asked(List<OrganismPrompt> prompts) {
    List<Prompt> asked = new ArrayList<>();
    for (OrganismPrompt p : prompts) {
      Intent intent = p.harmful() ? Intent.HARMFUL : Intent.BENIGN;
      asked.add(
          new Prompt(p.id(), intent, "fresh", p.group(), p.text(), "drawn", asked.size() + 1));
    }
    return asked;
  }

  private record Oracle(OrganismTruth truth) implements StudyModel {
    @Override
    public ModelCard card() {
      return OracleEngine.card(truth);
    }

    @Override
    public Vocabulary vocabulary() {
      return OracleEngine.language();
    }

    @Override
    public Map<String, String> provenance() {
      return Map.of("model.sha256", truth.parameters().name());
    }

    @Override
    public Engine engine(int contextLength, OptionalInt threads) {
      return new OracleEngine(truth);
    }
  }
}
