package org.foregone.inference;

import java.util.Arrays;
import java.util.List;

/// Hidden states of one completion.
///
/// @param sites where in the model, as asked
/// @param positions places in the sequence, ascending: those asked that the completion read
/// @param values one array a site, row-major `[positions.length x width]`, float32 as computed
public record States(List<Site> sites, int[] positions, List<float[]> values) {
  public States {
    sites = List.copyOf(sites);
    values = List.copyOf(values);
    if (sites.size() != values.size()) {
      throw new IllegalArgumentException(
          sites.size() + " sites with " + values.size() + " arrays of states");
    }
    for (float[] site : values) {
      if (site.length != values.getFirst().length
          || (positions.length == 0 ? site.length > 0 : site.length % positions.length > 0)) {
        throw new IllegalArgumentException("states of unequal size");
      }
    }
  }

  /// The size of one state; 0 when there is none.
  public int width() {
    return positions.length == 0 || values.isEmpty()
        ? 0
        : values.getFirst().length / positions.length;
  }

  /// A copy of one state.
  ///
  /// @param site index into [#sites]
  /// @param i index into [#positions]
  public float[] row(int site, int i) {
    int width = width();
    return Arrays.copyOfRange(values.get(site), i * width, (i + 1) * width);
  }
}
