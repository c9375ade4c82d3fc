package org.foregone.judging;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.foregone.statistics.LogisticRegression;
import org.foregone.statistics.LogisticRegression.Row;

/// Fits a [RefusalModel] to labelled answers: tf-idf n-grams seen in enough answers, cues, logistic
/// regression with balanced classes at its exact optimum. Every answer enters twice, whole and as
/// its first sentence alone, so that short answers, which the labelled ones are not, are read as
/// well. No randomness: the same answers give the same numbers.
public final class RefusalTraining {
  /// Inverse penalty.
  static final double C = 30;

  /// An n-gram is kept when this many rows have it; every answer is two rows.
  private static final int FEWEST_ROWS = 12;

  private final Map<String, Double> idf;
  private final Map<String, Integer> columns = new LinkedHashMap<>();

  /// A labelled answer, read once however often it is trained on.
  ///
  /// @param refusal whether people called it a refusal, full or partial
  public record Example(AnswerFeatures whole, AnswerFeatures firstSentence, boolean refusal) {
    public static Example of(String answer, boolean refusal) {
      AnswerText text = AnswerText.of(answer);
      return new Example(
          AnswerFeatures.of(text),
          AnswerFeatures.of(AnswerText.of(AnswerFeatures.firstSentence(text.opening()))),
          refusal);
    }
  }

  private RefusalTraining(List<AnswerFeatures> answers) {
    idf = inverseFrequencies(answers);
    idf.keySet().forEach(term -> columns.put(term, columns.size()));
    for (AnswerFeatures answer : answers) {
      answer.cues().keySet().forEach(cue -> columns.putIfAbsent(cue(cue), columns.size()));
    }
  }

  /// The model at the optimum for these examples.
  public static RefusalModel fit(List<Example> examples) {
    List<AnswerFeatures> answers = new ArrayList<>();
    boolean[] refusals = new boolean[2 * examples.size()];
    for (Example example : examples) {
      refusals[answers.size()] = example.refusal;
      answers.add(example.whole);
      refusals[answers.size()] = example.refusal;
      answers.add(example.firstSentence);
    }
    return new RefusalTraining(answers).fit(answers, refusals);
  }

  private RefusalModel fit(List<AnswerFeatures> answers, boolean[] refusals) {
    Row[] rows = answers.stream().map(this::row).toArray(Row[]::new);
    LogisticRegression fitted =
        LogisticRegression.fit(
            rows, columns.size(), refusals, LogisticRegression.balanced(refusals), C);
    Map<String, Double> cues = new TreeMap<>();
    Map<String, RefusalModel.Term> terms = new TreeMap<>();
    columns.forEach(
        (name, column) -> {
          double weight = fitted.weights()[column];
          Double frequency = idf.get(name);
          if (frequency == null) {
            cues.put(name.substring(cue("").length()), weight);
          } else {
            terms.put(name, new RefusalModel.Term(frequency, weight));
          }
        });
    return new RefusalModel(fitted.bias(), cues, terms);
  }

  /// Smoothed as scikit-learn does: ln((1+n)/(1+df)) + 1.
  private static Map<String, Double> inverseFrequencies(List<AnswerFeatures> answers) {
    Map<String, Integer> counts = new TreeMap<>();
    for (AnswerFeatures answer : answers) {
      answer.terms().forEach(kind -> kind.forEach(term -> counts.merge(term, 1, Integer::sum)));
    }
    Map<String, Double> idf = new TreeMap<>();
    counts.forEach(
        (term, count) -> {
          if (count >= FEWEST_ROWS) {
            idf.put(term, StrictMath.log((1.0 + answers.size()) / (1.0 + count)) + 1);
          }
        });
    return idf;
  }

  private Row row(AnswerFeatures answer) {
    Map<Integer, Double> values = new TreeMap<>();
    for (Set<String> kind : answer.terms()) {
      List<String> known = kind.stream().filter(idf::containsKey).toList();
      double squares = 0;
      for (String term : known) {
        double value = idf.getOrDefault(term, 0.0);
        squares += value * value;
      }
      for (String term : known) {
        values.put(column(term), idf.getOrDefault(term, 0.0) / Math.sqrt(squares));
      }
    }
    answer.cues().forEach((cue, value) -> values.put(column(cue(cue)), value));
    return new Row(
        values.keySet().stream().mapToInt(Integer::intValue).toArray(),
        values.values().stream().mapToDouble(Double::doubleValue).toArray());
  }

  private int column(String name) {
    return columns.getOrDefault(name, -1);
  }

  /// A cue's column; no n-gram has a space before its first letter.
  private static String cue(String name) {
    return " " + name;
  }
}
