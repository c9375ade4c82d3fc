package org.foregone.statistics;

import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.foregone.statistics.LogisticRegression.Row;

/// Documents as weighted terms: count in the document times idf_t = ln((1 + n) / (1 + df_t)) + 1, n
/// documents of which df_t have the term (scikit-learn's smoothed form). Terms that no training
/// document had are ignored.
///
/// @param columns of each term, in the order of the terms
/// @param idf by column
/// @param unitLength whether rows are scaled to Euclidean length 1; a document without known terms
///     stays zero
public record Tfidf(
    Terms terms, NavigableMap<String, Integer> columns, double[] idf, boolean unitLength) {

  /// Learns terms and weights from training documents.
  public static Tfidf fit(Collection<String> documents, Terms terms, boolean unitLength) {
    NavigableMap<String, Integer> frequency = new TreeMap<>();
    for (String document : documents) {
      terms.of(document).stream().distinct().forEach(t -> frequency.merge(t, 1, Integer::sum));
    }
    NavigableMap<String, Integer> columns = new TreeMap<>();
    double[] idf = new double[frequency.size()];
    frequency.forEach(
        (term, count) -> {
          idf[columns.size()] = StrictMath.log((1.0 + documents.size()) / (1.0 + count)) + 1;
          columns.put(term, columns.size());
        });
    return new Tfidf(terms, columns, idf, unitLength);
  }

  public Row row(String document) {
    NavigableMap<Integer, Double> values = new TreeMap<>();
    for (String term : terms.of(document)) {
      Integer column = columns.get(term);
      if (column != null) {
        values.merge(column, idf[column], Double::sum);
      }
    }
    double[] weights = values.values().stream().mapToDouble(Double::doubleValue).toArray();
    double length = unitLength ? Math.sqrt(Kernels.dot(weights, weights)) : 1;
    for (int k = 0; k < weights.length; k++) {
      weights[k] /= length;
    }
    return new Row(values.keySet().stream().mapToInt(Integer::intValue).toArray(), weights);
  }

  List<Row> rows(Collection<String> documents) {
    return documents.stream().map(this::row).toList();
  }
}
