package org.foregone.inference;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where an engine's continuations come from and where their completions go. All methods are called
/// on the thread that
/// called [Engine#run], one at a time, so `completed` may queue more work for `next` to hand out.
public interface Work {

  /// The next request, or null when there is none now. The engine asks again after each `completed`
  /// or `failed`; it
  /// returns from `run` when this is null and nothing is in flight.
  @Nullable Continuation next();

  /// All completions of one request, in index order.
  void completed(Continuation request, List<Completion> completions);

  /// One request cannot be served (too long for the context, say); the others go on.
  void failed(Continuation request, EngineException why);
}
