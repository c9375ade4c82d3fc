package org.foregone.dialogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.foregone.dialogue.ReasoningFormat.Harmony;
import org.foregone.dialogue.ReasoningFormat.NoReasoning;
import org.foregone.dialogue.ReasoningFormat.ThinkTags;

/// Which tokens must not be generated for a thought to stay open.
final class KeepOpen {
  private KeepOpen() {}

  static Set<Integer> bans(ReasoningFormat format, Vocabulary vocabulary) {
    Set<Integer> bans = new TreeSet<>();
    for (int token = 0; token < vocabulary.size(); token++) {
      if (vocabulary.endsGeneration(token)) {
        bans.add(token);
      }
    }
    switch (format) {
      case ThinkTags tags -> banTag(tags.close(), vocabulary, bans);
      case Harmony harmony -> {
        for (String marker : List.of(Harmony.END, Harmony.START)) {
          vocabulary.special(marker).ifPresent(bans::add);
        }
      }
      case NoReasoning none -> {}
    }
    return bans;
  }

  /// Bans every token that holds the whole tag. Where the tag is ordinary text of several tokens,
  /// also those that end with two or more of its first characters: banning its last token instead
  /// would ban every `>`. The price is that such a thought cannot hold a closing tag of HTML.
  private static void banTag(String tag, Vocabulary vocabulary, Set<Integer> bans) {
    boolean single = vocabulary.tokenize(tag, true).length == 1;
    for (int token = 0; token < vocabulary.size(); token++) {
      String text = new String(vocabulary.bytes(token), UTF_8);
      if (text.contains(tag) || (!single && endsInside(text, tag))) {
        bans.add(token);
      }
    }
  }

  private static boolean endsInside(String text, String tag) {
    for (int length = 2; length < tag.length(); length++) {
      if (text.endsWith(tag.substring(0, length))) {
        return true;
      }
    }
    return false;
  }
}
