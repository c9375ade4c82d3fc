package org.foregone.inference;

import java.util.IdentityHashMap;
import org.foregone.llama.LlamaContext;
import org.foregone.llama.LlamaModel;
import org.foregone.llama.SamplerChain;
import org.foregone.llama.SamplerSettings;

/// Sampling under a grammar, by the library's own chain. A grammar remembers what it has accepted,
/// so each completion has a chain of its own.
final class Grammars {
  private final LlamaModel model;
  private final IdentityHashMap<Slot, SamplerChain> chains = new IdentityHashMap<>();

  Grammars(LlamaModel model) {
    this.model = model;
  }

  int sample(Slot slot, LlamaContext context, int row, int seed) {
    return chains
        .computeIfAbsent(slot, s -> chain(s.request.continuation))
        .sample(context, row, seed);
  }

  private SamplerChain chain(Continuation c) {
    Sampling s = c.sampling();
    return SamplerChain.of(
        model,
        new SamplerSettings(s.temperature(), s.topP(), s.topK(), s.minP(), c.bias(), c.grammar()));
  }

  void release(Slot slot) {
    SamplerChain chain = chains.remove(slot);
    if (chain != null) {
      chain.close();
    }
  }

  void close() {
    chains.values().forEach(SamplerChain::close);
    chains.clear();
  }
}
