package org.foregone.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.foregone.statistics.LogisticRegression.Row;

/// What the text alone tells: logistic regression on TF-IDF, out of fold. A probe that is no better
/// reads the topic of the prompt, or the identity of the first thinking token, not a decision.
///
/// @param terms of a document
/// @param unitLength whether rows have length 1
/// @param c inverse penalty, > 0
/// @param balanced whether both classes weigh the same in all
public record TextControl(Terms terms, boolean unitLength, double c, boolean balanced) {
  /// The first thinking token as one term. Balanced, so that a single distinct token scores .5
  /// exactly (unbalanced the folds' base rates leak, and score below).
  public static final TextControl FIRST_TOKEN = new TextControl(Terms.WHOLE, true, 1, true);

  /// The words of a prompt.
  public static final TextControl PROMPT = new TextControl(Terms.WORDS, true, 1, true);

  /// Log-odds of refusal of each document by a model that did not see its fold, rounded to 9
  /// decimals so that the solver's last digits cannot break ties; NaN where the other folds hold
  /// one class only.
  ///
  /// @param fold of each document, any numbers
  public double[] logits(List<String> documents, Targets targets, int[] fold) {
    double[] logits = new double[documents.size()];
    Arrays.fill(logits, Double.NaN);
    for (int held : Arrays.stream(fold).distinct().sorted().toArray()) {
      int[] training = IntStream.range(0, fold.length).filter(i -> fold[i] != held).toArray();
      if (targets.rows(training).bothClasses()) {
        List<String> seen = Arrays.stream(training).mapToObj(documents::get).toList();
        Tfidf tfidf = Tfidf.fit(seen, terms, unitLength);
        LogisticRegression fit = fit(tfidf.rows(seen), tfidf.idf().length, targets.rows(training));
        for (int i = 0; i < fold.length; i++) {
          if (fold[i] == held) {
            logits[i] = Math.rint(fit.logit(tfidf.row(documents.get(i))) * 1e9) / 1e9;
          }
        }
      }
    }
    return logits;
  }

  /// A row on both sides enters twice.
  private LogisticRegression fit(List<Row> rows, int features, Targets targets) {
    Targets weighted = balanced ? targets.balanced() : targets;
    List<Row> entries = new ArrayList<>();
    boolean[] refusal = new boolean[2 * rows.size()];
    double[] weights = new double[2 * rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      for (boolean side : new boolean[] {true, false}) {
        double weight = side ? weighted.refusal()[i] : weighted.compliance()[i];
        if (weight > 0) {
          refusal[entries.size()] = side;
          weights[entries.size()] = weight;
          entries.add(rows.get(i));
        }
      }
    }
    int n = entries.size();
    return LogisticRegression.fit(
        entries.toArray(Row[]::new),
        features,
        Arrays.copyOf(refusal, n),
        Arrays.copyOf(weights, n),
        c);
  }
}
