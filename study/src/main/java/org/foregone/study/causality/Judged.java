package org.foregone.study.causality;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.foregone.statistics.Multiplicity;

/// A change's evidence among those tested with it.
///
/// @param holm p-value adjusted for the family
/// @param bh likewise, for the false discovery rate
record Judged(Evidence evidence, double holm, double bh) {

  /// @param untested pairs of the same family that say nothing yet: they count as if without effect
  static List<Judged> family(List<Evidence> evidence, int untested) {
    double[] p =
        DoubleStream.concat(
                evidence.stream().mapToDouble(Evidence::p),
                DoubleStream.generate(() -> 1).limit(untested))
            .toArray();
    double[] holm = Multiplicity.holm(p);
    double[] bh = Multiplicity.benjaminiHochberg(p);
    List<Judged> family = new ArrayList<>();
    for (int i = 0; i < evidence.size(); i++) {
      family.add(new Judged(evidence.get(i), holm[i], bh[i]));
    }
    return family;
  }

  TestedChange tested() {
    return evidence.tested();
  }

  /// "Meaningful" as the study counts it.
  boolean significant() {
    return holm <= CausalityAnalysis.ALPHA;
  }
}
