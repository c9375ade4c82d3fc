package org.foregone.statistics;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Labels handed out anew under the hypothesis that they have nothing to do with the rows. The rows
/// of a prompt stay together: its labels go, as a set and in random order, to another prompt with
/// as many rows. So a prompt whose traces all refuse gives its refusals to all traces of another,
/// and the permuted labels are as clustered as the real ones. A prompt that is the only one with
/// its number of rows keeps its labels, in another order.
public final class LabelPermutation {
  private final boolean[] labels;
  private final int[][][] alike;
  private final long seed;

  /// @param prompt of each row
  public LabelPermutation(boolean[] labels, int[] prompt, long seed) {
    this.labels = labels;
    this.seed = seed;
    Map<Integer, int[]> rows = new TreeMap<>();
    for (int i = 0; i < prompt.length; i++) {
      rows.merge(prompt[i], new int[] {i}, LabelPermutation::joined);
    }
    alike =
        rows.values().stream()
            .map(r -> r.length)
            .distinct()
            .sorted()
            .map(size -> rows.values().stream().filter(r -> r.length == size).toArray(int[][]::new))
            .toArray(int[][][]::new);
  }

  private static int[] joined(int[] a, int[] b) {
    int[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  /// The labels of one permutation; the same number gives the same labels.
  public boolean[] permuted(int number) {
    SplittableRandom random =
        new SplittableRandom(WordSequence.mix(WordSequence.mix(seed) + number));
    boolean[] permuted = new boolean[labels.length];
    for (int[][] prompts : alike) {
      int[] givers = shuffled(prompts.length, random);
      for (int to = 0; to < prompts.length; to++) {
        int[] from = prompts[givers[to]];
        int[] order = shuffled(from.length, random);
        for (int k = 0; k < from.length; k++) {
          permuted[prompts[to][k]] = labels[from[order[k]]];
        }
      }
    }
    return permuted;
  }

  private static int[] shuffled(int size, SplittableRandom random) {
    int[] order = IntStream.range(0, size).toArray();
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }
}
