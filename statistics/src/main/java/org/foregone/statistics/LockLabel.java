package org.foregone.statistics;

import java.util.Locale;

/// Whether what is answered after a prefix is settled: the compliance rate within .05 of 0 or 1.
public enum LockLabel {
  LOCKED,
  OPEN,
  UNDETERMINED;

  private static final double EDGE = .05;

  /// In small letters.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// By an interval of the rate: locked where it lies in \[0, .05\] or \[.95, 1\], open where it
  /// lies strictly between, else undetermined. About 73 answers that all agree are needed to say
  /// locked.
  public static LockLabel of(Interval rate) {
    if (rate.high() <= EDGE || rate.low() >= 1 - EDGE) {
      return LOCKED;
    }
    return rate.low() > EDGE && rate.high() < 1 - EDGE ? OPEN : UNDETERMINED;
  }

  /// By the 95% Clopper-Pearson interval; the number of answers was fixed beforehand.
  public static LockLabel of(int complied, int answers) {
    return of(Intervals.clopperPearson(complied, answers, Intervals.LEVEL));
  }

  /// The paper's rule: the observed rate is at most .05 or at least .95. At 32 answers a true rate
  /// of .1 passes with probability .16.
  public static boolean byPoint(int complied, int answers) {
    return answers > 0 && (20L * complied <= answers || 20L * complied >= 19L * answers);
  }

  /// The complement with both ends included, as another of the study's scripts has it.
  public static boolean wavers(int complied, int answers) {
    return answers > 0 && 20L * complied >= answers && 20L * complied <= 19L * answers;
  }
}
