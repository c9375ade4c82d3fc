package org.foregone.benchmarks;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.foregone.statistics.Estimate;
import org.foregone.statistics.Proportions;
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

/// The interval of one rate, clustered by prompt: a study makes about forty of them.
///
/// Run: `./dev bench BootstrapBenchmark`. Prompts: 120 (a laptop study) and 2,885 (the paper's
/// benign prompts), 8 rollouts each, 2,000 replicates.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BootstrapBenchmark {
  @Param({"120", "2885"})
  public int prompts;

  private double[] refusals = {};
  private double[] rollouts = {};

  @Setup
  public void refusalsOfADecidedModel() {
    refusals = new double[prompts];
    rollouts = new double[prompts];
    Arrays.fill(rollouts, 8);
    Arrays.setAll(refusals, i -> i * 7 % 11 < 6 ? 0 : i % 9);
  }

  @Benchmark
  public Estimate rate() {
    return Proportions.mean(refusals, rollouts);
  }
}
