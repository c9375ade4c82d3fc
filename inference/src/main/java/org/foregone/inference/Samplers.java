package org.foregone.inference;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.foregone.llama.LlamaModel;
import org.foregone.llama.SamplerChain;
import org.foregone.llama.SamplerSettings;

/// The sampler chains in use. Chains without a grammar have no memory of their own (each draw
/// brings
/// its seed), so one serves every slot with the same settings; a grammar remembers what it has
/// accepted, so each completion under one has its own chain.
final class Samplers {
  private record Settings(Sampling sampling, Map<Integer, Float> bias) {}

  private final LlamaModel model;
  private final Map<Settings, SamplerChain> shared = new HashMap<>();
  private final IdentityHashMap<Slot, SamplerChain> own = new IdentityHashMap<>();

  Samplers(LlamaModel model) {
    this.model = model;
  }

  SamplerChain of(Slot slot) {
    Continuation c = slot.request.continuation;
    if (c.grammar() != null) {
      return own.computeIfAbsent(slot, s -> chain(c));
    }
    return shared.computeIfAbsent(new Settings(c.sampling(), c.bias()), s -> chain(c));
  }

  private SamplerChain chain(Continuation c) {
    Sampling s = c.sampling();
    return SamplerChain.of(
        model,
        new SamplerSettings(s.temperature(), s.topP(), s.topK(), s.minP(), c.bias(), c.grammar()));
  }

  void release(Slot slot) {
    SamplerChain chain = own.remove(slot);
    if (chain != null) {
      chain.close();
    }
  }

  void close() {
    shared.values().forEach(SamplerChain::close);
    own.values().forEach(SamplerChain::close);
    shared.clear();
    own.clear();
  }
}
