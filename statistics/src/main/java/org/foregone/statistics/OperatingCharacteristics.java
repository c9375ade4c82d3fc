package org.foregone.statistics;

import org.foregone.statistics.SequentialCut.Lock;
import org.foregone.statistics.SequentialCut.Significance;

/// What a sequential rule does at given true rates, exactly: the joint distribution of both sides'
/// counts goes forward from look to look, and what stops is taken out. Making one tabulates the
/// rule's decisions (a fraction of a second); asking it costs milliseconds.
public final class OperatingCharacteristics {
  private final SequentialCut rule;
  private final Significance[][][] significance;
  private final Lock[][] lock;

  /// @param reject chance of significance
  /// @param locked chance that the pre side is labelled locked
  /// @param pre expected answers before the cut
  /// @param post expected answers after it
  public record At(double reject, double locked, double pre, double post) {
    public double total() {
      return pre + post;
    }
  }

  public OperatingCharacteristics(SequentialCut rule) {
    this.rule = rule;
    int looks = rule.looks().length;
    significance = new Significance[looks][][];
    lock = new Lock[looks][];
    for (int j = 0; j < looks; j++) {
      int n = rule.looks()[j];
      significance[j] = new Significance[n + 1][n + 1];
      lock[j] = new Lock[n + 1];
      for (int x = 0; x <= n; x++) {
        lock[j][x] = rule.lock(x, n, j);
        for (int y = 0; y <= n; y++) {
          significance[j][x][y] = rule.significance(new CutCounts(x, n, y, n), j);
        }
      }
    }
  }

  /// @param p true compliance rate before
  /// @param q after
  public At at(double p, double q) {
    return new Recursion().run(p, q);
  }

  /// Mass of the paths that have not stopped, by counts.
  private final class Recursion {
    /// Nothing decided.
    private double[][] open = {{1}};

    /// The lock label decided, significance not.
    private double[][] labelled = {{0}};

    /// Significance decided, the lock label not: the pre side goes on alone.
    private double[] alone = {0};

    private double reject;
    private double locked;
    private double pre;
    private double post;

    At run(double p, double q) {
      int before = 0;
      for (int j = 0; j < rule.looks().length; j++) {
        int n = rule.looks()[j];
        double[] x = binomial(n - before, p);
        double[] y = binomial(n - before, q);
        open = spread(open, x, y);
        labelled = spread(labelled, x, y);
        alone = spread(alone, x);
        look(j, n);
        before = n;
      }
      return new At(reject, locked, pre, post);
    }

    private void look(int j, int n) {
      for (int x = 0; x <= n; x++) {
        Lock label = lock[j][x];
        if (label != Lock.UNDECIDED) {
          locked += label == Lock.LOCKED ? alone[x] : 0;
          pre += n * alone[x];
          alone[x] = 0;
        }
        for (int y = 0; y <= n; y++) {
          if (label != Lock.UNDECIDED) {
            locked += label == Lock.LOCKED ? open[x][y] : 0;
            labelled[x][y] += open[x][y];
            open[x][y] = 0;
          }
          Significance decided = significance[j][x][y];
          if (decided != Significance.UNDECIDED) {
            double mass = open[x][y] + labelled[x][y];
            reject += decided == Significance.SIGNIFICANT ? mass : 0;
            post += n * mass;
            pre += n * labelled[x][y];
            alone[x] += open[x][y];
            open[x][y] = 0;
            labelled[x][y] = 0;
          }
        }
      }
    }
  }

  private static double[][] spread(double[][] mass, double[] x, double[] y) {
    double[][] rows = new double[mass.length][];
    for (int i = 0; i < mass.length; i++) {
      rows[i] = spread(mass[i], y);
    }
    double[][] wider = new double[mass.length + x.length - 1][rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      for (int a = 0; a < x.length; a++) {
        for (int k = 0; k < rows[i].length; k++) {
          wider[i + a][k] += x[a] * rows[i][k];
        }
      }
    }
    return wider;
  }

  private static double[] spread(double[] mass, double[] by) {
    double[] wider = new double[mass.length + by.length - 1];
    for (int i = 0; i < mass.length; i++) {
      for (int a = 0; a < by.length; a++) {
        wider[i + a] += mass[i] * by[a];
      }
    }
    return wider;
  }

  /// Chances of 0 to n successes.
  private static double[] binomial(int n, double p) {
    double[] chance = {1};
    for (int i = 0; i < n; i++) {
      chance = spread(chance, new double[] {1 - p, p});
    }
    return chance;
  }
}
