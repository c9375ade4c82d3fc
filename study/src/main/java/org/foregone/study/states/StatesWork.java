package org.foregone.study.states;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.foregone.inference.Capture;
import org.foregone.inference.Completion;
import org.foregone.inference.Continuation;
import org.foregone.inference.EngineException;
import org.foregone.inference.Sampling;
import org.foregone.inference.Site;
import org.foregone.inference.States;
import org.foregone.study.InFlight;
import org.foregone.study.StudyException;
import org.foregone.study.StudyListener;
import org.foregone.study.StudyWork;
import org.foregone.study.store.StateFile;
import org.foregone.study.store.StateRow;
import org.foregone.study.store.StudyFolder;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Unit;
import org.jspecify.annotations.Nullable;

/// Takes the hidden states that an experiment's [StatesPlan] asks for and the store lacks. A unit
/// is a prompt: its file is written whole, then its index and its own row are stored in one
/// transaction. States are those of a prefill; a sequence is continued by one token that nobody
/// reads.
public final class StatesWork implements StudyWork {
  private final StatesPlan plan;
  private final StudyFolder folder;
  private final StudyStore store;
  private final StudyListener listener;
  private final List<Site> sites;
  private final Deque<String> waiting = new ArrayDeque<>();
  private final Deque<Request> ready = new ArrayDeque<>();
  private final InFlight<Request> running = new InFlight<>();
  private final int planned;
  private int done;
  private long tokens;
  private int failures;

  /// A prompt on its way.
  private static final class Task {
    final String prompt;
    final List<Piece> pieces;
    final @Nullable States[] states;
    int open;

    Task(String prompt, List<Piece> pieces) {
      this.prompt = prompt;
      this.pieces = pieces;
      this.states = new States[pieces.size()];
    }
  }

  private record Request(Task task, int piece) {
    String id() {
      return task.prompt + "/states/" + piece;
    }
  }

  /// @param blocks of the model
  /// @param prompts ids, in any order; those that are not ready for this are passed over
  public StatesWork(
      StatesPlan plan,
      int blocks,
      List<String> prompts,
      StudyFolder folder,
      StudyStore store,
      StudyListener listener) {
    this.plan = plan;
    this.folder = folder;
    this.store = store;
    this.listener = listener;
    this.sites = plan.layers().stream().map(layer -> Site.of(layer, blocks)).toList();
    StatesStored stored = new StatesStored(plan, folder, store);
    List<String> able = prompts.stream().filter(stored::ready).toList();
    able.stream().filter(prompt -> !stored.whole(prompt)).forEach(waiting::add);
    this.planned = able.size();
    this.done = planned - waiting.size();
  }

  @Override
  public int missing() {
    return waiting.size() + ready.size() + running.size();
  }

  @Override
  public long unfinished() {
    StatesStored stored = new StatesStored(plan, folder, store);
    return store.prompts().stream()
        .map(p -> p.prompt().id())
        .filter(prompt -> stored.ready(prompt) && !stored.whole(prompt))
        .count();
  }

  @Override
  public @Nullable Continuation next() {
    while (ready.isEmpty()) {
      String prompt = waiting.poll();
      if (prompt == null) {
        return null;
      }
      prepare(prompt);
    }
    Request request = ready.remove();
    Piece piece = request.task().pieces.get(request.piece());
    tokens += piece.sequence().length;
    return running.ask(
        Continuation.of(request.id(), piece.sequence(), 0, 1, Sampling.PLAIN, 1)
            .behind(piece.prompt())
            .withCapture(new Capture(sites, piece.distinct())),
        request);
  }

  private void prepare(String prompt) {
    try {
      Task task = new Task(prompt, plan.pieces(prompt, store));
      for (int i = 0; i < task.pieces.size(); i++) {
        if (!task.pieces.get(i).absent()) {
          ready.add(new Request(task, i));
          task.open++;
        }
      }
      if (task.open == 0) {
        keep(task);
      }
    } catch (StudyException e) {
      throw e;
    } catch (RuntimeException e) {
      fail(prompt, e);
    }
  }

  @Override
  public void completed(Continuation request, List<Completion> completions) {
    Request found = running.answered(request);
    Task task = found.task();
    try {
      States states = completions.getFirst().states();
      if (states == null
          || !Arrays.equals(states.positions(), task.pieces.get(found.piece()).distinct())) {
        throw new EngineException(request.id() + ": the engine left out hidden states");
      }
      for (float[] layer : states.values()) {
        requireFinite(request.id(), layer);
      }
      task.states[found.piece()] = states;
      if (--task.open == 0) {
        keep(task);
      }
      report();
    } catch (StudyException e) {
      throw e; // the store fails: nothing can be kept any more
    } catch (RuntimeException e) {
      fail(task.prompt, e);
    }
  }

  private static void requireFinite(String id, float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new EngineException(
            id + ": a hidden state is not a finite number; try engine.kv-type=f32, or the CPU");
      }
    }
  }

  /// Stores the file, if there is anything to put into it, then its index.
  private void keep(Task task) {
    StateFile file = new StateFile(plan.experiment(), task.prompt);
    List<StateRow> index = new ArrayList<>();
    Rows rows = new Rows(task.pieces.stream().mapToInt(p -> p.positions().length).sum());
    for (int p = 0; p < task.pieces.size(); p++) {
      Piece piece = task.pieces.get(p);
      index.addAll(piece.index(task.prompt, file.name(), rows.filled));
      States states = task.states[p];
      if (states != null) {
        rows.add(piece, states);
      }
    }
    if (rows.filled > 0) {
      file.write(folder, rows.contents(), plan.half());
    }
    store.commitStates(new Unit(task.prompt, plan.experiment(), null), plan.experiment(), index);
    done++;
  }

  /// The rows of a prompt's file as its pieces come together.
  private final class Rows {
    private final long[] positions;
    private final long[] tokens;
    private final long[] rollouts;
    private final List<float[]> values = new ArrayList<>();
    private int width;
    private int filled;

    Rows(int count) {
      positions = new long[count];
      tokens = new long[count];
      rollouts = new long[count];
    }

    void add(Piece piece, States states) {
      if (values.isEmpty()) {
        width = states.width();
        sites.forEach(s -> values.add(new float[Math.multiplyExact(positions.length, width)]));
      }
      for (int position : piece.positions()) {
        int from = Arrays.binarySearch(states.positions(), position);
        for (int s = 0; s < values.size(); s++) {
          System.arraycopy(
              states.values().get(s), from * width, values.get(s), filled * width, width);
        }
        positions[filled] = position;
        tokens[filled] = piece.sequence()[position];
        rollouts[filled++] = piece.rollout();
      }
    }

    StateFile.Contents contents() {
      return new StateFile.Contents(plan.layers(), values, width, positions, tokens, rollouts);
    }
  }

  @Override
  public void failed(Continuation request, EngineException why) {
    fail(running.answered(request).task().prompt, why);
  }

  private void fail(String prompt, RuntimeException why) {
    ready.removeIf(request -> request.task().prompt.equals(prompt));
    failures++;
    store.commit(Unit.failure(prompt, plan.experiment(), why), List.of());
    report();
  }

  private void report() {
    listener.progress(
        new StudyListener.Progress(plan.experiment(), "prompts", done, planned, tokens, failures));
  }
}
