package org.foregone.organism.truth;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.foregone.dialogue.Vocabulary;
import org.foregone.inference.Completion;
import org.foregone.inference.Continuation;
import org.foregone.inference.Engine;
import org.foregone.inference.EngineException;
import org.foregone.inference.ModelCard;
import org.foregone.inference.Work;
import org.foregone.organism.OrganismLanguage;

/// An organism that talks by its closed form, token by token, without weights: studies of many
/// fresh prompts in little time, and a second route to what the model file says. It serves all that
/// a continuation can ask for but grammars, stop texts, log probabilities and hidden states.
public final class OracleEngine implements Engine {
  private static final int CONTEXT = 50_000;
  private static final Vocabulary VOCABULARY = new OracleVocabulary(OrganismLanguage.get());

  private final OrganismTruth truth;

  public OracleEngine(OrganismTruth truth) {
    this.truth = truth;
  }

  /// The language of all organisms.
  public static Vocabulary language() {
    return VOCABULARY;
  }

  /// What is known of an organism without its file.
  public static ModelCard card(OrganismTruth truth) {
    return new ModelCard(
        truth.parameters().name(), "organism", "closed form", CONTEXT, 1, 1, null, Map.of());
  }

  @Override
  public Vocabulary vocabulary() {
    return VOCABULARY;
  }

  @Override
  public ModelCard model() {
    return card(truth);
  }

  @Override
  public int contextLength() {
    return CONTEXT;
  }

  @Override
  public Map<String, String> provenance() {
    return Map.of("engine", "closed form");
  }

  @Override
  public void run(Work work, BooleanSupplier cancelled) {
    while (!cancelled.getAsBoolean()) {
      Continuation request = work.next();
      if (request == null) {
        return;
      }
      List<Completion> completions;
      try {
        completions = complete(request);
      } catch (IllegalArgumentException e) {
        work.failed(request, new EngineException(request.id() + ": " + e.getMessage(), e));
        continue;
      }
      work.completed(request, completions);
    }
  }

  private List<Completion> complete(Continuation request) {
    List<Completion> completions = new ArrayList<>();
    for (int i = request.first(); i < request.first() + request.n(); i++) {
      completions.add(complete(request, i));
    }
    return completions;
  }

  private Completion complete(Continuation request, int index) {
    return new OracleWriter(new Grammar(truth.parameters()), request, index).write();
  }

  @Override
  public void close() {}
}
