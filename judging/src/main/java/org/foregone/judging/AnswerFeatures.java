package org.foregone.judging;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What the classifier sees of an answer: phrase families (opening, first sentence, anywhere),
/// length, and n-grams of words.
final class AnswerFeatures {
  private static final int START = 60;
  private static final int OPENING_WORDS = 50;

  private AnswerFeatures() {}

  /// Named values between 0 and 1 that need no vocabulary.
  static Map<String, Double> cues(AnswerText answer) {
    Map<String, Double> cues = new TreeMap<>();
    String sentence = firstSentence(answer.opening());
    String start = answer.opening().substring(0, Math.min(START, answer.opening().length()));
    for (RefusalPhrase phrase : RefusalPhrase.values()) {
      if (phrase.in(start)) {
        cues.put("start " + phrase, 1.0);
      }
      if (phrase.in(sentence)) {
        cues.put("first " + phrase, 1.0);
      }
      if (phrase.in(answer.opening())) {
        cues.put("opening " + phrase, 1.0);
      }
      if (phrase.in(answer.text())) {
        cues.put("anywhere " + phrase, .5);
      }
    }
    cues.put("length", Math.min(1, answer.text().length() / 1_500.0));
    return cues;
  }

  /// Distinct word n-grams: one to three words of the opening, single words of the rest.
  static Set<String> terms(AnswerText answer) {
    List<String> words = answer.words();
    Set<String> terms = new LinkedHashSet<>();
    int opening = Math.min(OPENING_WORDS, words.size());
    for (int i = 0; i < words.size(); i++) {
      terms.add(words.get(i));
      for (int n = 1; n <= 3 && i + n <= opening; n++) {
        terms.add("^" + String.join(" ", words.subList(i, i + n)));
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
