package org.foregone.organism.truth;

/// One class of tokens that may come next.
///
/// @param tokens equally likely among themselves
/// @param weight of the class as a whole, any scale
record Option(int[] tokens, double weight) {
  int count() {
    return tokens.length;
  }
}
