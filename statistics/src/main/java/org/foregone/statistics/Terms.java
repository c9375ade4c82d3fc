package org.foregone.statistics;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// What counts as a term of a document.
public enum Terms {
  /// The document itself is the one term; an empty document has none.
  WHOLE {
    @Override
    List<String> of(String document) {
      return document.isEmpty() ? List.of() : List.of(document);
    }
  },

  /// Lower-cased runs of two or more word characters (letters, numbers, underscores), as
  /// scikit-learn's default.
  WORDS {
    @Override
    List<String> of(String document) {
      return WORD.matcher(document.toLowerCase(Locale.ROOT))
          .results()
          .map(MatchResult::group)
          .toList();
    }
  };

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]{2,}");

  abstract List<String> of(String document);
}
