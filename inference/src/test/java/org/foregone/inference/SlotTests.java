package org.foregone.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.foregone.dialogue.ThoughtReader;
import org.foregone.dialogue.Vocabulary;
import org.foregone.inference.Completion.Finish;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlotTests {
  private static final int CLOSE = 9;

  /// A thought that token 9 closes: the smallest format there is.
  private static final class ClosesAtNine implements ThoughtReader {
    private Phase phase = Phase.THINKING;

    @Override
    public Phase accept(int token) {
      if (token == CLOSE) {
        phase = Phase.ANSWER;
      }
      return phase;
    }

    @Override
    public Phase phase() {
      return phase;
    }
  }

  private static Slot slot(Continuation continuation) {
    return new Slot(new Slot.Request(continuation), new StopTexts(LETTERS, continuation.stops()));
  }

  private static Continuation thinking(int thought, int answer) {
    return Continuation.of("p", new int[] {1, 2}, 0, 1, Sampling.PLAIN, 1)
        .withThinking(new ThinkingBudget(thought, new int[] {7, CLOSE}, answer, ClosesAtNine::new));
  }

  /// Feeds tokens until the slot ends; forced tokens come first, as the engine does it.
  private static Completion drive(Slot slot, int... sampled) {
    int next = 0;
    while (true) {
      int forced = slot.forcedNext();
      int token = forced >= 0 ? forced : sampled[next++];
      @Nullable Finish finish = slot.take(token, Float.NaN, Float.NaN, token == 0);
      if (finish != null) {
        return slot.completion(finish);
      }
    }
  }

  @Test
  void anOpenThoughtIsClosedByForceAndTheAnswerHasItsOwnCap() {
    Completion c = drive(slot(thinking(3, 2)), 4, 4, 4, 5, 6);
    assertThat(c.tokens()).containsExactly(4, 4, 4, 7, CLOSE, 5, 6);
    assertThat(c.forcedCloseAt()).isEqualTo(3);
    assertThat(c.finish()).isEqualTo(Finish.LENGTH);
  }

  @Test
  void aThoughtThatClosesItselfIsLeftAlone() {
    Completion c = drive(slot(thinking(3, 5)), 4, CLOSE, 5, 0);
    assertThat(c.tokens()).containsExactly(4, CLOSE, 5);
    assertThat(c.forcedCloseAt()).isEqualTo(-1);
    assertThat(c.finish()).isEqualTo(Finish.STOP);
  }

  @Test
  void closingWithTheLastAllowedTokenIsNatural() {
    Completion c = drive(slot(thinking(2, 1)), 4, CLOSE, 5);
    assertThat(c.tokens()).containsExactly(4, CLOSE, 5);
    assertThat(c.forcedCloseAt()).isEqualTo(-1);
  }

  @Test
  void aBudgetOfNothingClosesAtOnce() {
    Completion c = drive(slot(thinking(0, 1)), 5);
    assertThat(c.tokens()).containsExactly(7, CLOSE, 5);
    assertThat(c.forcedCloseAt()).isZero();
  }

  @Test
  void endingInsideTheThoughtIsAStopWithoutAnAnswer() {
    Completion c = drive(slot(thinking(5, 5)), 4, 0);
    assertThat(c.tokens()).containsExactly(4);
    assertThat(c.finish()).isEqualTo(Finish.STOP);
  }

  @Test
  void withoutABudgetTheCapAndTheEndTokenRule() {
    Continuation three = Continuation.of("p", new int[] {1}, 0, 1, Sampling.PLAIN, 3);
    assertThat(drive(slot(three), 4, 5, 6).finish()).isEqualTo(Finish.LENGTH);
    assertThat(drive(slot(three), 4, 0).tokens()).containsExactly(4);
    assertThat(drive(slot(three.ignoringEnd()), 0, 0, 0).tokens()).containsExactly(0, 0, 0);
  }

  @Test
  void stopTextsSpanTokensAndAreKept() {
    Continuation c =
        Continuation.of("p", new int[] {1}, 0, 1, Sampling.PLAIN, 9).withStops(List.of("bca"));
    Completion done = drive(slot(c), 'b', 'b', 'c', 'a', 'b');
    assertThat(done.tokens()).containsExactly('b', 'b', 'c', 'a');
    assertThat(done.finish()).isEqualTo(Finish.STOP);
  }

  @Test
  void drawsDependOnSeedIndexAndPositionAlone() {
    assertThat(CounterRandom.draw(1, 2, 3)).isEqualTo(CounterRandom.draw(1, 2, 3));
    assertThat(
            List.of(
                CounterRandom.draw(1, 2, 3),
                CounterRandom.draw(2, 2, 3),
                CounterRandom.draw(1, 3, 2),
                CounterRandom.draw(1, 2, 4)))
        .doesNotHaveDuplicates();
    assertThat(CounterRandom.seed(1, "ab", "c")).isNotEqualTo(CounterRandom.seed(1, "a", "bc"));
  }

  /// Every token is one ASCII character.
  private static final Vocabulary LETTERS =
      new Vocabulary() {
        @Override
        public int size() {
          return 128;
        }

        @Override
        public int[] tokenize(String text, boolean parseSpecial) {
          return text.chars().toArray();
        }

        @Override
        public byte[] bytes(int token) {
          return Character.toString(token).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Kind kind(int token) {
          return Kind.NORMAL;
        }

        @Override
        public OptionalInt special(String text) {
          return OptionalInt.empty();
        }

        @Override
        public boolean endsGeneration(int token) {
          return token == 0;
        }

        @Override
        public OptionalInt beginOfSequence() {
          return OptionalInt.empty();
        }

        @Override
        public OptionalInt endOfSequence() {
          return OptionalInt.of(0);
        }

        @Override
        public boolean addsBeginOfSequence() {
          return false;
        }
      };
}
