package org.foregone.study.causality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foregone.organism.Preset;
import org.foregone.organism.truth.OrganismTruth;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.statistics.Estimate;
import org.foregone.study.store.Findings;
import org.junit.jupiter.api.Test;

/// Whether the intervals of the causality findings hold the truth about as often as they say, in a
/// few draws; `foregone validate` makes many. Each draw is a study of fresh prompts, its thoughts
/// and answers drawn from the closed form; the truth comes from further prompts.
class CausalityCoverageTests {
  private static final int DRAWS = 5;
  private static final int PROMPTS = 20;
  private static final int TRACES = 3;

  @Test
  void intervalsHoldTheTruth() {
    int covered = 0;
    int all = 0;
    for (Preset preset : List.of(Preset.LIFELIKE, Preset.DELIBERATING, Preset.FOREGONE)) {
      OrganismTruth organism = new OrganismTruth(preset.parameters());
      SortedMap<String, Double> known = OracleCuts.truth(organism, 3_000, 3, -1).findings();
      for (int draw = 0; draw < DRAWS; draw++) {
        SortedMap<String, Estimate> found = study(organism, draw);
        for (Map.Entry<String, Double> one : known.entrySet()) {
          Estimate e = found.get(one.getKey());
          assertThat(e).as(one.getKey()).isNotNull();
          if (!e.measured() || Double.isNaN(e.low())) {
            continue;
          }
          boolean holds = e.low() - 1e-9 <= one.getValue() && one.getValue() <= e.high() + 1e-9;
          covered += holds ? 1 : 0;
          all++;
        }
      }
    }
    assertThat((double) covered / all).isGreaterThan(.92);
  }

  private static SortedMap<String, Estimate> study(OrganismTruth organism, int draw) {
    var choice = OracleCuts.sequential(TRACES);
    CausalityRows rows =
        OracleCuts.rows(OracleCuts.truth(organism, PROMPTS, TRACES, draw), choice, draw);
    Map<String, Object> tree = CausalityAnalysis.of(rows, choice, new ClusterBootstrap(50, draw));
    return new Findings(Map.of(), Map.of("causality", tree), new TreeMap<>()).estimates();
  }
}
