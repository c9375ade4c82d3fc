package org.foregone.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.foregone.inference.Completion;
import org.foregone.inference.Continuation;
import org.foregone.inference.Sampling;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.StoredPrompt;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One bad prompt never loses the rest, and what the listener hears is true.
final class PromptQueueTests {
  private static final List<Prompt> PROMPTS = List.of(prompt("a"), prompt("b"), prompt("c"));

  @TempDir private Path folder;

  private record Asked(Prompt prompt, Continuation asked) implements PromptQueue.Request {}

  private static Prompt prompt(String id) {
    return new Prompt(id, Intent.HARMFUL, "made", "", "text of " + id, "made", 1);
  }

  private static Asked ask(Prompt prompt, int number) {
    return new Asked(
        prompt, Continuation.of(prompt.id() + number, new int[] {1}, 1, 1, Sampling.PLAIN, 1));
  }

  private static List<Completion> answer() {
    return List.of(new Completion(0, new int[] {1, 2}, Completion.Finish.STOP, -1, new float[0]));
  }

  private StudyStore store() {
    StudyStore store = StudyStore.open(folder.resolve("study.sqlite"));
    PROMPTS.forEach(p -> store.putPrompt(new StoredPrompt(p, false, 1), Map.of()));
    return store;
  }

  @Test
  void aPromptThatFailsLosesItsOtherRequestsAndNoOtherPrompt() {
    try (StudyStore store = store()) {
      List<StudyListener.Progress> heard = new ArrayList<>();
      PromptQueue<Asked> queue = new PromptQueue<>("lockin", PROMPTS, 4, store, heard::add);
      List<String> asked = new ArrayList<>();
      for (Continuation next = queue.next(p -> begin(queue, p));
          next != null;
          next = queue.next(p -> begin(queue, p))) {
        asked.add(next.id());
        queue.completed(
            next,
            answer(),
            request -> {
              if (request.asked().id().equals("a0")) {
                throw new IllegalStateException("no verdict");
              }
              if (request.asked().id().endsWith("1")) {
                store.commit(new Unit(request.prompt().id(), "lockin", null), List.of());
                queue.done();
              }
            });
      }
      // a fails at its first answer, b when it begins
      assertThat(asked).containsExactly("a0", "c0", "c1");
      assertThat(store.done("lockin")).containsExactly("c");
      assertThat(store.units())
          .containsExactly(
              new Unit("a", "lockin", "no verdict"),
              new Unit("b", "lockin", "cannot begin"),
              new Unit("c", "lockin", null));
      assertThat(heard.getLast())
          .isEqualTo(new StudyListener.Progress("lockin", "prompts", 2, 4, 6, 2));
      assertThat(queue.missing()).isZero();
    }
  }

  private static void begin(PromptQueue<Asked> queue, Prompt prompt) {
    if (prompt.id().equals("b")) {
      throw new IllegalStateException("cannot begin");
    }
    queue.add(ask(prompt, 0));
    queue.add(ask(prompt, 1));
  }

  @Test
  void aStoreThatFailsEndsTheWork() {
    try (StudyStore store = store()) {
      PromptQueue<Asked> queue =
          new PromptQueue<>("lockin", PROMPTS, 3, store, StudyListener.SILENT);
      assertThatThrownBy(
              () ->
                  queue.next(
                      p -> {
                        throw new StudyException(Kind.DISK, "the disk is full", "free some space");
                      }))
          .isInstanceOf(StudyException.class);
      assertThat(store.units()).isEmpty();
    }
  }
}
