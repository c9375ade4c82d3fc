package org.foregone.inference;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.foregone.dialogue.Vocabulary;
import org.foregone.inference.Completion.Finish;
import org.foregone.inference.Slot.Request;
import org.foregone.llama.Batch;
import org.foregone.llama.LlamaContext;
import org.foregone.llama.LlamaContext.Decoded;
import org.foregone.llama.LlamaException;
import org.jspecify.annotations.Nullable;

/// llama.cpp in this process, with continuous batching over shared prefixes.
///
/// A prefix is decoded once, alone, in the [PrefixStream]; each completion forks its cache into one
/// of `width` slots. Every decode step feeds one token to every slot, idle ones included (a dummy
/// token in an empty sequence), and a slot whose completion ends is filled again at once. The step
/// that samples a completion's first token is the one that decodes the prefix's last token, so all
/// sampling happens at the same batch width.
///
/// Why so rigid: matrix kernels give other last bits at other batch shapes. With a fixed width, a
/// cache stream for each sequence and prefixes decoded alone, a completion is a function of its own
/// prefix, seed and index; order, neighbours and interruptions change nothing
/// (`LlamaEngineTests` proves it bit for bit on the machine at hand).
public final class LlamaEngine implements Engine {
  /// Logits of a step below which waking other threads costs more than they do.
  private static final int WORTH_THREADS = 200_000;

  private final LocalModel model;
  private final LlamaOptions options;
  private final LlamaContext context;
  private final PrefixStream prefixes;
  private final Batch batch;
  private final LogitSampler[] samplers;
  private final Grammars grammars;
  private final @Nullable Slot[] slots;
  private final int[] sampled;
  private final float[] logprobs;
  private final float[] entropies;
  private boolean sharePrefixes = true;

  LlamaEngine(LocalModel model, LlamaOptions options, LlamaContext context) {
    this.model = model;
    this.options = options;
    this.context = context;
    this.prefixes =
        new PrefixStream(context, options.width(), options.chunk(), !model.hasRecurrentState());
    this.batch = new Batch(options.width());
    this.samplers = new LogitSampler[options.width()];
    Arrays.setAll(samplers, s -> new LogitSampler(model.vocabulary().size()));
    this.grammars = new Grammars(model.llama());
    this.slots = new Slot[options.width()];
    this.sampled = new int[options.width()];
    this.logprobs = new float[options.width()];
    this.entropies = new float[options.width()];
  }

  @Override
  public Vocabulary vocabulary() {
    return model.vocabulary();
  }

  @Override
  public ModelCard model() {
    return model.card();
  }

  @Override
  public int contextLength() {
    return options.contextLength();
  }

  @Override
  public Map<String, String> provenance() {
    return model.provenance(options);
  }

  @Override
  public boolean capturesStates() {
    return true;
  }

  @Override
  public void run(Work work, BooleanSupplier cancelled) {
    try {
      serve(work, cancelled);
    } catch (LlamaException e) {
      throw new EngineException(String.valueOf(e.getMessage()), e);
    }
  }

  private void serve(Work work, BooleanSupplier cancelled) {
    Arrays.fill(slots, null);
    @Nullable Request filling = null;
    while (!cancelled.getAsBoolean()) {
      int active = 0;
      for (int s = 0; s < slots.length; s++) {
        if (slots[s] == null) {
          if (filling == null) {
            filling = nextRequest(work);
          }
          if (filling != null) {
            slots[s] = start(filling, s);
            if (filling.started == filling.continuation.n()) {
              filling = null;
            }
          }
        }
        active += slots[s] == null ? 0 : 1;
      }
      if (active == 0) {
        return;
      }
      step();
      takeTokens(work);
    }
  }

  /// The next request that fits; those that do not are reported and passed over.
  private @Nullable Request nextRequest(Work work) {
    for (Continuation c = work.next(); c != null; c = work.next()) {
      String problem = problem(c);
      if (problem == null) {
        return new Request(c);
      }
      work.failed(c, new EngineException(c.id() + ": " + problem));
    }
    return null;
  }

  private @Nullable String problem(Continuation c) {
    int needed = c.prefix().length + c.longest();
    if (needed > options.contextLength()) {
      return "%,d prompt tokens and up to %,d generated ones need a context of %,d, this engine has %,d"
          .formatted(c.prefix().length, c.longest(), needed, options.contextLength());
    }
    int blocks = model.card().layers();
    if (c.capture() != null) {
      for (Site site : c.capture().sites()) {
        if (site instanceof Site.Block(int index) && index >= blocks) {
          return "no %s to capture: this model has blocks 0 to %d"
              .formatted(site.name(), blocks - 1);
        }
      }
    }
    StateEdit edit = c.edit();
    if (edit != null && (edit.block() >= blocks || edit.vector().length != model.card().width())) {
      return "an edit of block %d by %,d numbers: this model has blocks 0 to %d of %,d numbers"
          .formatted(edit.block(), edit.vector().length, blocks - 1, model.card().width());
    }
    return null;
  }

  private Slot start(Request request, int slot) {
    Continuation c = request.continuation;
    if (c.capture() != null && request.started == 0) {
      request.recorded =
          new StateRecorder(c.capture(), model.card(), c.prefix().length + c.longest());
    }
    fork(c.prefix(), slot, c.edit(), request.recorded);
    return new Slot(request, new StopTexts(model.vocabulary(), c.stops()));
  }

  /// Decodes one token of every slot. Rows of logits are in slot order.
  private void step() {
    batch.clear();
    for (int s = 0; s < slots.length; s++) {
      Slot slot = slots[s];
      if (slot == null) {
        context.remove(s);
        batch.add(0, 0, s, true);
      } else {
        int row = batch.add(slot.lastToken(), slot.lastPosition(), s, true);
        slot.askStates(context, row);
      }
    }
    decode(context, batch);
  }

  /// The cache is sized for every slot at full length, so a refusal is an error of the engine.
  static void decode(LlamaContext context, Batch batch) {
    Decoded result = context.decode(batch);
    if (result != Decoded.DONE) {
      throw new EngineException(
          "llama.cpp could not decode a batch of %d tokens: %s".formatted(batch.size(), result));
    }
  }

  private void takeTokens(Work work) {
    sampleRows();
    for (int s = 0; s < slots.length; s++) {
      Slot slot = slots[s];
      if (slot == null) {
        continue;
      }
      int forced = slot.forcedNext();
      int token = forced >= 0 ? forced : sampled[s];
      Finish finish =
          slot.take(
              token,
              forced >= 0 ? Float.NaN : logprobs[s],
              forced >= 0 ? Float.NaN : entropies[s],
              model.vocabulary().endsGeneration(token));
      if (finish != null) {
        slots[s] = null;
        grammars.release(slot);
        Request request = slot.request;
        request.done.add(slot.completion(finish));
        if (request.complete()) {
          work.completed(request.continuation, request.inOrder());
        }
      }
    }
  }

  /// Draws the next token of every slot that samples one. Rows are independent, so they are drawn
  /// on all processors; grammars, which are the library's, one after another.
  private void sampleRows() {
    MemorySegment[] rows = new MemorySegment[slots.length];
    for (int s = 0; s < slots.length; s++) {
      Slot slot = slots[s];
      if (slot != null && slot.forcedNext() < 0) {
        rows[s] = context.logits(s);
        if (slot.request.continuation.grammar() != null) {
          sampled[s] = grammars.sample(slot, context, s, (int) (draw(slot) >>> 32));
        }
      }
    }
    IntStream all = IntStream.range(0, slots.length);
    boolean much = slots.length * vocabulary().size() > WORTH_THREADS;
    (much ? all.parallel() : all).forEach(s -> sampleRow(s, rows[s]));
  }

  private void sampleRow(int s, @Nullable MemorySegment row) {
    Slot slot = slots[s];
    if (slot == null || row == null) {
      return;
    }
    Continuation c = slot.request.continuation;
    if (c.grammar() == null) {
      sampled[s] =
          samplers[s].sample(row, c.sampling(), c.bias(), CounterRandom.uniform(draw(slot)));
    }
    if (c.logprobs()) {
      logprobs[s] = OwnDistribution.of(row).logprob(sampled[s]);
    }
    if (c.entropies()) {
      entropies[s] = OwnDistribution.of(row).entropy();
    }
  }

  private static long draw(Slot slot) {
    return CounterRandom.draw(slot.request.continuation.seed(), slot.index, slot.draw());
  }

  LlamaContext context() {
    return context;
  }

  /// Puts a prefix, its last token left out, into a slot.
  void fork(int[] prefix, int slot) {
    fork(prefix, slot, null, null);
  }

  private void fork(
      int[] prefix, int slot, @Nullable StateEdit edit, @Nullable StateRecorder recorder) {
    if (!sharePrefixes) {
      prefixes.forget();
    }
    prefixes.hold(prefix, prefix.length - 1, edit, recorder);
    prefixes.forkTo(slot);
  }

  /// Decodes a prefix afresh, its last token left out.
  void prefill(int[] prefix, @Nullable Capture capture) {
    prefixes.forget();
    prefixes.hold(
        prefix,
        prefix.length - 1,
        null,
        capture == null ? null : new StateRecorder(capture, model.card(), prefix.length));
    context.synchronize();
  }

  /// Makes the next request decode its prefix whole.
  void forgetPrefix() {
    prefixes.forget();
  }

  /// Whether a request may use what is left of the one before (always, but for benchmarks).
  void sharingPrefixes(boolean share) {
    sharePrefixes = share;
  }

  @Override
  public void close() {
    grammars.close();
    prefixes.close();
    batch.close();
    context.close();
  }
}
