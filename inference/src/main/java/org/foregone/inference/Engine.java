package org.foregone.inference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.foregone.dialogue.Vocabulary;
import org.jspecify.annotations.Nullable;

/// A model that continues token prefixes. One thread uses an engine at a time.
public interface Engine extends AutoCloseable {

  Vocabulary vocabulary();

  ModelCard model();

  /// The longest sequence, prefix and completion together, in tokens.
  int contextLength();

  /// Everything that can change a number: library version, back end, CPU variant, threads, batch
  /// width, cache types. Stable keys, for provenance.
  Map<String, String> provenance();

  /// Whether it brings back hidden states and lets them be changed ([Continuation#capture],
  /// [Continuation#edit]). One that does not fails such a request.
  default boolean capturesStates() {
    return false;
  }

  /// Serves `work` until it has no more, or `cancelled` turns true (what is in flight is then
  /// dropped, not reported).
  ///
  /// @throws EngineException when the engine itself fails; a request that cannot be served goes to
  ///     [Work#failed]
  void run(Work work, BooleanSupplier cancelled);

  @Override
  void close();

  /// Serves a few requests and returns their completions, in the order asked.
  ///
  /// @throws EngineException when a request cannot be served
  default List<List<Completion>> complete(List<Continuation> requests) {
    for (Continuation request : requests) {
      if (!capturesStates() && (request.capture() != null || request.edit() != null)) {
        throw new EngineException(
            request.id()
                + ": this engine cannot capture or change hidden states; the one in process can");
      }
    }
    Queue<Continuation> queue = new ArrayDeque<>(requests);
    List<List<Completion>> results = new ArrayList<>();
    requests.forEach(r -> results.add(List.of()));
    run(
        new Work() {
          @Override
          public @Nullable Continuation next() {
            return queue.poll();
          }

          @Override
          public void completed(Continuation request, List<Completion> completions) {
            results.set(requests.indexOf(request), completions);
          }

          @Override
          public void failed(Continuation request, EngineException why) {
            throw why;
          }
        },
        () -> false);
    return results;
  }
}
