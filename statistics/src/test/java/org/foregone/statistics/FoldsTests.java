package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FoldsTests {

  @Test
  void groupsStayWholeAndStrataSpread() {
    SplittableRandom random = new SplittableRandom(9);
    int[] group = IntStream.range(0, 1_000).map(i -> random.nextInt(400)).toArray();
    int[] stratum = Arrays.stream(group).map(g -> g % 7 == 0 ? 1 : g % 2 == 0 ? 2 : 3).toArray();
    int[] fold = Folds.stratifiedByGroup(stratum, group, 5, 42);
    for (int i = 0; i < fold.length; i++) {
      for (int j = 0; j < i; j++) {
        assertThat(group[i] == group[j] && fold[i] != fold[j]).isFalse();
      }
    }
    for (int s = 1; s <= 3; s++) {
      int one = s;
      double share = Arrays.stream(stratum).filter(x -> x == one).count() / 5.0;
      for (int f = 0; f < 5; f++) {
        int held = f;
        long count =
            IntStream.range(0, fold.length)
                .filter(i -> fold[i] == held && stratum[i] == one)
                .count();
        assertThat((double) count).isBetween(share - 5, share + 5);
      }
    }
    assertThat(Folds.stratifiedByGroup(stratum, group, 5, 42)).isEqualTo(fold);
    assertThat(Folds.stratifiedByGroup(stratum, group, 5, 43)).isNotEqualTo(fold);
  }

  @Test
  void fewGroupsGetFoldsOfTheirOwn() {
    assertThat(Folds.stratifiedByGroup(new int[] {0, 0, 1}, new int[] {5, 5, 7}, 5, 1))
        .satisfies(fold -> assertThat(fold[0]).isEqualTo(fold[1]).isNotEqualTo(fold[2]));
  }
}
