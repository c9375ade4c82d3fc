package org.foregone.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.foregone.llama.internal.Layouts.TOKEN_DATA;
import static org.foregone.llama.internal.Layouts.TOKEN_DATA_ARRAY;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.foregone.llama.internal.Layouts;
import org.foregone.llama.internal.Libllama;
import org.foregone.llama.internal.Native;

/// A grammar at its place in one sequence. It is applied by hand and not inside the chain, because
/// accepting a token that the grammar forbids, or one it was not asked about, ends the process.
final class GrammarStage implements AutoCloseable {
  private static final long CANDIDATE = TOKEN_DATA.byteSize();
  private static final long LOGIT = Layouts.offset(TOKEN_DATA, "logit");

  private final Libllama llama;
  private final MemorySegment sampler;
  private final int vocabularySize;
  private final MemorySegment candidates;
  private final MemorySegment array;

  private GrammarStage(Libllama llama, MemorySegment sampler, int vocabularySize, Arena arena) {
    this.llama = llama;
    this.sampler = sampler;
    this.vocabularySize = vocabularySize;
    this.candidates = arena.allocate(TOKEN_DATA, vocabularySize);
    this.array = arena.allocate(TOKEN_DATA_ARRAY);
  }

  static GrammarStage parse(LlamaModel model, String gbnf) {
    Libllama llama = model.library().llama();
    long mark = model.library().log().mark();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(gbnf);
      MemorySegment root = arena.allocateFrom("root");
      MemorySegment vocabulary = model.vocabulary().handle();
      MemorySegment sampler =
          Native.get(
              () -> (MemorySegment) llama.samplerInitGrammar.invokeExact(vocabulary, text, root));
      if (Native.isNull(sampler)) {
        throw new LlamaException(
            "the grammar does not parse: "
                + model.library().log().reasonSince(mark)
                + "\nhint: it must be GBNF and define the rule `root`");
      }
      return new GrammarStage(llama, sampler, model.vocabulary().size(), Arena.ofAuto());
    }
  }

  /// Chooses a token that the grammar allows and moves the grammar on by it.
  ///
  /// @param logits the row to choose from
  /// @param bias added to single tokens by `chain` later; needed here to see what it bans
  /// @param chain the stages after the grammar, the last of which selects
  int choose(MemorySegment logits, Map<Integer, Float> bias, MemorySegment chain) {
    for (int token = 0; token < vocabularySize; token++) {
      set(token, token, logits.getAtIndex(JAVA_FLOAT, token));
    }
    apply(sampler, vocabularySize);
    if (!anyLeft(bias)) {
      throw new LlamaException(
          "no token can be sampled: the grammar allows none of the vocabulary here");
    }
    apply(chain, vocabularySize);
    long selected = array.get(JAVA_LONG, Layouts.offset(TOKEN_DATA_ARRAY, "selected"));
    // A sampler may have moved the candidates, so the pointer is read again.
    MemorySegment kept = array.get(ADDRESS, 0).reinterpret(CANDIDATE * vocabularySize);
    int token = kept.get(JAVA_INT, selected * CANDIDATE);
    advance(token);
    return token;
  }

  private boolean anyLeft(Map<Integer, Float> bias) {
    for (int token = 0; token < vocabularySize; token++) {
      if (allowed(token) && bias.getOrDefault(token, 0f) > Float.NEGATIVE_INFINITY) {
        return true;
      }
    }
    return false;
  }

  /// Moves the grammar on by a token that was not sampled.
  void accept(int token) {
    set(0, token, 0);
    apply(sampler, 1);
    if (!allowed(0)) {
      throw new LlamaException("the grammar does not allow token " + token + " here");
    }
    advance(token);
  }

  void reset() {
    Native.run(
        () -> {
          llama.samplerReset.invokeExact(sampler);
        });
  }

  private void set(int index, int token, float logit) {
    candidates.set(JAVA_INT, index * CANDIDATE, token);
    candidates.set(JAVA_FLOAT, index * CANDIDATE + LOGIT, logit);
  }

  private boolean allowed(int index) {
    return candidates.get(JAVA_FLOAT, index * CANDIDATE + LOGIT) > Float.NEGATIVE_INFINITY;
  }

  /// Runs a sampler over the first `count` candidates, as if they were fresh.
  private void apply(MemorySegment stage, long count) {
    Layouts.set(TOKEN_DATA_ARRAY, array, "data", candidates);
    Layouts.set(TOKEN_DATA_ARRAY, array, "size", count);
    Layouts.set(TOKEN_DATA_ARRAY, array, "selected", -1L);
    Layouts.set(TOKEN_DATA_ARRAY, array, "sorted", false);
    Native.run(
        () -> {
          llama.samplerApply.invokeExact(stage, array);
        });
  }

  private void advance(int token) {
    Native.run(
        () -> {
          llama.samplerAccept.invokeExact(sampler, token);
        });
  }

  @Override
  public void close() {
    Native.run(
        () -> {
          llama.samplerFree.invokeExact(sampler);
        });
  }
}
