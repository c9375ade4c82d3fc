package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CommonEffectTests {
  private static final ClusterBootstrap BOOTSTRAP = new ClusterBootstrap(400, 1);

  @Test
  void isTheRatioOfWhatMovesUpToWhatMovesDown() {
    List<CutCounts> cuts =
        List.of(new CutCounts(2, 8, 6, 8), new CutCounts(4, 8, 4, 8), new CutCounts(0, 8, 0, 8));
    Estimate effect = CommonEffect.logOdds(cuts, new int[] {0, 1, 2}, BOOTSTRAP);
    // up .75 x .75 + .25, down .25 x .25 + .25; locked adds nothing
    assertThat(effect.estimate()).isEqualTo(Math.log(.8125 / .3125), within(1e-12));
    assertThat(effect.clusters()).isEqualTo(3);
  }

  @Test
  void withoutAnswersThatMoveTheOtherWayThereIsNone() {
    List<CutCounts> cuts = List.of(new CutCounts(0, 8, 8, 8), new CutCounts(0, 8, 7, 8));
    assertThat(CommonEffect.logOdds(cuts, new int[] {0, 1}, BOOTSTRAP).measured()).isFalse();
  }

  @Test
  void onePromptThatMovesHasNoInterval() {
    List<CutCounts> cuts = new ArrayList<>();
    for (int cut = 0; cut < 20; cut++) {
      cuts.add(new CutCounts(cut == 0 ? 2 : 0, 8, cut == 0 ? 7 : 0, 8));
    }
    Estimate effect = CommonEffect.logOdds(cuts, IntStream.range(0, 20).toArray(), BOOTSTRAP);
    assertThat(effect.measured()).isTrue();
    assertThat(effect.low()).isNaN();
  }

  /// The organism `late` moves by 7: of 190 cuts with 8 answers a side about nine have any answer
  /// the other way on both sides.
  @Test
  void anEffectThatRestsOnFewAnswersIsHeld() {
    double before = 1 / (1 + Math.exp(3.5));
    SplittableRandom random = new SplittableRandom(3);
    int held = 0;
    int measured = 0;
    for (int study = 0; study < 400; study++) {
      List<CutCounts> cuts = new ArrayList<>();
      for (int cut = 0; cut < 190; cut++) {
        cuts.add(new CutCounts(successes(before, random), 8, successes(1 - before, random), 8));
      }
      Estimate effect =
          CommonEffect.logOdds(cuts, IntStream.range(0, 190).map(i -> i / 4).toArray(), BOOTSTRAP);
      measured += effect.measured() ? 1 : 0;
      held += effect.low() <= 7 && 7 <= effect.high() ? 1 : 0;
    }
    assertThat(measured).isGreaterThan(390);
    assertThat((double) held / measured).isBetween(.93, .99);
  }

  private static int successes(double rate, SplittableRandom random) {
    return (int) IntStream.range(0, 8).filter(i -> random.nextDouble() < rate).count();
  }
}
