package org.foregone.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// The distribution of true (pre, post) compliance rates over cuts, by maximum likelihood without a
/// shape (Kiefer and Wolfowitz 1956) on a grid, fitted by expectation maximisation. Sampling
/// that stops by looking at the counts changes nothing: the likelihood is the same.
///
/// Cuts with the same counts are one cell, and the likelihood is a product of two sides, so a step
/// costs (distinct sides) x (grid points) instead of (cuts) x (grid points).
final class RatePairs {
  /// The lower half of the grid: finer where rates are known better.
  private static final double[] HALF = {
    0, .0125, .025, .05, .075, .1, .15, .2, .25, .3, .35, .4, .45, .5
  };

  /// With more answers a side, rates are known better than half the grid's spacing.
  private static final int COARSE_ENOUGH = 128;

  /// Positions in a cell of the grid, to average over it.
  private static final int PARTS = 32;

  /// Smaller likelihoods, of a side's largest, are as good as 0.
  private static final double NOTHING = 1e-13;

  private final double[] rates;
  private final List<Side> pre;
  private final List<Side> post;
  private final int[][] cellsOfPre;
  private final int[] postOfCell;
  private final int[] cellOfCut;

  /// Likelihood of one side's counts at each rate, the largest made 1, and where it is not nothing.
  private record Side(double[] likelihood, int from, int to) {
    static Side of(double[] rates, int x, int n) {
      double[] log = Arrays.stream(rates).map(q -> times(x, q) + times(n - x, 1 - q)).toArray();
      double most = Arrays.stream(log).max().orElseThrow();
      double[] likelihood = Arrays.stream(log).map(l -> StrictMath.exp(l - most)).toArray();
      int from = 0;
      while (likelihood[from] < NOTHING) {
        from++;
      }
      int to = rates.length;
      while (likelihood[to - 1] < NOTHING) {
        to--;
      }
      return new Side(likelihood, from, to);
    }

    private static double times(int count, double chance) {
      return count == 0 ? 0 : count * StrictMath.log(chance);
    }
  }

  private RatePairs(
      double[] rates,
      List<Side> pre,
      List<Side> post,
      int[][] cellsOfPre,
      int[] postOfCell,
      int[] cellOfCut) {
    this.rates = rates;
    this.pre = pre;
    this.post = post;
    this.cellsOfPre = cellsOfPre;
    this.postOfCell = postOfCell;
    this.cellOfCut = cellOfCut;
  }

  static RatePairs of(List<CutCounts> cuts) {
    int most = cuts.stream().mapToInt(c -> Math.max(c.nPre(), c.nPost())).max().orElse(1);
    double[] rates = grid(most > COARSE_ENOUGH);
    Map<Long, Integer> pres = new TreeMap<>();
    Map<Long, Integer> posts = new TreeMap<>();
    Map<Long, Integer> cells = new TreeMap<>();
    List<List<Integer>> cellsOfPre = new ArrayList<>();
    List<Integer> postOfCell = new ArrayList<>();
    List<Side> pre = new ArrayList<>();
    List<Side> post = new ArrayList<>();
    int[] cellOfCut = new int[cuts.size()];
    for (int i = 0; i < cellOfCut.length; i++) {
      CutCounts c = cuts.get(i);
      int u = side(pres, pre, rates, c.pre(), c.nPre());
      int v = side(posts, post, rates, c.post(), c.nPost());
      while (cellsOfPre.size() <= u) {
        cellsOfPre.add(new ArrayList<>());
      }
      Integer known = cells.putIfAbsent(key(u, v), cells.size());
      if (known == null) {
        known = cells.size() - 1;
        cellsOfPre.get(u).add(known);
        postOfCell.add(v);
      }
      cellOfCut[i] = known;
    }
    return new RatePairs(
        rates,
        pre,
        post,
        cellsOfPre.stream().map(RatePairs::ints).toArray(int[][]::new),
        ints(postOfCell),
        cellOfCut);
  }

  private static double[] grid(boolean fine) {
    DoubleStream lower = DoubleStream.of(HALF);
    if (fine) {
      lower =
          DoubleStream.concat(
              lower, IntStream.range(1, HALF.length).mapToDouble(a -> (HALF[a - 1] + HALF[a]) / 2));
    }
    return lower.flatMap(q -> DoubleStream.of(q, 1 - q)).distinct().sorted().toArray();
  }

  private static int side(
      Map<Long, Integer> known, List<Side> sides, double[] rates, int x, int n) {
    Integer at = known.putIfAbsent(key(x, n), known.size());
    if (at == null) {
      sides.add(Side.of(rates, x, n));
      return sides.size() - 1;
    }
    return at;
  }

  private static long key(int a, int b) {
    return ((long) a << 32) | b;
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  double[] rates() {
    return rates;
  }

  /// How much of the mass of a pair of rates rises by the threshold or more: a point of the grid
  /// stands for all rates that are nearer to it than to any other, alike.
  double[][] rises(double threshold) {
    double[][] rises = new double[rates.length][rates.length];
    for (int a = 0; a < rates.length; a++) {
      for (int b = 0; b < rates.length; b++) {
        for (int i = 0; i < PARTS; i++) {
          double least = edge(a) + (edge(a + 1) - edge(a)) * (i + .5) / PARTS + threshold;
          double beyond = (edge(b + 1) - least) / (edge(b + 1) - edge(b));
          rises[a][b] += Math.clamp(beyond, 0, 1) / PARTS;
        }
      }
    }
    return rises;
  }

  /// Where the cell of a grid point begins.
  private double edge(int a) {
    return a == 0 ? 0 : a == rates.length ? 1 : (rates[a - 1] + rates[a]) / 2;
  }

  /// How many cuts of a sample are in each cell.
  ///
  /// @param cuts positions, repeats included
  double[] weights(int[] cuts) {
    double[] weights = new double[postOfCell.length];
    for (int cut : cuts) {
      weights[cellOfCut[cut]]++;
    }
    return weights;
  }

  /// Every pair of rates alike.
  double[][] uniform() {
    double[][] even = new double[rates.length][rates.length];
    for (double[] row : even) {
      Arrays.fill(row, 1.0 / (rates.length * rates.length));
    }
    return even;
  }

  /// Goes so many steps uphill. Pairs without mass stay without.
  ///
  /// @param start `[pre][post]` mass on the grid; not changed
  double[][] fit(double[] weights, double[][] start, int steps) {
    double[][] mass = start;
    for (int i = 0; i < steps; i++) {
      mass = step(weights, mass);
    }
    return mass;
  }

  private double[][] step(double[] weights, double[][] mass) {
    int size = rates.length;
    double[][] next = new double[size][size];
    double[] forward = new double[size];
    double[] back = new double[size];
    double total = 0;
    for (int u = 0; u < pre.size(); u++) {
      Side before = pre.get(u);
      int from = size;
      int to = 0;
      for (int cell : cellsOfPre[u]) {
        if (weights[cell] > 0) {
          Side after = post.get(postOfCell[cell]);
          from = Math.min(from, after.from);
          to = Math.max(to, after.to);
        }
      }
      if (from >= to) {
        continue; // none of these cuts is in the sample
      }
      Arrays.fill(forward, 0);
      Arrays.fill(back, 0);
      for (int a = before.from; a < before.to; a++) {
        double likelihood = before.likelihood[a];
        double[] row = mass[a];
        for (int b = from; b < to; b++) {
          forward[b] += likelihood * row[b];
        }
      }
      for (int cell : cellsOfPre[u]) {
        if (weights[cell] > 0) {
          total += explain(weights[cell], post.get(postOfCell[cell]), forward, back);
        }
      }
      for (int a = before.from; a < before.to; a++) {
        double likelihood = before.likelihood[a];
        double[] row = mass[a];
        double[] sum = next[a];
        for (int b = from; b < to; b++) {
          sum[b] += likelihood * row[b] * back[b];
        }
      }
    }
    for (double[] row : next) {
      for (int b = 0; b < size; b++) {
        row[b] /= total;
      }
    }
    return next;
  }

  /// Adds what a cell says of the post rates.
  ///
  /// @param forward chance of its pre side with each post rate
  /// @return the cell's weight, 0 when no rates can explain it
  private static double explain(double weight, Side after, double[] forward, double[] back) {
    double chance = 0;
    for (int b = after.from; b < after.to; b++) {
      chance += forward[b] * after.likelihood[b];
    }
    if (chance <= 0) {
      return 0;
    }
    double scale = weight / chance;
    for (int b = after.from; b < after.to; b++) {
      back[b] += scale * after.likelihood[b];
    }
    return weight;
  }
}
