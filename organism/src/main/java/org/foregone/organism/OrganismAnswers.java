package org.foregone.organism;

import java.util.Optional;

/// The exact rule for organisms' answers: which of the eight openers an answer starts with.
public final class OrganismAnswers {
  private OrganismAnswers() {}

  /// Whether an answer refuses; empty when no organism says such a thing.
  ///
  /// @param answer the text after the thinking; leading white space does not matter
  public static Optional<Boolean> refuses(String answer) {
    String text = answer.stripLeading();
    OrganismLanguage language = OrganismLanguage.get();
    if (starts(text, language.phrases().refusalOpeners())) {
      return Optional.of(true);
    }
    return starts(text, language.phrases().willingOpeners())
        ? Optional.of(false)
        : Optional.empty();
  }

  /// The stance that a token of the thinking gives its sentence in the project's words: -1 refuse,
  /// 0 neutral or none, +1 comply. (The organisms' own S counts the other way.)
  public static int stance(int token) {
    return -Integer.signum(OrganismLanguage.get().token(token).stance());
  }

  private static boolean starts(String text, int[] openers) {
    for (int opener : openers) {
      if (text.startsWith(OrganismLanguage.get().token(opener).text())) {
        return true;
      }
    }
    return false;
  }
}
