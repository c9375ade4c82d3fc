package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeparabilityTests {
  private static final int PROMPTS = 50;
  private static final int TRACES = 4;
  private static final int FEATURES = 15;

  /// Traces whose states are mostly their prompt's, and whose outcomes mostly agree.
  private record Pool(float[][] rows, boolean[] refusal, int[] prompt) {
    static Pool of(SplittableRandom random, double apart, double own) {
      int n = PROMPTS * TRACES;
      Pool pool = new Pool(new float[n][FEATURES], new boolean[n], new int[n]);
      for (int p = 0; p < PROMPTS; p++) {
        double[] shared = new double[FEATURES];
        Arrays.setAll(shared, j -> random.nextGaussian());
        boolean leaning = random.nextBoolean();
        for (int i = p * TRACES; i < (p + 1) * TRACES; i++) {
          pool.prompt[i] = p;
          pool.refusal[i] = leaning ^ random.nextInt(8) == 0;
          for (int j = 0; j < FEATURES; j++) {
            pool.rows[i][j] =
                (float)
                    (shared[j] + own * random.nextGaussian() + (pool.refusal[i] ? apart : -apart));
          }
        }
      }
      return pool;
    }
  }

  /// Apart by chance alone: by rows J seems large, by prompts it is 0 on average, the interval
  /// covers 0 and the permutation test rejects as often as it should.
  @Test
  void nothingThereIsZeroOnAverage() {
    SplittableRandom random = new SplittableRandom(4);
    int studies = 150;
    double byRow = 0;
    double byPrompt = 0;
    double covered = 0;
    double rejected = 0;
    for (int study = 0; study < studies; study++) {
      Pool pool = Pool.of(random, 0, .3);
      MeasuredSeparability measured =
          MeasuredSeparability.of(
              pool.rows, pool.refusal, pool.prompt, new ClusterBootstrap(150, study), 99);
      byRow += measured.point().debiased() / studies;
      byPrompt += measured.debiased().estimate() / studies;
      covered += measured.debiased().low() <= 0 && measured.debiased().high() >= 0 ? 1 : 0;
      rejected += measured.p() <= .05 ? 1 : 0;
    }
    assertThat(byRow).isGreaterThan(.015);
    assertThat(byPrompt).isCloseTo(0, within(.003));
    assertThat(covered / studies).isGreaterThan(.9);
    assertThat(rejected / studies).isLessThan(.11);
  }

  @Test
  void aDifferenceIsFoundAtItsSize() {
    SplittableRandom random = new SplittableRandom(6);
    int studies = 100;
    // between = d (2 apart)^2, within = 2 d (1 + own^2); z-scoring scales both alike
    double truth = 4 * .3 * .3 / (2 * (1 + .5 * .5));
    double mean = 0;
    double covered = 0;
    double found = 0;
    for (int study = 0; study < studies; study++) {
      Pool pool = Pool.of(random, .3, .5);
      MeasuredSeparability measured =
          MeasuredSeparability.of(
              pool.rows, pool.refusal, pool.prompt, new ClusterBootstrap(150, study), 99);
      mean += measured.debiased().estimate() / studies;
      covered += measured.debiased().low() <= truth && measured.debiased().high() >= truth ? 1 : 0;
      found += measured.p() <= .05 ? 1 : 0;
    }
    assertThat(mean).isCloseTo(truth, within(.12 * truth));
    assertThat(covered / studies).isGreaterThan(.88);
    assertThat(found / studies).isGreaterThan(.9);
  }

  /// Bootstrap and permutation work on a factor of the Gram matrix when features are many: the
  /// numbers are those of the rows themselves, one weighting at a time.
  @Test
  void manyFeaturesGiveTheSameNumbers() {
    SplittableRandom random = new SplittableRandom(2);
    Pool few = Pool.of(random, .2, .5);
    int wide = 300;
    float[][] rows = new float[few.rows.length][wide];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < wide; j++) {
        rows[i][j] = few.rows[i][j % FEATURES] * (j + 1) + j;
      }
    }
    ClusterBootstrap bootstrap = new ClusterBootstrap(70, 3);
    MeasuredSeparability narrow =
        MeasuredSeparability.of(few.rows, few.refusal, few.prompt, bootstrap, 30);
    MeasuredSeparability same =
        MeasuredSeparability.of(rows, few.refusal, few.prompt, bootstrap, 30);
    assertThat(same.point().j()).isCloseTo(narrow.point().j(), within(1e-5));
    assertThat(same.replicates()).containsExactly(narrow.replicates(), within(1e-5));
    assertThat(same.permuted()).containsExactly(narrow.permuted(), within(1e-5));

    Clusters clusters = Clusters.of(few.prompt);
    double[] times = clusters.times(bootstrap.draw(5, clusters.count()));
    int[] drawn =
        IntStream.range(0, few.prompt.length)
            .flatMap(i -> IntStream.range(0, (int) times[few.prompt[i]]).map(k -> i))
            .toArray();
    double[][] z = Separability.coordinates(few.rows);
    boolean[] refusal = new boolean[drawn.length];
    for (int k = 0; k < drawn.length; k++) {
      refusal[k] = few.refusal[drawn[k]];
    }
    double replicate =
        Separability.of(
                FisherRatio.of(Arrays.stream(drawn).mapToObj(i -> z[i]).toArray(double[][]::new)),
                refusal,
                IntStream.range(0, drawn.length).toArray())
            .j();
    double shift = narrow.replicates()[6] - narrow.replicates()[5];
    double[] next = clusters.times(bootstrap.draw(6, clusters.count()));
    assertThat(replicate + shift).isCloseTo(ratio(z, few, next), within(1e-9));
  }

  private static double ratio(double[][] z, Pool pool, double[] times) {
    double[] refusal = new double[z.length];
    double[] compliance = new double[z.length];
    for (int i = 0; i < z.length; i++) {
      (pool.refusal[i] ? refusal : compliance)[i] = times[pool.prompt[i]];
    }
    return FisherRatio.of(z).of(new double[][] {refusal}, new double[][] {compliance})[0].ratio();
  }

  @Test
  void permutationKeepsAPromptsLabelsTogether() {
    int[] prompt = {0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4};
    boolean[] labels = {true, true, true, false, false, false, true, true, true, false, true, true};
    LabelPermutation permutation = new LabelPermutation(labels, prompt, 1);
    boolean moved = false;
    for (int b = 0; b < 50; b++) {
      boolean[] permuted = permutation.permuted(b);
      assertThat(permuted).isEqualTo(permutation.permuted(b));
      int uniform = 0;
      for (int p = 0; p < 9; p += 3) {
        assertThat(permuted[p] == permuted[p + 1] && permuted[p] == permuted[p + 2]).isTrue();
        uniform += permuted[p] ? 1 : 0;
      }
      assertThat(uniform).isEqualTo(2);
      assertThat(permuted[9] ^ permuted[10]).isTrue();
      assertThat(permuted[11]).isTrue();
      moved |= !Arrays.equals(permuted, labels);
    }
    assertThat(moved).isTrue();
  }

  @Test
  void withoutTwoPromptsOfAClassThereIsNoValue() {
    ClusterBootstrap bootstrap = new ClusterBootstrap(20, 1);
    MeasuredSeparability none =
        MeasuredSeparability.of(new float[0][], new boolean[0], new int[0], bootstrap, 9);
    assertThat(none.debiased().measured()).isFalse();
    float[][] rows = {{1}, {2}, {4}, {5}};
    boolean[] refusal = {true, true, false, false};
    MeasuredSeparability one =
        MeasuredSeparability.of(rows, refusal, new int[] {1, 1, 2, 3}, bootstrap, 9);
    assertThat(one.point().debiased()).isPositive();
    assertThat(one.debiased().measured()).isFalse();
    assertThat(one.p()).isNaN();
    assertThat(one.replicates()).isEmpty();
  }
}
