package org.foregone.study.run;

import java.util.List;
import java.util.Map;
import org.foregone.dialogue.Conversation;
import org.foregone.judging.Judge;
import org.foregone.judging.StanceJudges;
import org.foregone.judging.StancePanel;
import org.foregone.study.config.ResolvedConfig;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.StudyFolder;
import org.jspecify.annotations.Nullable;

/// All that a run needs, each part checked by itself.
///
/// @param name of the study in its findings
/// @param prompts as read and chosen
/// @param conversation the model's template and reasoning format with the study's options
/// @param judges at least one
/// @param stances who judges the stances of segments
/// @param stanceModel that the stance judge `llm` asks; null for the model under study
/// @param provenance further facts for the store: program and Java version, template hash
public record Setup(
    String name,
    StudyFolder folder,
    ResolvedConfig config,
    List<Prompt> prompts,
    StudyModel model,
    Conversation conversation,
    List<Judge> judges,
    StancePanel stances,
    @Nullable OtherModel stanceModel,
    Map<String, String> provenance) {
  public Setup {
    prompts = List.copyOf(prompts);
    judges = List.copyOf(judges);
    provenance = Map.copyOf(provenance);
  }

  /// The same with another way of talking.
  Setup with(Conversation other) {
    return new Setup(
        name, folder, config, prompts, model, other, judges, stances, stanceModel, provenance);
  }

  /// With the stance judges that the configuration names and no other model.
  public Setup(
      String name,
      StudyFolder folder,
      ResolvedConfig config,
      List<Prompt> prompts,
      StudyModel model,
      Conversation conversation,
      List<Judge> judges,
      Map<String, String> provenance) {
    this(
        name,
        folder,
        config,
        prompts,
        model,
        conversation,
        judges,
        new StancePanel(
            config.config().deliberation().judges().stream().map(StanceJudges::named).toList()),
        null,
        provenance);
  }
}
