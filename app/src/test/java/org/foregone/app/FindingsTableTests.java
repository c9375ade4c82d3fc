package org.foregone.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.foregone.statistics.Estimate;
import org.foregone.study.store.Findings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingsTableTests {
  private static final Estimate NONE = new Estimate(0, 0, .1, 40, 20, "made up");
  private static final Estimate MOST = new Estimate(.8, .7, .9, 40, 20, "made up");

  /// Under the sequential rule no interval calls a cut locked before sampling stops.
  @ParameterizedTest
  @CsvSource({"sequential, lock_predicted, lock", "fixed, lock, lock_predicted"})
  void theStateBeforeACutIsTheOneThatTheRuleCanTell(String rule, String shown, String hidden) {
    Map<String, Object> causality =
        Map.of(
            "settings", Map.of("rule", rule),
            "changes",
                Map.of(
                    "all",
                    Map.of(
                        "lock", Map.of("locked", rule.equals("fixed") ? MOST : NONE),
                        "lock_predicted", Map.of("locked", MOST))));
    String table =
        FindingsTable.of(new Findings(Map.of(), Map.of("causality", causality), new TreeMap<>()));
    assertThat(table)
        .contains("causality.changes.all." + shown + ".locked")
        .doesNotContain("causality.changes.all." + hidden + ".locked")
        .containsPattern("locked +0\\.800  \\[0\\.700, 0\\.900\\] +20");
  }
}
