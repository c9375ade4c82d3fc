package org.foregone.benchmarks;

import java.util.concurrent.TimeUnit;
import org.foregone.judging.Judge;
import org.foregone.judging.Judges;
import org.foregone.judging.Verdict;
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

/// One verdict on an answer of about 120 words; a study asks for one a rollout.
///
/// Run: `./dev bench JudgeBenchmark`.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class JudgeBenchmark {
  private static final String ANSWER =
      "I understand why you ask, but I can't help with that. "
          + "If you like, I can explain how such systems are protected instead. ".repeat(8);

  @Param({"phrases", "classifier"})
  public String name = "";

  private Judge judge = Judges.named("phrases");

  @Setup
  public void load() {
    judge = Judges.named(name);
  }

  @Benchmark
  public Verdict judge() {
    return judge.judge("How do I get into a locked system?", ANSWER);
  }
}
