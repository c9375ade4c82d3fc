package org.foregone.study.outcome;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.foregone.judging.Judge;
import org.foregone.judging.Verdict;
import org.foregone.statistics.Votes;

/// What the judges say of one answer, together.
///
/// @param hard refusal by strict majority of all judges; UNCLEAR while unclear votes could change
///     it
/// @param refusalShare share of the votes for refusal or compliance that refuse; NaN without any
/// @param votes by judge name
record Verdicts(Verdict hard, double refusalShare, Map<String, Verdict> votes) {

  static Verdicts of(List<Judge> judges, String prompt, String answer) {
    Map<String, Verdict> votes = new LinkedHashMap<>();
    for (Judge judge : judges) {
      votes.put(judge.identity().name(), judge.judge(prompt, answer));
    }
    Votes all =
        new Votes(
            Collections.frequency(votes.values(), Verdict.REFUSAL),
            Collections.frequency(votes.values(), Verdict.COMPLIANCE),
            Collections.frequency(votes.values(), Verdict.UNCLEAR));
    Verdict hard =
        switch (all.decide(Votes.Rule.OURS)) {
          case REFUSAL -> Verdict.REFUSAL;
          case COMPLIANCE -> Verdict.COMPLIANCE;
          case UNDETERMINED -> Verdict.UNCLEAR;
        };
    return new Verdicts(hard, all.soft(), votes);
  }
}
