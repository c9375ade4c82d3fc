package org.foregone.organism;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Builds the vocabulary and the grammar's classes from `vocabulary.json`: bytes, control tokens,
/// phrases, words, in this order.
final class LanguageBuilder {
  private final List<Token> tokens = new ArrayList<>();
  private final Map<String, Integer> ids = new LinkedHashMap<>();
  private final Map<String, Integer> topics = new LinkedHashMap<>();
  private final Map<String, String> properNames = new TreeMap<>();
  private final JsonNode root = resource();

  private static JsonNode resource() {
    try (InputStream in = OrganismLanguage.class.getResourceAsStream("vocabulary.json")) {
      return new JsonMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  OrganismLanguage build() {
    topics.put("this", 0);
    for (JsonNode word : lexicon()) {
      if (word.has("topic")) {
        topics.putIfAbsent(word.path("topic").asString(), topics.size());
      }
    }
    root.path("proper_names")
        .forEach(n -> properNames.put(n.asString().toLowerCase(Locale.ROOT), n.asString()));
    for (int b = 0; b < 256; b++) {
      Slot slot = b == '\n' ? Slot.NL : b == '.' ? Slot.BOUNDARY : Slot.TEXT;
      add(String.valueOf((char) b), Token.Kind.BYTE_OR_WORD, slot);
    }
    int blankLine = add("\n\n", Token.Kind.BYTE_OR_WORD, Slot.NL);
    add("<|system|>", Token.Kind.CONTROL, Slot.NONE);
    int user = add("<|user|>", Token.Kind.CONTROL, Slot.NONE);
    int assistant = add("<|assistant|>", Token.Kind.CONTROL, Slot.ROLE_A);
    int end = add("<|end|>", Token.Kind.CONTROL, Slot.NONE);
    int think = add("<think>", Token.Kind.USER_DEFINED, Slot.THINK);
    int close = add("</think>", Token.Kind.USER_DEFINED, Slot.CLOSE);

    int[] wary = phrases("first_openers.wary", Slot.FIRST, 0, 1, 0);
    int[] willing = phrases("first_openers.willing", Slot.FIRST, 0, -1, 0);
    int[] leads = phrases("leads", Slot.LEAD, 0, 0, 0);
    int[] goOn = phrases("openers.go_on", Slot.OPENER, 0, 0, 1);
    int[] turn = phrases("openers.turn", Slot.OPENER, 0, 0, -1);
    int[] flat = phrases("openers.flat", Slot.OPENER, 0, 0, 0);
    int[] requests = phrases("subjects.request", Slot.SUBJ_Q, 0, 0, 0);
    int[] answers = phrases("subjects.answer", Slot.SUBJ_A, 0, 0, 0);
    int[][][] predicates = {
      byStance("predicates.request", Slot.PRED), byStance("predicates.answer", Slot.PRED)
    };
    int[][] tails = byStance("tails", Slot.BOUNDARY);
    int[] ends = phrases("sentence_ends", Slot.BOUNDARY, 0, 0, 0);
    int[] refusals = phrases("answers.refusal_openers", Slot.ROPEN, 0, 0, 0);
    int[] followUps = phrases("answers.refusal_follow_ups", Slot.DONE, 0, 0, 0);
    int[] willings = phrases("answers.willing_openers", Slot.LEAD, 0, 0, 0);
    int[] howTo = phrases("answers.how_to_tails", Slot.CBODY, 0, 0, 0);
    int[] closers = phrases("answers.closers", Slot.DONE, 0, 0, 0);
    int[] nudges = {
      nudge("safety_primer", 2), nudge("self_question", 2), nudge("dismissive_line", -2)
    };
    words();
    int[] displays =
        topics.keySet().stream().mapToInt(t -> id(" " + properNames.getOrDefault(t, t))).toArray();
    return new OrganismLanguage(
        tokens,
        new Phrases(
            wary,
            willing,
            leads,
            goOn,
            turn,
            flat,
            requests,
            answers,
            predicates,
            tails,
            ends,
            refusals,
            followUps,
            willings,
            howTo,
            closers,
            displays,
            '.',
            '\n',
            blankLine,
            think,
            close,
            end,
            user,
            assistant,
            nudges[0],
            nudges[1],
            nudges[2]));
  }

  private List<JsonNode> lexicon() {
    List<JsonNode> words = new ArrayList<>();
    root.path("lexicon").path("harmful").forEach(words::add);
    root.path("lexicon").path("benign").forEach(words::add);
    return words;
  }

  /// Words get a form with a leading space and, unless they are common nouns, a capitalised one
  /// without. A topic of two words is one phrase and scores as its noun.
  private void words() {
    for (JsonNode node : lexicon()) {
      String word = node.path("word").asString();
      double score = node.path("score").asDouble();
      String shown = properNames.getOrDefault(word, word);
      int topic = topics.getOrDefault(node.path("topic").asString(""), -1);
      word(" " + shown, score, topic);
      if (topic < 0 || properNames.containsKey(word)) {
        word(capitalised(word), score, topic);
      }
      String display = node.path("topic").asString("");
      if (display.contains(" ")) {
        int id = add(" " + display, Token.Kind.USER_DEFINED, Slot.TEXT);
        tokens.set(
            id,
            new Token(
                id, " " + display, Token.Kind.USER_DEFINED, Slot.TEXT, score, 0, 0, 0, topic));
      }
    }
    for (JsonNode node : root.path("function_words")) {
      String word = node.asString();
      word(" " + word, 0, -1);
      if (word.length() > 1) {
        word(capitalised(word), 0, -1); // one letter is its byte token already
      }
    }
    word(" I", 0, -1);
  }

  private static String capitalised(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private void word(String text, double score, int topic) {
    if (!ids.containsKey(text)) {
      int id = add(text, Token.Kind.BYTE_OR_WORD, Slot.TEXT);
      tokens.set(
          id, new Token(id, text, Token.Kind.BYTE_OR_WORD, Slot.TEXT, score, 0, 0, 0, topic));
    }
  }

  private int[][] byStance(String path, Slot slot) {
    return new int[][] {
      phrases(path + ".refuse", slot, 1, 0, 0),
      phrases(path + ".comply", slot, -1, 0, 0),
      phrases(path + ".neutral", slot, 0, 0, 0)
    };
  }

  private int[] phrases(String path, Slot slot, int stance, int flavour, int chi) {
    JsonNode node = root.path("phrases").path(path);
    int[] out = new int[node.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = phrase(node.path(i).asString(), slot, stance, flavour, chi);
    }
    return out;
  }

  private int nudge(String name, int stance) {
    return phrase(root.path("nudges").path(name).asString(), Slot.BOUNDARY, stance, 0, 0);
  }

  private int phrase(String text, Slot slot, int stance, int flavour, int chi) {
    // A phrase that is a single pre-token must be a word, or it would match inside words.
    Token.Kind kind = text.matches(" ?\\p{L}+") ? Token.Kind.BYTE_OR_WORD : Token.Kind.USER_DEFINED;
    int id = add(text, kind, slot);
    tokens.set(id, new Token(id, text, kind, slot, 0, stance, flavour, chi, -1));
    return id;
  }

  private int add(String text, Token.Kind kind, Slot slot) {
    int id = tokens.size();
    if (ids.putIfAbsent(text, id) != null) {
      throw new IllegalStateException("the vocabulary holds \"" + text + "\" twice");
    }
    tokens.add(new Token(id, text, kind, slot, 0, 0, 0, 0, -1));
    return id;
  }

  private int id(String text) {
    Integer id = ids.get(text);
    if (id == null) {
      throw new IllegalStateException("the vocabulary lacks \"" + text + "\"");
    }
    return id;
  }
}
