package org.foregone.judging;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.foregone.statistics.LogisticRegression;
import org.foregone.statistics.LogisticRegression.Row;

/// Fits a [RefusalModel] to labelled answers: tf-idf n-grams seen in enough answers, cues, logistic
/// regression with balanced classes at its exact optimum; the terms with the largest weights are
/// kept and fitted again. Every answer enters twice, whole and as its first sentence alone, so that
/// short answers, which the labelled ones are not, are read as well. No randomness: the same
/// answers give the same numbers.
public final class RefusalTraining {
  /// Inverse penalty.
  static final double C = 10;

  private static final int FEWEST_ANSWERS = 4;
  private static final int MOST_TERMS = 4_000;

  private RefusalTraining() {}

  /// @param answers what was answered
  /// @param refusals whether people called it a refusal, full or partial
  public static RefusalModel fit(List<String> answers, boolean[] refusals) {
    List<AnswerText> texts = new ArrayList<>();
    boolean[] labels = new boolean[2 * refusals.length];
    for (int i = 0; i < refusals.length; i++) {
      AnswerText whole = AnswerText.of(answers.get(i));
      labels[texts.size()] = refusals[i];
      texts.add(whole);
      labels[texts.size()] = refusals[i];
      texts.add(AnswerText.of(AnswerFeatures.firstSentence(whole.opening())));
    }
    Map<String, Double> idf = inverseFrequencies(texts);
    RefusalModel first = fit(texts, labels, idf);
    List<String> strongest =
        first.terms().entrySet().stream()
            .sorted(
                (a, b) ->
                    Double.compare(
                        Math.abs(b.getValue().weight()), Math.abs(a.getValue().weight())))
            .limit(MOST_TERMS)
            .map(Map.Entry::getKey)
            .toList();
    idf.keySet().retainAll(strongest);
    return fit(texts, labels, idf);
  }

  private static RefusalModel fit(
      List<AnswerText> texts, boolean[] refusals, Map<String, Double> idf) {
    Map<String, Integer> columns = new LinkedHashMap<>();
    idf.keySet().forEach(term -> columns.put("term " + term, columns.size()));
    texts.forEach(
        text ->
            AnswerFeatures.cues(text)
                .keySet()
                .forEach(cue -> columns.putIfAbsent("cue " + cue, columns.size())));
    Row[] rows = texts.stream().map(text -> row(text, idf, columns)).toArray(Row[]::new);
    LogisticRegression fitted =
        LogisticRegression.fit(
            rows, columns.size(), refusals, LogisticRegression.balanced(refusals), C);
    Map<String, Double> cues = new TreeMap<>();
    Map<String, RefusalModel.Term> terms = new TreeMap<>();
    columns.forEach(
        (name, column) -> {
          double weight = fitted.weights()[column];
          if (name.startsWith("cue ")) {
            cues.put(name.substring(4), weight);
          } else {
            String term = name.substring(5);
            Double frequency = idf.get(term);
            if (frequency != null) {
              terms.put(term, new RefusalModel.Term(frequency, weight));
            }
          }
        });
    return new RefusalModel(fitted.bias(), cues, terms);
  }

  /// Smoothed as scikit-learn does: ln((1+n)/(1+df)) + 1.
  private static Map<String, Double> inverseFrequencies(List<AnswerText> texts) {
    Map<String, Integer> counts = new TreeMap<>();
    texts.forEach(
        t -> AnswerFeatures.terms(t).forEach(term -> counts.merge(term, 1, Integer::sum)));
    Map<String, Double> idf = new TreeMap<>();
    counts.forEach(
        (term, count) -> {
          if (count >= FEWEST_ANSWERS) {
            idf.put(term, StrictMath.log((1.0 + texts.size()) / (1.0 + count)) + 1);
          }
        });
    return idf;
  }

  private static Row row(AnswerText text, Map<String, Double> idf, Map<String, Integer> columns) {
    Map<Integer, Double> values = new TreeMap<>();
    List<String> known =
        new ArrayList<>(AnswerFeatures.terms(text).stream().filter(idf::containsKey).toList());
    double squares = 0;
    for (String term : known) {
      double value = idf.getOrDefault(term, 0.0);
      squares += value * value;
    }
    for (String term : known) {
      values.put(
          columns.getOrDefault("term " + term, -1),
          idf.getOrDefault(term, 0.0) / Math.sqrt(squares));
    }
    AnswerFeatures.cues(text)
        .forEach((cue, value) -> values.put(columns.getOrDefault("cue " + cue, -1), value));
    return new Row(
        values.keySet().stream().mapToInt(Integer::intValue).toArray(),
        values.values().stream().mapToDouble(Double::doubleValue).toArray());
  }
}
