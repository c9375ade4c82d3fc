package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ClusterBootstrapTests {

  @Test
  void drawsDependOnSeedReplicateAndPositionAlone() {
    ClusterBootstrap bootstrap = new ClusterBootstrap(10, 42);
    assertThat(bootstrap.draw(3, 20)).isEqualTo(new ClusterBootstrap(99, 42).draw(3, 20));
    assertThat(bootstrap.draw(3, 20)).isNotEqualTo(bootstrap.draw(4, 20));
    assertThat(bootstrap.draw(3, 20)).isNotEqualTo(new ClusterBootstrap(10, 43).draw(3, 20));
  }

  @Test
  void drawsAreUniform() {
    ClusterBootstrap bootstrap = new ClusterBootstrap(4_000, 7);
    int clusters = 13;
    double[] counts = new double[clusters];
    for (int b = 0; b < bootstrap.replicates(); b++) {
      for (int i : bootstrap.draw(b, clusters)) {
        counts[i]++;
      }
    }
    double chiSquare = 0;
    for (double count : counts) {
      chiSquare += (count - 4_000) * (count - 4_000) / 4_000;
    }
    assertThat(Distributions.chiSquareUpperTail(chiSquare, clusters - 1)).isBetween(.001, .999);
  }

  @Test
  void undefinedReplicatesAreSkippedAndCounted() {
    Replicates replicates =
        ClusterBootstrap.run(
            new int[][] {{0, 0}, {0, 1}, {1, 1}}, d -> d[0] == d[1] ? Double.NaN : d[1]);
    assertThat(replicates.used()).isEqualTo(1);
    assertThat(replicates.skipped()).isEqualTo(2);
    assertThat(replicates.mean()).isEqualTo(1);
  }

  @Test
  void nothingMeasuredIsNotANumber() {
    assertThat(Proportions.rate(new double[0], new double[0]).measured()).isFalse();
    assertThat(Proportions.share(0, 0).measured()).isFalse();
    double[] none = {0, 0};
    assertThat(Proportions.difference(none, none, none, none).measured()).isFalse();
    Estimate lonely = Proportions.rate(new double[] {3}, new double[] {8});
    assertThat(lonely.estimate()).isCloseTo(.375, within(1e-15));
    assertThat(lonely.low()).isNaN();
  }
}
