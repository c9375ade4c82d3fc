package org.foregone.inference;

import java.util.HashSet;
import java.util.List;

/// Which hidden states a continuation brings back.
///
/// @param sites where in the model, at least one, each once
/// @param positions places in the sequence (prefix, then generated tokens), counted from 0,
///     ascending. The state at a position is that of the token there as the model reads it; a
///     position that a completion never reads (its last token is one) is left out of its result.
public record Capture(List<Site> sites, int[] positions) {
  public Capture {
    sites = List.copyOf(sites);
    positions = positions.clone();
    if (sites.isEmpty() || positions.length == 0) {
      throw new IllegalArgumentException("a capture needs at least one site and one position");
    }
    if (new HashSet<>(sites).size() < sites.size()) {
      throw new IllegalArgumentException("a capture names a site twice: " + sites);
    }
    for (int i = 0; i < positions.length; i++) {
      if (positions[i] < 0 || (i > 0 && positions[i] <= positions[i - 1])) {
        throw new IllegalArgumentException(
            "captured positions must ascend from 0 on, not %d after %s"
                .formatted(positions[i], i == 0 ? "none" : positions[i - 1]));
      }
    }
  }

  int firstPosition() {
    return positions[0];
  }
}
