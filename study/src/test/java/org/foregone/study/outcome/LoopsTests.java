package org.foregone.study.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.foregone.dialogue.Span;
import org.junit.jupiter.api.Test;

class LoopsTests {
  /// 50 different tokens, then copies of a block of `period` tokens, then `rest` tokens of one
  /// more.
  private static int[] thought(int period, int copies, int rest) {
    return IntStream.concat(
            IntStream.range(1_000, 1_050),
            IntStream.range(0, period * copies + rest).map(i -> i % period))
        .toArray();
  }

  private static boolean loops(int[] tokens) {
    return Loops.endsInLoop(tokens, new Span(0, tokens.length));
  }

  @Test
  void fourCopiesOfTwentyTokensAreALoop() {
    assertThat(loops(thought(20, 4, 0))).isTrue();
    assertThat(loops(thought(20, 3, 19))).isFalse();
    assertThat(loops(thought(19, 4, 0))).isFalse();
    assertThat(loops(thought(333, 4, 100))).isTrue();
    assertThat(loops(new int[0])).isFalse();
  }

  @Test
  void aShortPhraseCountsAsTheBlockOfItsRepetitions() {
    assertThat(loops(thought(1, 80, 0))).isTrue();
    assertThat(loops(thought(1, 79, 0))).isFalse();
    // 7 tokens repeat as blocks of 21
    assertThat(loops(thought(7, 12, 0))).isTrue();
    assertThat(loops(thought(7, 11, 6))).isFalse();
  }

  @Test
  void onlyTheEndOfTheSpanCounts() {
    int[] tokens = thought(20, 4, 0);
    int[] more = java.util.Arrays.copyOf(tokens, tokens.length + 5);
    java.util.Arrays.fill(more, tokens.length, more.length, 9_999);
    assertThat(loops(more)).isFalse();
    assertThat(Loops.endsInLoop(more, new Span(0, tokens.length))).isTrue();
    assertThat(Loops.endsInLoop(tokens, new Span(60, tokens.length))).isFalse();
  }

  @Test
  void theLoopBeginsWhereTheRepetitionDoes() {
    int[] tokens = thought(20, 4, 7);
    assertThat(Loops.start(tokens, new Span(0, tokens.length))).hasValue(50);
    assertThat(Loops.start(tokens, new Span(52, tokens.length))).hasValue(52);
    assertThat(Loops.start(tokens, new Span(0, 120))).isEmpty();
  }
}
