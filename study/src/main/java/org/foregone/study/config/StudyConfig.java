package org.foregone.study.config;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.foregone.inference.Adapter;
import org.foregone.inference.Sampling;
import org.foregone.study.store.Change;
import org.foregone.study.store.Way;
import org.jspecify.annotations.Nullable;

/// A study's choices, checked. Built by [ConfigSources].
///
/// @param lora adapters put on the model
/// @param experiments names of [Experiments], in its order
/// @param seed not negative
/// @param judges names, at least one
/// @param intervention as `NAME[:key=value,...]`; empty for none
/// @param halfStates store hidden states as bfloat16
public record StudyConfig(
    @Nullable Path model,
    List<Adapter> lora,
    PromptChoice prompts,
    List<String> experiments,
    int rollouts,
    Stopping stopping,
    long seed,
    Caps caps,
    SamplingChoice sampling,
    List<String> judges,
    String intervention,
    DialogueChoice dialogue,
    ForesightChoice foresight,
    SeparabilityChoice separability,
    SteeringChoice steering,
    LockinChoice lockin,
    DeliberationChoice deliberation,
    CausalityChoice causality,
    boolean halfStates,
    EngineChoice engine) {

  /// @param harmful files whose prompts are all harmful
  /// @param mixed files whose rows say their intent
  /// @param benchmarks take only these; empty takes all
  /// @param limit at most so many of each file
  /// @param ids take only these; empty takes all
  public record PromptChoice(
      List<Path> harmful,
      List<Path> benign,
      List<Path> mixed,
      List<String> benchmarks,
      OptionalInt limit,
      List<String> ids) {}

  /// When a prompt has enough rollouts.
  public enum Stopping {
    FIXED,
    /// Stop when a 95% Jeffreys interval of the refusal rate leaves 1/2.
    MAJORITY
  }

  /// In tokens.
  public record Caps(int thinking, int answer) {}

  /// What was chosen of a sampler; the rest is as the model's family is published.
  public record SamplingChoice(
      OptionalDouble temperature, OptionalDouble topP, OptionalInt topK, OptionalDouble minP) {
    public Sampling over(Sampling family) {
      return new Sampling(
          temperature.orElse(family.temperature()),
          topP.orElse(family.topP()),
          topK.orElse(family.topK()),
          minP.orElse(family.minP()));
    }
  }

  /// @param textAsContent a prompt's text never becomes control tokens
  public record DialogueChoice(
      @Nullable String systemPrompt,
      @Nullable Path template,
      Map<String, Object> templateKwargs,
      @Nullable String reasoningFormat,
      LocalDateTime date,
      boolean textAsContent) {
    public DialogueChoice withSystemPrompt(@Nullable String prompt) {
      return new DialogueChoice(
          prompt, template, templateKwargs, reasoningFormat, date, textAsContent);
    }
  }

  /// @param layers as transformers counts; empty for the usual five
  /// @param anchors along the prompt, the first thinking token not counted
  /// @param components of the probe; 0 for no PCA
  /// @param c inverse strength of its regularisation
  public record ForesightChoice(
      List<Integer> layers, int anchors, int folds, int components, double c, int permutations) {}

  /// @param layers as transformers counts; empty for the last
  /// @param rollouts traces of each prompt
  public record SeparabilityChoice(List<Integer> layers, int rollouts, int permutations) {}

  /// @param layer after how many blocks; empty for half of them
  /// @param doses in standard deviations, ascending
  /// @param randomDirections to compare with
  /// @param limit at most so many prompts of each intent
  public record SteeringChoice(
      OptionalInt layer, List<Double> doses, int randomDirections, int rollouts, int limit) {}

  /// @param cuts in percent of a thought's tokens, ascending
  /// @param ways at least one
  /// @param traces cut, of each prompt
  /// @param branches from each cut
  public record LockinChoice(List<Integer> cuts, List<Way> ways, int traces, int branches) {}

  /// @param traces split, of each prompt
  /// @param pack characters up to which sentences are packed; 0: each alone
  /// @param judges names, at least one
  /// @param llm the model behind the judge of that name; null for the one under study
  public record DeliberationChoice(int traces, int pack, List<String> judges, @Nullable Path llm) {}

  /// @param cuts what is tested, at least one kind
  /// @param traces of each prompt
  /// @param most cuts of a kind in a thought
  /// @param sequential stop sampling when the decision is clear
  /// @param k answers from each side
  public record CausalityChoice(
      List<Change.Kind> cuts, int traces, int most, Way way, boolean sequential, int k) {}

  /// @param llamaLib folder of another llama.cpp build
  /// @param context longest sequence; empty for what is needed
  public record EngineChoice(
      @Nullable Path llamaLib,
      @Nullable String cpuVariant,
      int gpuLayers,
      OptionalInt threads,
      int width,
      OptionalInt context,
      String kvType,
      String flashAttention) {}
}
