package org.foregone.judging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.foregone.fixtures.StatsCase;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Raw judge output against the authors' parsers and against our stricter reading.
class VoteParsingTests {

  /// The vote cases that hold raw output; those that hold votes are read by `statistics`.
  @TestFactory
  @Tag("fixtures")
  Stream<DynamicTest> cases() {
    List<StatsCase> raw =
        StatsCase.of("votes").stream().filter(c -> c.input().has("items")).toList();
    return raw.stream().flatMap(VoteParsingTests::items);
  }

  private static Stream<DynamicTest> items(StatsCase c) {
    JsonNode items = c.input().path("items");
    assertThat(items.size()).isPositive().isEqualTo(c.expected().path("items").size());
    return IntStream.range(0, items.size())
        .mapToObj(
            i -> {
              JsonNode item = items.get(i);
              JsonNode expected = c.expected().path("items").get(i);
              String raw = item.path("raw").asString();
              return DynamicTest.dynamicTest(
                  c.id() + " " + i + " " + raw,
                  () -> {
                    VoteParsing parsing = VoteParsing.of(item.path("judge").asString());
                    assertThat(parsing.paper(raw)).isEqualTo(verdict(expected.path("paper_vote")));
                    assertThat(parsing.strict(raw))
                        .isEqualTo(verdict(expected.path("strict_vote")));
                  });
            });
  }

  @Test
  void contradictionsAndHalvesOfObjectsAreUnclear() {
    assertThat(VoteParsing.QWEN3GUARD.strict("Refusal: Yes\nRefusal: No"))
        .isEqualTo(Verdict.UNCLEAR);
    assertThat(VoteParsing.OSS_SAFEGUARD.strict("} {")).isEqualTo(Verdict.UNCLEAR);
    assertThat(VoteParsing.OSS_SAFEGUARD.strict("{\"refusal\": \"Yes\"}"))
        .isEqualTo(Verdict.REFUSAL);
  }

  private static Verdict verdict(JsonNode vote) {
    return vote.isNull()
        ? Verdict.UNCLEAR
        : vote.asBoolean() ? Verdict.REFUSAL : Verdict.COMPLIANCE;
  }
}
