package org.foregone.study.foresight;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.statistics.Discrimination;
import org.foregone.statistics.Estimate;
import org.foregone.statistics.Probe;
import org.foregone.statistics.ProbeSettings;

/// A benchmark's prompts scored by a probe that saw none of them, nor a near-duplicate of one.
final class HeldOutBenchmark {
  private final Sample sample;
  private final int[] held;
  private final int[] others;

  HeldOutBenchmark(Sample sample, String benchmark) {
    this.sample = sample;
    this.held = sample.where(c -> c.prompt().benchmark().equals(benchmark));
    Set<Integer> clusters =
        IntStream.of(held).mapToObj(i -> sample.cluster()[i]).collect(Collectors.toSet());
    this.others =
        IntStream.range(0, sample.size())
            .filter(i -> !clusters.contains(sample.cluster()[i]))
            .toArray();
  }

  /// Undefined where either side holds one class only.
  Estimate auroc(float[][] rows, ProbeSettings settings, ClusterBootstrap bootstrap) {
    Sample training = sample.pick(others);
    Sample tested = sample.pick(held);
    double[] scores = new double[held.length];
    Arrays.fill(scores, Double.NaN);
    if (training.labels().bothClasses()) {
      float[][] seen = IntStream.of(others).mapToObj(i -> rows[i]).toArray(float[][]::new);
      Probe probe = Probe.fit(seen, training.labels(), settings);
      Arrays.setAll(scores, i -> probe.logit(rows[held[i]]));
    }
    return Discrimination.auroc(
        Sample.rounded(scores), tested.refused(), tested.cluster(), bootstrap);
  }
}
