package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.foregone.fixtures.StatsCase;
import org.foregone.statistics.LogisticRegression.Row;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Every case of the first-token text control against the oracle.
@Tag("fixtures")
class TfidfFixtureTests {

  @TestFactory
  Stream<DynamicTest> cases() {
    return StatsCase.of("tfidf").stream()
        .flatMap(
            c ->
                c.expected()
                    .propertyStream()
                    .filter(variant -> variant.getKey().contains("|"))
                    .map(
                        variant ->
                            DynamicTest.dynamicTest(
                                c.id() + " " + variant.getKey(),
                                () -> check(c, variant.getKey(), variant.getValue()))));
  }

  private static void check(StatsCase c, String variant, JsonNode expected) {
    List<String> documents = new ArrayList<>();
    c.input().path("first_token").forEach(token -> documents.add(token.asString()));
    boolean[] y = Cases.labels(c, c.input().path("y"));
    int[] fold = c.ints(c.input().path("fold"));
    TextControl control =
        new TextControl(
            variant.startsWith("identity|") ? Terms.WHOLE : Terms.WORDS,
            variant.contains("|norm=l2|"),
            c.input().path("C").asDouble(),
            variant.endsWith("|balanced=true"));
    double[] logits = control.logits(documents, Targets.labels(y), fold);
    Cases.near(c, "logits", logits, expected.path("logits"));
    ScoredGroup.of(logits, y, fold).check(c, expected);
    ScoredGroup.of(logits, y, fold)
        .checkBootstrap(c, Cases.integers(c, c.input().path("bootstrap").path("idx")), expected);
    checkVocabulary(c, control, documents, fold, expected.path("fold0"));
  }

  private static void checkVocabulary(
      StatsCase c, TextControl control, List<String> documents, int[] fold, JsonNode expected) {
    List<String> seen =
        IntStream.range(0, fold.length).filter(i -> fold[i] != 0).mapToObj(documents::get).toList();
    Tfidf tfidf = Tfidf.fit(seen, control.terms(), control.unitLength());
    List<String> vocabulary = new ArrayList<>();
    expected.path("vocabulary").forEach(term -> vocabulary.add(term.asString()));
    assertThat(tfidf.columns().keySet()).containsExactlyElementsOf(vocabulary);
    Cases.near(c, "idf", tfidf.idf(), expected.path("idf"));
    assertThat(
            IntStream.range(0, fold.length)
                .filter(i -> fold[i] == 0)
                .mapToObj(i -> tfidf.row(documents.get(i)))
                .map(Row::indices)
                .filter(indices -> indices.length == 0))
        .hasSize(expected.path("test_rows_with_zero_vector").asInt());
  }
}
