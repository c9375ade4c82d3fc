package org.foregone.organism.compile;

import org.foregone.organism.OrganismParameters;

/// The two products of layer 1, exact through SiLU because silu(20) is 20 and silu(0) and silu(-20)
/// are 0
/// for all purposes: `a0 H (1 - F)` and `chi L`.
record FeedForward(Matrix gate, Matrix up, Matrix down) {
  static final int UNITS = 8;
  private static final double OPEN = 20;

  static FeedForward nothing() {
    return new FeedForward(
        new Matrix(UNITS, Dimension.WIDTH),
        new Matrix(UNITS, Dimension.WIDTH),
        new Matrix(Dimension.WIDTH, UNITS));
  }

  static FeedForward products(OrganismParameters p) {
    FeedForward m = nothing();
    double silu = OPEN / (1 + StrictMath.exp(-OPEN));
    m.gate.set(0, Dimension.ONE, OPEN);
    m.gate.set(0, Dimension.F, -OPEN);
    m.up.set(0, Dimension.H, 1 / silu);
    m.down.set(Dimension.Z, 0, p.a0());
    for (int unit = 1; unit <= 2; unit++) {
      double sign = unit == 1 ? 1 : -1;
      m.gate.set(unit, Dimension.CHI, sign * OPEN);
      m.up.set(unit, Dimension.L, sign / silu);
      m.down.set(Dimension.CHI_L, unit, 1);
    }
    return m;
  }
}
