package org.foregone.study.intervention;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.foregone.dialogue.ThoughtReader;
import org.foregone.dialogue.ThoughtReader.Phase;
import org.foregone.dialogue.Vocabulary;
import org.foregone.inference.Completion;
import org.foregone.inference.Completion.Finish;
import org.foregone.inference.Continuation;
import org.foregone.inference.Engine;
import org.foregone.inference.ModelCard;
import org.foregone.inference.Sampling;
import org.foregone.inference.ThinkingBudget;
import org.foregone.inference.Work;
import org.foregone.organism.truth.OracleEngine;

/// A model whose every word is written down: draw `k` of the first seed gives token `k` of the
/// script, of any other seed token `k` of the other script; questions get the answers in their
/// order. A script stands in for a model here because what triggers an intervention is a number (an
/// entropy against a threshold) or an answer, and no model gives these to the digit, at a place of
/// our choice.
final class ScriptedEngine implements Engine {
  final List<Continuation> asked = new ArrayList<>();
  private final int[] script;
  private final int[] other;
  private final float[] entropies;
  private final Deque<String> answers;
  private final long seed;

  /// @param seed of the rollout that follows the script
  /// @param entropies by draw; 1 behind their end
  ScriptedEngine(long seed, String script, String other, float[] entropies, String... answers) {
    this.seed = seed;
    this.script = OracleEngine.language().tokenize(script, true);
    this.other = OracleEngine.language().tokenize(other, true);
    this.entropies = entropies.clone();
    this.answers = new ArrayDeque<>(List.of(answers));
  }

  @Override
  public void run(Work work, BooleanSupplier cancelled) {
    for (Continuation c = work.next(); c != null; c = work.next()) {
      asked.add(c);
      work.completed(c, List.of(c.sampling().equals(Sampling.GREEDY) ? answer(c) : write(c)));
    }
  }

  private Completion answer(Continuation c) {
    int[] tokens = vocabulary().tokenize(answers.remove(), false);
    return new Completion(
        c.first(),
        Arrays.copyOf(tokens, Math.min(tokens.length, c.maxTokens())),
        Finish.LENGTH,
        -1,
        new float[0]);
  }

  /// As the contract of [Continuation] and [ThinkingBudget] says.
  private Completion write(Continuation c) {
    ThinkingBudget budget = Objects.requireNonNull(c.thinking());
    ThoughtReader reader = budget.reader().get();
    List<Integer> tokens = new ArrayList<>();
    List<Float> seen = new ArrayList<>();
    int forced = -1;
    int answered = 0;
    while (answered < budget.answerTokens()) {
      boolean open = reader.phase() == Phase.THINKING || reader.phase() == Phase.BEFORE;
      if (open && forced < 0 && tokens.size() >= budget.thinkingTokens()) {
        forced = tokens.size();
        for (int token : budget.forcedClose()) {
          tokens.add(token);
          seen.add(Float.NaN);
          reader.accept(token);
        }
      }
      int draw = c.drawn() + tokens.size();
      int[] words = c.seed() == seed ? script : other;
      int token = draw < words.length ? words[draw] : 'x';
      if (vocabulary().endsGeneration(token)) {
        return completion(c, tokens, seen, Finish.STOP, forced);
      }
      answered += reader.phase() == Phase.ANSWER ? 1 : 0;
      tokens.add(token);
      seen.add(draw < entropies.length ? entropies[draw] : 1f);
      reader.accept(token);
    }
    return completion(c, tokens, seen, Finish.LENGTH, forced);
  }

  private static Completion completion(
      Continuation c, List<Integer> tokens, List<Float> seen, Finish finish, int forced) {
    float[] entropies = new float[c.entropies() ? seen.size() : 0];
    for (int i = 0; i < entropies.length; i++) {
      entropies[i] = seen.get(i);
    }
    return new Completion(
        c.first(),
        tokens.stream().mapToInt(Integer::intValue).toArray(),
        finish,
        forced,
        new float[0],
        entropies,
        null,
        null);
  }

  @Override
  public Vocabulary vocabulary() {
    return OracleEngine.language();
  }

  @Override
  public ModelCard model() {
    return new ModelCard("script", "script", "words", 10_000, 1, 1, null, Map.of());
  }

  @Override
  public int contextLength() {
    return 10_000;
  }

  @Override
  public Map<String, String> provenance() {
    return Map.of();
  }

  @Override
  public void close() {}
}
