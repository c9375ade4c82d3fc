package org.foregone.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Which cluster (prompt) each row is of, by position in the ascending list of distinct ids.
record Clusters(int[] of, int count) {

  static Clusters of(int[] ids) {
    int[] distinct = Arrays.stream(ids).distinct().sorted().toArray();
    return new Clusters(
        Arrays.stream(ids).map(id -> Arrays.binarySearch(distinct, id)).toArray(), distinct.length);
  }

  /// How often each cluster was drawn; all rows of a cluster enter as often.
  double[] times(int[] drawn) {
    double[] times = new double[count];
    for (int cluster : drawn) {
      times[cluster]++;
    }
    return times;
  }

  /// Sums of the rows' values, one a cluster.
  double[] sums(double[] perRow) {
    double[] sums = new double[count];
    for (int i = 0; i < perRow.length; i++) {
      sums[of[i]] += perRow[i];
    }
    return sums;
  }

  /// The rows of each cluster.
  int[][] members() {
    int[][] members = new int[count][];
    for (int c = 0; c < count; c++) {
      int cluster = c;
      members[c] = IntStream.range(0, of.length).filter(i -> of[i] == cluster).toArray();
    }
    return members;
  }
}
