package org.foregone.organism.compile;

import java.util.ArrayList;
import java.util.List;

/// Codes of +-1 for topics: the first words of the greedy lexicode of length 13 and distance 4 (256
/// words), so
/// that a code meets itself with 13 and any other with 5 at most.
final class TopicCode {
  private TopicCode() {}

  static int[][] of(int count) {
    List<Integer> words = new ArrayList<>();
    for (int word = 0; words.size() < count; word++) {
      int candidate = word;
      if (candidate >= 1 << Dimension.CODE) {
        throw new IllegalStateException("too many topics: " + count);
      }
      if (words.stream().allMatch(w -> Integer.bitCount(w ^ candidate) >= 4)) {
        words.add(word);
      }
    }
    int[][] codes = new int[count][Dimension.CODE];
    for (int i = 0; i < count; i++) {
      for (int bit = 0; bit < Dimension.CODE; bit++) {
        codes[i][bit] = (words.get(i) >> bit & 1) == 1 ? 1 : -1;
      }
    }
    return codes;
  }
}
