package org.foregone.study.run;

import java.util.List;
import java.util.Map;
import org.foregone.dialogue.Conversation;
import org.foregone.judging.Judge;
import org.foregone.study.config.ResolvedConfig;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.StudyFolder;

/// All that a run needs, each part checked by itself.
///
/// @param name of the study in its findings
/// @param prompts as read and chosen
/// @param conversation the model's template and reasoning format with the study's options
/// @param judges at least one
/// @param provenance further facts for the store: program and Java version, template hash
public record Setup(
    String name,
    StudyFolder folder,
    ResolvedConfig config,
    List<Prompt> prompts,
    StudyModel model,
    Conversation conversation,
    List<Judge> judges,
    Map<String, String> provenance) {
  public Setup {
    prompts = List.copyOf(prompts);
    judges = List.copyOf(judges);
    provenance = Map.copyOf(provenance);
  }
}
