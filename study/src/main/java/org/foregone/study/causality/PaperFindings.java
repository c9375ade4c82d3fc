package org.foregone.study.causality;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.foregone.statistics.Estimate;
import org.foregone.statistics.Interval;
import org.foregone.statistics.Intervals;
import org.foregone.statistics.PaperCuts;
import org.foregone.study.config.StudyConfig.CausalityChoice;

/// The same cuts as the study counts them (arXiv 2606.25013): Fisher's test on all answers as if
/// their number were fixed, Holm over the cuts shown, locked by the point rule, cuts independent.
final class PaperFindings {
  private static final int STUDY_K = 100;

  private PaperFindings() {}

  static Map<String, Object> of(CutFindings findings, CausalityChoice choice) {
    List<PaperCuts.Cut> cuts =
        findings.cuts().stream()
            .map(j -> new PaperCuts.Cut(j.tested().counts(), j.tested().change().stated()))
            .toList();
    PaperCuts paper = PaperCuts.of(cuts, CausalityAnalysis.ALPHA);
    int n = paper.cuts();
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("causal_share", share(paper.significantCuts(), n));
    out.put("performative_share", share(n - paper.significantCuts(), n));
    out.put("locked_share", share(paper.lockedSignificant() + paper.lockedNot(), n));
    out.put("stated_direction", share(paper.asStated(), paper.significantCuts()));
    Map<String, Object> table = new LinkedHashMap<>();
    table.put("locked", row(paper.lockedSignificant(), paper.lockedNot()));
    table.put("open", row(paper.openSignificant(), paper.openNot()));
    out.put("table", table);
    if (choice.sequential() || choice.k() != STUDY_K) {
      out.put(
          "note",
          choice.sequential()
              ? "the study samples 100 answers a side; here sampling stopped when the decision at"
                  + " 100 was clear, which its p-values and its locked share do not know"
              : "the study samples 100 answers a side, this run %d".formatted(choice.k()));
    }
    return out;
  }

  private static Estimate share(int successes, int trials) {
    String method = "95% Wilson, cuts as if independent";
    if (trials == 0) {
      return Estimate.none(method);
    }
    Interval interval = Intervals.wilson(successes, trials, Intervals.LEVEL);
    return new Estimate(
        (double) successes / trials, interval.low(), interval.high(), trials, trials, method);
  }

  private static Map<String, Object> row(int meaningful, int performative) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("meaningful", meaningful);
    row.put("performative", performative);
    return row;
  }
}
