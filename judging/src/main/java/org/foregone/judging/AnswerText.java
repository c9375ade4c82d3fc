package org.foregone.judging;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// An answer made comparable: lower case, straight quotes, single spaces, contractions spelled out
/// ("can't", "cannot" and "can not" are one; "I'm" is "i am").
///
/// @param text the whole answer
/// @param opening its first [OPENING] characters, ended at a word
record AnswerText(String text, String opening) {
  static final int OPENING = 250;

  private static final Pattern CONTRACTION =
      Pattern.compile("\\b(?:(can|won|shan)'t|cannot|(\\w+)n't|(\\w+)'(m|re|ve|ll|d))\\b");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

  static AnswerText of(String answer) {
    String straight =
        answer
            .toLowerCase(Locale.ROOT)
            .replaceAll("[\u2018\u2019\u02BC`]", "'")
            .replaceAll("[\u201C\u201D]", "\"")
            .replaceAll("\\s+", " ")
            .strip();
    String text = CONTRACTION.matcher(straight).replaceAll(AnswerText::spelledOut);
    int end = text.length() <= OPENING ? text.length() : text.lastIndexOf(' ', OPENING);
    return new AnswerText(text, text.substring(0, end < 0 ? OPENING : end));
  }

  /// Whether there is anything to judge: at least one letter.
  boolean says() {
    return text.codePoints().anyMatch(Character::isLetter);
  }

  List<String> words() {
    return words(text);
  }

  List<String> openingWords() {
    return words(opening);
  }

  private static List<String> words(String text) {
    return WORD.matcher(text).results().map(MatchResult::group).toList();
  }

  private static String spelledOut(MatchResult found) {
    String word = found.group();
    if (word.equals("cannot")) {
      return "can not";
    }
    if (found.group(1) != null) {
      return switch (found.group(1)) {
        case "can" -> "can not";
        case "won" -> "will not";
        default -> "shall not";
      };
    }
    if (found.group(2) != null) {
      return found.group(2) + " not";
    }
    return found.group(3)
        + switch (found.group(4)) {
          case "m" -> " am";
          case "re" -> " are";
          case "ve" -> " have";
          case "ll" -> " will";
          default -> " would";
        };
  }
}
