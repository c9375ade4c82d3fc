package org.foregone.statistics;

import java.util.Comparator;
import java.util.stream.IntStream;

/// Many tests at once: p-values adjusted for a family. Every p-value is 0 to 1.
public final class Multiplicity {
  private Multiplicity() {}

  /// Holm 1979, step-down: holds the chance of any false finding. Adjusted p-value of the k-th
  /// smallest (from 0): the running maximum of min(1, (n - k) p).
  public static double[] holm(double[] p) {
    double[] adjusted = new double[p.length];
    double running = 0;
    int[] ascending = ascending(p);
    for (int k = 0; k < p.length; k++) {
      running = Math.max(running, Math.min(1, (p.length - k) * p[ascending[k]]));
      adjusted[ascending[k]] = running;
    }
    return adjusted;
  }

  /// What Holm rejects: from the smallest p-value on while p <= alpha / (n - k).
  public static boolean[] holmRejects(double[] p, double alpha) {
    boolean[] rejects = new boolean[p.length];
    int[] ascending = ascending(p);
    for (int k = 0; k < p.length && p[ascending[k]] <= alpha / (p.length - k); k++) {
      rejects[ascending[k]] = true;
    }
    return rejects;
  }

  /// Benjamini and Hochberg 1995, step-up: holds the expected share of false findings among all.
  /// Adjusted p-value of the k-th smallest (from 1): the running minimum from above of n p / k.
  public static double[] benjaminiHochberg(double[] p) {
    double[] adjusted = new double[p.length];
    double running = 1;
    int[] ascending = ascending(p);
    for (int k = p.length; k >= 1; k--) {
      running = Math.min(running, p.length * p[ascending[k - 1]] / k);
      adjusted[ascending[k - 1]] = running;
    }
    return adjusted;
  }

  private static int[] ascending(double[] p) {
    return IntStream.range(0, p.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> p[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
