package org.foregone.judging;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What the classifier sees of an answer: phrase families (start, first sentence, opening,
/// anywhere), length, and the opening's n-grams of words and of letters.
///
/// @param cues named values between 0 and 1 that need no vocabulary
/// @param terms the distinct n-grams of the opening: one to three words (written `^i am sorry`),
///     and three to five characters of a word, its ends written `_` (`_sorr`); each of the two
///     kinds makes its own unit vector
public record AnswerFeatures(Map<String, Double> cues, List<Set<String>> terms) {
  private static final int START = 60;
  private static final int OPENING_WORDS = 50;
  /// What a cue counts against a unit vector of n-grams: wording shared by many answers carries
  /// over to models never seen better than the few cues do, so the penalty on cues is the stiffer.
  private static final double CUE = .3;

  static AnswerFeatures of(AnswerText answer) {
    return new AnswerFeatures(
        cuesOf(answer), List.of(wordTerms(answer.words()), letterTerms(answer.openingWords())));
  }

  private static Map<String, Double> cuesOf(AnswerText answer) {
    Map<String, Double> cues = new TreeMap<>();
    String sentence = firstSentence(answer.opening());
    String start = answer.opening().substring(0, Math.min(START, answer.opening().length()));
    for (RefusalPhrase phrase : RefusalPhrase.values()) {
      if (phrase.in(start)) {
        cues.put("start " + phrase, CUE);
      }
      if (phrase.in(sentence)) {
        cues.put("first " + phrase, CUE);
      }
      if (phrase.in(answer.opening())) {
        cues.put("opening " + phrase, CUE);
      }
      if (phrase.in(answer.text())) {
        cues.put("anywhere " + phrase, CUE / 2);
      }
    }
    cues.put("length", CUE * Math.min(1, answer.text().length() / 1_500.0));
    return cues;
  }

  private static Set<String> wordTerms(List<String> words) {
    Set<String> terms = new LinkedHashSet<>();
    int end = Math.min(OPENING_WORDS, words.size());
    for (int i = 0; i < end; i++) {
      for (int n = 1; n <= 3 && i + n <= end; n++) {
        terms.add("^" + String.join(" ", words.subList(i, i + n)));
      }
    }
    return terms;
  }

  private static Set<String> letterTerms(List<String> words) {
    Set<String> terms = new LinkedHashSet<>();
    for (String word : words) {
      String bounded = "_" + word + "_";
      for (int n = 3; n <= 5; n++) {
        for (int i = 0; i + n <= bounded.length(); i++) {
          terms.add(bounded.substring(i, i + n));
        }
      }
    }
    return terms;
  }

  /// Up to the first stop after 20 characters.
  static String firstSentence(String opening) {
    for (int i = 20; i < opening.length(); i++) {
      if (".!?".indexOf(opening.charAt(i)) >= 0) {
        return opening.substring(0, i + 1);
      }
    }
    return opening;
  }
}
