package org.foregone.llama;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.foregone.llama.internal.Layouts.LOGIT_BIAS;
import static org.foregone.llama.internal.Layouts.SAMPLER_CHAIN_PARAMS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.foregone.llama.internal.Layouts;
import org.foregone.llama.internal.Libllama;
import org.foregone.llama.internal.Native;
import org.jspecify.annotations.Nullable;

/// Chooses tokens by [SamplerSettings] with the library's own samplers.
///
/// Each choice is a function of the logits and the 32-bit seed given with it, and of nothing before
/// (the draw's generator is made afresh), so that the caller decides what randomness depends on.
/// Only a grammar has a state: it follows the tokens chosen, so each sequence with a grammar needs
/// a chain of its own, while others may share one. One thread at a time uses a chain; it must be
/// closed before its model.
public final class SamplerChain implements AutoCloseable {
  private final Libllama llama;
  private final SamplerSettings settings;
  private final int vocabularySize;
  private final MemorySegment chain;
  private final @Nullable GrammarStage grammar;
  private final int stages;
  private boolean closed;

  private SamplerChain(LlamaModel model, SamplerSettings settings) {
    this.llama = model.library().llama();
    this.settings = settings;
    this.vocabularySize = model.vocabulary().size();
    String gbnf = settings.grammar();
    this.grammar = gbnf == null ? null : GrammarStage.parse(model, gbnf);
    this.chain = newChain();
    this.stages = addStages();
  }

  /// Builds the chain.
  ///
  /// @throws LlamaException when the grammar does not parse
  /// @throws IllegalArgumentException when a biased token is not in the vocabulary
  public static SamplerChain of(LlamaModel model, SamplerSettings settings) {
    int size = model.vocabulary().size();
    settings
        .bias()
        .keySet()
        .forEach(
            token -> {
              if (token < 0 || token >= size) {
                throw new IllegalArgumentException(
                    "biased token " + token + " is not in the vocabulary (0.." + (size - 1) + ")");
              }
            });
    return new SamplerChain(model, settings);
  }

  private MemorySegment newChain() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment params = arena.allocate(SAMPLER_CHAIN_PARAMS);
      Layouts.set(SAMPLER_CHAIN_PARAMS, params, "no_perf", true);
      return Native.get(() -> (MemorySegment) llama.samplerChainInit.invokeExact(params));
    }
  }

  /// The stages before the draw, which does not stay in the chain.
  private int addStages() {
    int added = 0;
    if (!settings.bias().isEmpty()) {
      add(Native.get(this::biasStage));
      added++;
    }
    if (settings.temperature() == 0) {
      add(Native.get(() -> (MemorySegment) llama.samplerInitGreedy.invokeExact()));
      return added + 1;
    }
    if (settings.topK() > 0) {
      add(Native.get(() -> (MemorySegment) llama.samplerInitTopK.invokeExact(settings.topK())));
      added++;
    }
    if (settings.topP() < 1) {
      float p = (float) settings.topP();
      add(Native.get(() -> (MemorySegment) llama.samplerInitTopP.invokeExact(p, 1L)));
      added++;
    }
    if (settings.minP() > 0) {
      float p = (float) settings.minP();
      add(Native.get(() -> (MemorySegment) llama.samplerInitMinP.invokeExact(p, 1L)));
      added++;
    }
    if (settings.temperature() != 1) {
      float t = (float) settings.temperature();
      add(Native.get(() -> (MemorySegment) llama.samplerInitTemp.invokeExact(t)));
      added++;
    }
    return added;
  }

  private MemorySegment biasStage() throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      int count = settings.bias().size();
      MemorySegment entries = arena.allocate(LOGIT_BIAS, count);
      long at = 0;
      for (var entry : settings.bias().entrySet()) {
        entries.set(JAVA_INT, at, entry.getKey());
        entries.set(JAVA_FLOAT, at + 4, entry.getValue());
        at += LOGIT_BIAS.byteSize();
      }
      return (MemorySegment) llama.samplerInitLogitBias.invokeExact(vocabularySize, count, entries);
    }
  }

  private void add(MemorySegment stage) {
    Native.run(
        () -> {
          llama.samplerChainAdd.invokeExact(chain, stage);
        });
  }

  public SamplerSettings settings() {
    return settings;
  }

  /// Chooses a token for one row of the context's last decode; a grammar then moves on by it.
  ///
  /// @param row a row with logits
  /// @param seed decides the draw; all 2^32 values are good (the library's own "random" value is
  ///     replaced by another fixed one)
  /// @throws LlamaException when bias and grammar leave no token to choose
  public int sample(LlamaContext context, int row, int seed) {
    context.checkRow(row);
    if (closed) {
      throw new IllegalStateException("the sampler chain is closed");
    }
    boolean draw = settings.temperature() > 0;
    if (draw) {
      int effective = seed == -1 ? 0x7FFF_FFFF : seed; // -1 is LLAMA_DEFAULT_SEED: a random one
      add(Native.get(() -> (MemorySegment) llama.samplerInitDist.invokeExact(effective)));
    }
    try {
      return grammar == null
          ? choose(context, row)
          : grammar.choose(context.logits(row), settings.bias(), chain);
    } finally {
      if (draw) {
        Native.run(
            () -> {
              MemorySegment dist =
                  (MemorySegment) llama.samplerChainRemove.invokeExact(chain, stages);
              llama.samplerFree.invokeExact(dist);
            });
      }
    }
  }

  private int choose(LlamaContext context, int row) {
    int token =
        Native.get(() -> (int) llama.samplerSample.invokeExact(chain, context.handle(), row));
    Float bias = settings.bias().get(token);
    float logit = context.logits(row).getAtIndex(JAVA_FLOAT, token) + (bias == null ? 0 : bias);
    if (!(logit > Float.NEGATIVE_INFINITY)) {
      throw new LlamaException(
          "no token can be sampled: every one is banned, or the model's logits are not numbers");
    }
    return token;
  }

  /// Tells a grammar of a token that was put into the sequence without being sampled; does nothing
  /// without a grammar.
  ///
  /// @throws LlamaException when the grammar does not allow it
  public void accept(int token) {
    if (grammar != null) {
      grammar.accept(token);
    }
  }

  /// Puts a grammar back to its beginning, for another sequence.
  public void reset() {
    if (grammar != null) {
      grammar.reset();
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Native.run(
          () -> {
            llama.samplerFree.invokeExact(chain);
          });
      if (grammar != null) {
        grammar.close();
      }
    }
  }
}
