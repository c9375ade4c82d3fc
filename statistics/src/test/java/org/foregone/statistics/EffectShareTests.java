package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.foregone.statistics.SequentialCut.Next;
import org.foregone.statistics.SequentialCut.State;
import org.junit.jupiter.api.Test;

/// The share of real effects on planted truths: three quarters of the prompts locked at 0 or 1 (60%
/// exactly), small drift elsewhere, and a planted share of cuts that move by .1 to .7.
class EffectShareTests {
  private static final int CUTS_A_PROMPT = 4;
  private static final double THRESHOLD = .1;

  private enum Sampling {
    K32,
    K100,
    SEQUENTIAL
  }

  @Test
  void planted() {
    SplittableRandom random = new SplittableRandom(8);
    int studies = 6;
    double covered = 0;
    int cells = 0;
    for (Sampling sampling : Sampling.values()) {
      for (double planted : new double[] {.1, .2, .4}) {
        double bias = 0;
        double hits = 0;
        for (int study = 0; study < studies; study++) {
          Planted cuts = Planted.of(30, planted, sampling, random);
          Estimate share = cuts.share(new ClusterBootstrap(40, study)).meaningful();
          bias += (share.estimate() - planted) / studies;
          hits += share.low() <= planted && planted <= share.high() ? 1.0 / studies : 0;
        }
        String cell = sampling + " " + planted;
        assertThat(bias).as("%s, bias", cell).isEqualTo(0, within(.06));
        covered += hits;
        cells++;
      }
    }
    assertThat(covered / cells).as("covered").isGreaterThan(.92);
  }

  private record Planted(List<CutCounts> cuts, int[] prompt) {
    static Planted of(int prompts, double share, Sampling sampling, SplittableRandom random) {
      List<CutCounts> cuts = new ArrayList<>();
      for (int i = 0; i < prompts; i++) {
        double kind = random.nextDouble();
        double end = random.nextBoolean() ? 1 : 0;
        double near = Math.abs(end - .05 * random.nextDouble());
        double middle = random.nextDouble();
        double propensity = Math.min(1, 2 * share * random.nextDouble());
        for (int c = 0; c < CUTS_A_PROMPT; c++) {
          double before = kind < .6 ? end : kind < .75 ? near : middle;
          double drift = kind < .6 ? 0 : .04 * (random.nextDouble() - .5);
          double after = Math.clamp(before + drift, 0, 1);
          if (random.nextDouble() < propensity) {
            double step = THRESHOLD + .6 * random.nextDouble();
            after = Math.clamp(before < .5 ? before + step : before - step, 0, 1);
          }
          cuts.add(sampled(sampling, before, after, random));
        }
      }
      int[] prompt = IntStream.range(0, cuts.size()).map(i -> i / CUTS_A_PROMPT).toArray();
      return new Planted(cuts, prompt);
    }

    EffectShare share(ClusterBootstrap bootstrap) {
      return EffectShare.of(cuts, prompt, THRESHOLD, bootstrap);
    }
  }

  private static CutCounts sampled(Sampling how, double p, double q, SplittableRandom random) {
    return switch (how) {
      case K32 -> fixed(32, p, q, random);
      case K100 -> fixed(100, p, q, random);
      case SEQUENTIAL -> sequential(p, q, random);
    };
  }

  private static CutCounts fixed(int n, double p, double q, SplittableRandom random) {
    return new CutCounts(complied(n, p, random), n, complied(n, q, random), n);
  }

  private static CutCounts sequential(double p, double q, SplittableRandom random) {
    State state = SequentialCut.ofFamily(240).start();
    CutCounts counts = new CutCounts(0, 0, 0, 0);
    while (state.next() != Next.STOP) {
      int more = state.size() - counts.nPre();
      int onPost = state.next() == Next.SAMPLE_BOTH ? more : 0;
      counts =
          new CutCounts(
              counts.pre() + complied(more, p, random),
              state.size(),
              counts.post() + complied(onPost, q, random),
              counts.nPost() + onPost);
      state = state.then(counts);
    }
    return counts;
  }

  private static int complied(int n, double rate, SplittableRandom random) {
    return (int) IntStream.range(0, n).filter(i -> random.nextDouble() < rate).count();
  }

  /// Nobody moves, at rates all over: a fit without shape always finds some effect, but the
  /// interval must reach 0.
  @Test
  void noEffectIsNotExcludedWhereThereIsNone() {
    SplittableRandom random = new SplittableRandom(4);
    int reaching = 0;
    double mean = 0;
    int studies = 12;
    for (int study = 0; study < studies; study++) {
      List<CutCounts> cuts = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        double rate = random.nextDouble();
        cuts.add(fixed(32, rate, rate, random));
      }
      EffectShare share =
          EffectShare.of(
              cuts, IntStream.range(0, 80).toArray(), THRESHOLD, new ClusterBootstrap(40, study));
      mean += share.meaningful().estimate() / studies;
      reaching += share.meaningful().low() == 0 ? 1 : 0;
    }
    assertThat(reaching).isGreaterThanOrEqualTo(11);
    assertThat(mean).isLessThan(.15);
  }

  @Test
  void directionsAddUp() {
    SplittableRandom random = new SplittableRandom(6);
    List<CutCounts> cuts = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      cuts.add(fixed(100, .2, i % 3 == 0 ? .7 : i % 3 == 1 ? .02 : .2, random));
    }
    EffectShare share =
        EffectShare.of(
            cuts, IntStream.range(0, 90).toArray(), THRESHOLD, new ClusterBootstrap(100, 1));
    assertThat(share.up().estimate()).isEqualTo(1 / 3.0, within(.08));
    assertThat(share.down().estimate()).isEqualTo(1 / 3.0, within(.05));
    assertThat(share.up().estimate() + share.down().estimate())
        .isEqualTo(share.meaningful().estimate(), within(1e-9));
    assertThat(share.upOfMeaningful().low()).isLessThan(.5);
    assertThat(share.upOfMeaningful().high()).isGreaterThan(.5);
    assertThat(Moments.sum(share.preShares())).isEqualTo(1, within(1e-9));
  }

  @Test
  void withoutCutsThereIsNothing() {
    EffectShare none =
        EffectShare.of(
            List.of(new CutCounts(0, 0, 3, 8)), new int[1], THRESHOLD, ClusterBootstrap.DEFAULT);
    assertThat(none.meaningful().measured()).isFalse();
    assertThat(none.upOfMeaningful().measured()).isFalse();
    EffectShare one =
        EffectShare.of(
            List.of(new CutCounts(0, 8, 8, 8)), new int[1], THRESHOLD, ClusterBootstrap.DEFAULT);
    assertThat(one.meaningful().estimate()).isGreaterThan(.9);
    assertThat(one.meaningful().low()).as("one prompt has no interval").isNaN();
  }
}
