package org.foregone.dialogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.foregone.dialogue.ReasoningFormat.ThinkTags;

/// Renders and tokenises messages so that their content never turns into control tokens.
///
/// llama.cpp parses USER_DEFINED tokens in any text. So a character that occurs nowhere in the
/// messages is put behind every character of content that could begin a marker, and the messages
/// are rendered with it. Where it comes out of the template inside the spelling of a marker, the
/// text is cut there and the pieces are tokenised apart; everywhere else it just goes. So the
/// template can trim, drop or splice content as it likes, and text without markers is tokenised
/// whole. What the template itself decides by looking for a marker in content, it decides as for
/// other text. The format's own tags in an assistant's message are left to the template, which
/// takes earlier thoughts out by them.
///
/// A tokenizer that puts a space before every text (SentencePiece) puts one at each cut.
final class InertContent {
  private final Vocabulary vocabulary;
  private final ReasoningFormat format;
  private final Markers markers;

  InertContent(Vocabulary vocabulary, ReasoningFormat format) {
    this.vocabulary = vocabulary;
    this.format = format;
    this.markers = new Markers(vocabulary, format);
  }

  RenderedPrompt render(
      List<Message> messages,
      Function<List<Map<String, Object>>, String> template,
      boolean parseContent) {
    char[] unused = unused(messages);
    char cut = unused[0];
    List<Message> marked = messages.stream().map(m -> withCuts(m, cut)).toList();
    CutText apart = CutText.at(template.apply(asMaps(marked)), cut, markers);
    CutText text = parseContent ? new CutText(template.apply(asMaps(messages)), List.of()) : apart;
    int[] tokens = tokenize(text);
    Span user =
        userContent(parseContent ? messages : marked, template, cut, unused[1], text.text());
    return new RenderedPrompt(
        tokens, text.text(), covering(tokens, text.text(), user), apart.cuts().size());
  }

  /// Words of our own may not hold what the model would read as a marker.
  ///
  /// @throws IllegalArgumentException naming the marker
  void requireNoMarkers(String words) {
    for (int at = 0; at < words.length(); at++) {
      int length = markers.lengthAt(words, at);
      if (length > 0) {
        throw new IllegalArgumentException(
            "\"%s\" holds the marker %s".formatted(words, words.substring(at, at + length)));
      }
    }
  }

  private int[] tokenize(CutText text) {
    return text.pieces().stream()
        .flatMapToInt(piece -> IntStream.of(vocabulary.tokenize(piece, true)))
        .toArray();
  }

  /// Puts `cut` behind every character that could begin a marker.
  private Message withCuts(Message message, char cut) {
    String content = message.content();
    boolean mayHoldTags = message.role().equals("assistant");
    StringBuilder marked = new StringBuilder(content.length() + 16);
    for (int at = 0; at < content.length(); ) {
      int codePoint = content.codePointAt(at);
      marked.appendCodePoint(codePoint);
      boolean tag = mayHoldTags && startsTag(content, at);
      if (markers.mayStart(codePoint) && !tag) {
        marked.append(cut);
      }
      at += Character.charCount(codePoint);
    }
    return new Message(message.role(), marked.toString());
  }

  private boolean startsTag(String content, int at) {
    return format instanceof ThinkTags tags
        && (content.startsWith(tags.open(), at) || content.startsWith(tags.close(), at));
  }

  /// Where the last user message's content stands in `text`, as offsets of characters: found by
  /// rendering it once more with `edge` around it, and taken only if nothing else changed.
  private static Span userContent(
      List<Message> messages,
      Function<List<Map<String, Object>>, String> template,
      char cut,
      char edge,
      String text) {
    int user = messages.size() - 1;
    while (user >= 0 && !messages.get(user).role().equals("user")) {
      user--;
    }
    if (user < 0) {
      return new Span(0, text.length());
    }
    String content = messages.get(user).content();
    String inner = content.strip();
    int start = content.indexOf(inner);
    List<Message> edged = new ArrayList<>(messages);
    edged.set(
        user,
        Message.user(
            content.substring(0, start)
                + edge
                + inner
                + edge
                + content.substring(start + inner.length())));
    String rendered = without(template.apply(asMaps(edged)), cut);
    int last = rendered.lastIndexOf(edge);
    int first = rendered.lastIndexOf(edge, last - 1);
    if (first >= 0 && without(rendered, edge).contentEquals(text)) {
      int before = (int) rendered.substring(0, first).chars().filter(c -> c == edge).count();
      return new Span(first - before, last - before - 1);
    }
    String plain = without(inner, cut);
    int found = text.lastIndexOf(plain);
    return found < 0 ? new Span(0, text.length()) : new Span(found, found + plain.length());
  }

  /// The tokens that hold any byte of the characters in `part`.
  private Span covering(int[] tokens, String text, Span part) {
    int from = text.substring(0, part.start()).getBytes(UTF_8).length;
    int to = from + text.substring(part.start(), part.end()).getBytes(UTF_8).length;
    int start = 0;
    int at = 0;
    while (start < tokens.length && at + vocabulary.bytes(tokens[start]).length <= from) {
      at += vocabulary.bytes(tokens[start++]).length;
    }
    int end = start;
    while (end < tokens.length && at < to) {
      at += vocabulary.bytes(tokens[end++]).length;
    }
    return new Span(start, end);
  }

  private static List<Map<String, Object>> asMaps(List<Message> messages) {
    return messages.stream()
        .map(m -> Map.<String, Object>of("role", m.role(), "content", m.content()))
        .toList();
  }

  private static String without(String text, char c) {
    return text.replace(String.valueOf(c), "");
  }

  /// Two characters that no message holds: noncharacters, kept by Unicode for use inside programs,
  /// or else characters for private use.
  private static char[] unused(List<Message> messages) {
    return IntStream.concat(
            IntStream.rangeClosed(0xFDD0, 0xFDEF), IntStream.rangeClosed(0xE000, 0xF8FF))
        .filter(c -> messages.stream().allMatch(m -> m.content().indexOf(c) < 0))
        .limit(2)
        .mapToObj(c -> String.valueOf((char) c))
        .reduce(String::concat)
        .filter(found -> found.length() == 2)
        .orElseThrow(
            () -> new IllegalArgumentException("a message uses every private-use character"))
        .toCharArray();
  }
}
