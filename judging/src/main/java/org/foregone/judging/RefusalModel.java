package org.foregone.judging;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.foregone.statistics.LogisticRegression;

/// The classifier's numbers: a bias, a weight a cue, and idf and weight a term. P(refusal) =
/// sigmoid(bias + cues . weights + unit tf-idf vectors of words and letters . weights).
///
/// @param terms by name: inverse document frequency and weight
public record RefusalModel(double bias, Map<String, Double> cues, Map<String, Term> terms) {
  private static final String RESOURCE = "refusal-classifier.tsv";

  public record Term(double idf, double weight) {}

  public RefusalModel {
    cues = Collections.unmodifiableMap(new TreeMap<>(cues));
    terms = Collections.unmodifiableMap(new TreeMap<>(terms));
  }

  /// Probability that an answer refuses.
  public double refusal(String answer) {
    return refusal(AnswerFeatures.of(AnswerText.of(answer)));
  }

  /// Probability that the answer with these features refuses.
  public double refusal(AnswerFeatures answer) {
    double z = bias;
    for (var cue : answer.cues().entrySet()) {
      z += cue.getValue() * cues.getOrDefault(cue.getKey(), 0.0);
    }
    for (Set<String> names : answer.terms()) {
      z += weighted(names);
    }
    return LogisticRegression.sigmoid(z);
  }

  private double weighted(Set<String> names) {
    double squares = 0;
    double weighted = 0;
    for (String name : names) {
      Term term = terms.get(name);
      if (term != null) {
        squares += term.idf * term.idf;
        weighted += term.idf * term.weight;
      }
    }
    return squares > 0 ? weighted / Math.sqrt(squares) : 0;
  }

  /// The form it is stored in: one tab-separated line a number, three decimals, sorted.
  public String serialised() {
    StringBuilder out = new StringBuilder();
    out.append(
        "# Trained on XSTest v2 completions (see refusal-classifier.NOTICE.md);"
            + " rebuild: ./dev judge\n");
    out.append("bias\t").append(decimals(bias)).append('\n');
    cues.forEach((name, weight) -> out.append("cue\t%s\t%s\n".formatted(name, decimals(weight))));
    terms.forEach(
        (name, term) ->
            out.append(
                "term\t%s\t%s\t%s\n".formatted(name, decimals(term.idf), decimals(term.weight))));
    return out.toString();
  }

  /// Reads what [#serialised] wrote.
  public static RefusalModel parse(String serialised) {
    double bias = 0;
    Map<String, Double> cues = new TreeMap<>();
    Map<String, Term> terms = new TreeMap<>();
    for (String line : serialised.lines().toList()) {
      String[] cells = line.split("\t", -1);
      switch (cells[0]) {
        case "bias" -> bias = Double.parseDouble(cells[1]);
        case "cue" -> cues.put(cells[1], Double.parseDouble(cells[2]));
        case "term" ->
            terms.put(
                cells[1], new Term(Double.parseDouble(cells[2]), Double.parseDouble(cells[3])));
        default -> {}
      }
    }
    return new RefusalModel(bias, cues, terms);
  }

  /// The embedded weights, as text.
  public static String embedded() {
    try (InputStream in =
        Objects.requireNonNull(RefusalModel.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String decimals(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
