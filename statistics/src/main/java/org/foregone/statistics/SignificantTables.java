package org.foregone.statistics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Which tables of given sizes Fisher's exact test finds significant. Made once for each pair of
/// sizes and level, and kept: predictions ask thousands of times.
final class SignificantTables {
  private record Key(int nPre, int nPost, double alpha) {}

  private static final int MOST = 2_000;

  private static final Map<Key, SignificantTables> KNOWN = new ConcurrentHashMap<>();

  private final boolean[][] significant;

  private SignificantTables(boolean[][] significant) {
    this.significant = significant;
  }

  static SignificantTables of(int nPre, int nPost, double alpha) {
    if (KNOWN.size() >= MOST) {
      KNOWN.clear(); // they are made again in milliseconds
    }
    return KNOWN.computeIfAbsent(new Key(nPre, nPost, alpha), SignificantTables::made);
  }

  private static SignificantTables made(Key key) {
    boolean[][] significant = new boolean[key.nPre + 1][key.nPost + 1];
    for (int x = 0; x <= key.nPre; x++) {
      for (int y = 0; y <= key.nPost; y++) {
        significant[x][y] =
            FisherExact.twoSided(new CutCounts(x, key.nPre, y, key.nPost)) <= key.alpha;
      }
    }
    return new SignificantTables(significant);
  }

  /// Chance of a significant table with x compliances before, and after it y more of those whose
  /// numbers have the given chances.
  double weight(int x, int y, double[] more) {
    boolean[] row = significant[x];
    double sum = 0;
    for (int b = 0; b < more.length; b++) {
      sum += row[y + b] ? more[b] : 0;
    }
    return sum;
  }
}
