package org.foregone.inference;

import java.nio.charset.StandardCharsets;

/// Randomness as a function of a place, not of a history: the same (seed, completion, position)
/// gives the same draw whatever else was drawn before. SplitMix64's finaliser (Steele, Lea, Flood,
/// "Fast splittable pseudorandom number generators", OOPSLA 2014) over the counters.
public final class CounterRandom {
  private CounterRandom() {}

  /// A well-mixed value of one counter.
  public static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /// The seed of a named place below a seed: (study seed, prompt id, mode) and the like.
  public static long seed(long parent, String... names) {
    long seed = mix(parent);
    for (String name : names) {
      for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
        seed = mix(seed ^ (b & 0xff));
      }
      seed = mix(seed ^ 0x100);
    }
    return seed;
  }

  /// The draw at `position` of completion `index`: 64 random bits.
  static long draw(long seed, int index, int position) {
    return mix(mix(seed ^ mix(index)) ^ position);
  }

  /// Random bits as a number in [0, 1), 53 of them used.
  static double uniform(long bits) {
    return (bits >>> 11) * 0x1p-53;
  }
}
