package org.foregone.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Finds texts that are nearly the same, so that they are not split over folds: a probe that saw
/// one knows the other.
///
/// Texts are compared as words: compatibility-normalised, lower-case runs of letters and digits
/// (each ideograph or kana a word). Two are near-duplicates when
///
/// - their sets of three successive words have a Jaccard similarity of .6 or more: a long text with
///   a
///   few words changed, or a template with another filling; or
/// - they differ by one word put in, left out or exchanged, where that leaves at least 4 words: for
///   texts so short that one word is in most of their triples.
///
/// Groups are the connected components: a chain of near-duplicates is one group. Candidates for the
/// first rule come from MinHash in 32 bands of 4 (a pair at .6 is missed once in 80, at .7 once in
/// 6,000), and are then compared exactly. The same texts give the same groups everywhere.
///
/// Broder 1997, On the resemblance and containment of documents; Leskovec, Rajaraman and Ullman,
/// Mining of Massive Datasets, chapter 3.
public final class NearDuplicates {
  private static final double SIMILAR = .6;

  /// Below this estimate (four standard deviations of 128 draws away) the exact comparison is
  /// spared.
  private static final double HOPELESS = .43;

  private static final int BANDS = 32;
  private static final int DEPTH = 4;
  private static final int SHORTEST = 5;
  private static final int LONGEST = 40;

  private NearDuplicates() {}

  /// @return the group of each text, numbered by first appearance
  public static int[] groups(List<String> texts) {
    WordSequence[] words =
        texts.parallelStream().map(WordSequence::of).toArray(WordSequence[]::new);
    Union union = new Union(words.length);
    joinWhereOneWordDiffers(words, union);
    joinSimilar(words, union);
    return union.groups();
  }

  private record Key(long hash, int text) {}

  /// Texts that share a text of one word less, or are that text of one another.
  private static void joinWhereOneWordDiffers(WordSequence[] words, Union union) {
    List<Key> keys = new ArrayList<>();
    for (int text = 0; text < words.length; text++) {
      keys.add(new Key(words[text].hash(-1), text));
      int length = words[text].length();
      for (int left = 0; length >= SHORTEST && length <= LONGEST && left < length; left++) {
        keys.add(new Key(words[text].hash(left), text));
      }
    }
    keys.sort((a, b) -> Long.compare(a.hash, b.hash));
    for (int k = 1; k < keys.size(); k++) {
      if (keys.get(k).hash == keys.get(k - 1).hash) {
        union.join(keys.get(k).text, keys.get(k - 1).text);
      }
    }
  }

  private static void joinSimilar(WordSequence[] words, Union union) {
    long[][] triples = new long[words.length][];
    long[][] signatures = new long[words.length][];
    IntStream.range(0, words.length)
        .parallel()
        .forEach(
            text -> {
              triples[text] = words[text].triples();
              signatures[text] = signature(triples[text]);
            });
    for (int band = 0; band < BANDS; band++) {
      int from = band * DEPTH;
      List<Key> keys = new ArrayList<>();
      for (int text = 0; text < words.length; text++) {
        keys.add(
            new Key(
                WordSequence.hash(Arrays.copyOfRange(signatures[text], from, from + DEPTH), -1),
                text));
      }
      keys.sort((a, b) -> Long.compare(a.hash, b.hash));
      for (int k = 0; k < keys.size(); k++) {
        for (int other = k + 1;
            other < keys.size() && keys.get(other).hash == keys.get(k).hash;
            other++) {
          int a = keys.get(k).text;
          int b = keys.get(other).text;
          if (union.find(a) != union.find(b)
              && agreement(signatures[a], signatures[b]) >= HOPELESS
              && jaccard(triples[a], triples[b]) >= SIMILAR) {
            union.join(a, b);
          }
        }
      }
    }
  }

  /// The least of every hash function over a set.
  private static long[] signature(long[] set) {
    long[] least = new long[BANDS * DEPTH];
    Arrays.fill(least, Long.MAX_VALUE);
    for (int k = 0; k < least.length; k++) {
      long factor = WordSequence.mix(2L * k + 1) | 1;
      long offset = WordSequence.mix(2L * k + 2);
      long smallest = Long.MAX_VALUE;
      for (long item : set) {
        smallest = Math.min(smallest, item * factor + offset);
      }
      least[k] = smallest;
    }
    return least;
  }

  private static double agreement(long[] a, long[] b) {
    int same = 0;
    for (int k = 0; k < a.length; k++) {
      same += a[k] == b[k] ? 1 : 0;
    }
    return same / (double) a.length;
  }

  /// Shared over all, of ascending sets.
  static double jaccard(long[] a, long[] b) {
    int shared = 0;
    for (int i = 0, j = 0; i < a.length && j < b.length; ) {
      int order = Long.compare(a[i], b[j]);
      shared += order == 0 ? 1 : 0;
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return shared / (double) (a.length + b.length - shared);
  }

  /// Union-find with path halving.
  private static final class Union {
    private final int[] parent;

    Union(int size) {
      parent = IntStream.range(0, size).toArray();
    }

    int find(int i) {
      int at = i;
      while (parent[at] != at) {
        parent[at] = parent[parent[at]];
        at = parent[at];
      }
      return at;
    }

    /// The smaller position leads.
    void join(int a, int b) {
      int one = find(a);
      int two = find(b);
      parent[Math.max(one, two)] = Math.min(one, two);
    }

    int[] groups() {
      int[] groups = new int[parent.length];
      int next = 0;
      for (int i = 0; i < groups.length; i++) {
        groups[i] = find(i) == i ? next++ : groups[find(i)];
      }
      return groups;
    }
  }
}
