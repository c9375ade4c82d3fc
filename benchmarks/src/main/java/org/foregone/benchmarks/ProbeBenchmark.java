package org.foregone.benchmarks;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.foregone.statistics.OutOfFold;
import org.foregone.statistics.ProbeSettings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The probe of one anchor and layer: five folds of standardisation, PCA(100) and logistic
/// regression. A study of 21 anchors and 5 layers makes 105 of them.
///
/// Run: `./dev bench ProbeBenchmark`. States have a planted spectrum that falls as real ones do
/// (component k with deviation k^-.75, little noise), or none at all (white noise, where no gap
/// ends the search for components early).
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 3)
@Fork(1)
public class ProbeBenchmark {
  private static final int COMPONENTS = 400;

  @Param({"200", "2000"})
  public int rows;

  @Param({"576", "4096"})
  public int features;

  @Param({"falling", "white"})
  public String spectrum = "falling";

  private float[][] states = {};
  private boolean[] refusal = {};
  private int[] fold = {};

  @Setup
  public void plantedStates() {
    SplittableRandom random = new SplittableRandom(1);
    boolean falling = spectrum.equals("falling");
    double[][] loadings = new double[falling ? COMPONENTS : 0][features];
    for (double[] loading : loadings) {
      for (int j = 0; j < features; j++) {
        loading[j] = random.nextGaussian();
      }
    }
    states = new float[rows][features];
    refusal = new boolean[rows];
    fold = IntStream.range(0, rows).map(i -> i % 5).toArray();
    for (int i = 0; i < rows; i++) {
      double decision = 2 * random.nextGaussian();
      for (int j = 0; j < features; j++) {
        double noise = random.nextGaussian();
        states[i][j] = (float) (falling ? .05 * noise : noise);
        decision += !falling && j < 10 ? noise : 0;
      }
      for (int c = 0; c < loadings.length; c++) {
        double score = random.nextGaussian();
        decision += c < 10 ? score : 0;
        double size = score * Math.pow(c + 1, -.75);
        for (int j = 0; j < features; j++) {
          states[i][j] += (float) (size * loadings[c][j]);
        }
      }
      refusal[i] = decision > 0;
    }
  }

  @Benchmark
  public double[] fiveFolds() {
    return OutOfFold.logits(states, refusal, null, fold, ProbeSettings.PAPER);
  }
}
