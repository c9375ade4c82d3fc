package org.foregone.statistics;

import java.util.List;

/// Causal cuts counted as the study counts them: Fisher's exact test, Holm over the family, and
/// locked by the point rule before the cut.
///
/// @param cuts tested together
/// @param p Fisher's two-sided p-values
/// @param adjusted by Holm
/// @param significant which cuts Holm rejects: "meaningful", the others "performative"
/// @param lockedSignificant cuts locked before and significant
/// @param lockedBoth cuts locked before and after, by the point rule
/// @param asStated significant cuts whose rate moves as the text says
public record PaperCuts(
    int cuts,
    double[] p,
    double[] adjusted,
    boolean[] significant,
    int lockedSignificant,
    int lockedNot,
    int openSignificant,
    int openNot,
    int lockedBoth,
    int asStated) {

  /// @param stated 1 when the text turns to comply, -1 when it turns to refuse
  public record Cut(CutCounts counts, int stated) {
    /// Whether the rate moves as the text says; equal rates never do.
    public boolean asStated() {
      return counts.direction() != 0 && counts.direction() == stated;
    }

    boolean lockedBefore() {
      return LockLabel.byPoint(counts.pre(), counts.nPre());
    }

    boolean lockedBoth() {
      return lockedBefore() && LockLabel.byPoint(counts.post(), counts.nPost());
    }
  }

  /// @param alpha the study: .05
  public static PaperCuts of(List<Cut> cuts, double alpha) {
    double[] p = cuts.stream().mapToDouble(c -> FisherExact.twoSided(c.counts)).toArray();
    boolean[] significant = Multiplicity.holmRejects(p, alpha);
    int[][] table = new int[2][2];
    int both = 0;
    int stated = 0;
    for (int i = 0; i < p.length; i++) {
      Cut cut = cuts.get(i);
      table[cut.lockedBefore() ? 1 : 0][significant[i] ? 1 : 0]++;
      both += cut.lockedBoth() ? 1 : 0;
      stated += significant[i] && cut.asStated() ? 1 : 0;
    }
    return new PaperCuts(
        p.length,
        p,
        Multiplicity.holm(p),
        significant,
        table[1][1],
        table[1][0],
        table[0][1],
        table[0][0],
        both,
        stated);
  }

  public int significantCuts() {
    return lockedSignificant + openSignificant;
  }

  /// NaN of no cuts, like the other shares.
  public double causalShare() {
    return (double) significantCuts() / cuts;
  }

  public double performativeShare() {
    return 1 - causalShare();
  }

  public double lockedShare() {
    return (double) (lockedSignificant + lockedNot) / cuts;
  }

  public double lockedBothShare() {
    return (double) lockedBoth / cuts;
  }

  /// Of the significant cuts, those that move as the text says; NaN where none is.
  public double statedShare() {
    return (double) asStated / significantCuts();
  }
}
