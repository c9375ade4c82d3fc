package org.foregone.study.deliberation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.foregone.dialogue.Span;
import org.foregone.dialogue.Vocabulary;

/// Splits a thought into segments at its own tokens, so that nothing is dropped or re-joined and a
/// cut at a segment's end is a prefix of what the model wrote.
///
/// A sentence ends behind `.`, `!` or `?` with white space after it (closing quotes, brackets and
/// asterisks may come between), behind `。`, `！` or `？`, and at a line break: models think in
/// lists and paragraphs. The full stop behind a list's number ends none. A boundary falls behind
/// the first token that reaches the sentence's end
/// and cuts no character, and behind tokens of white space alone that follow; white space that
/// opens the next word's token (` But`) goes with that word. Sentences are packed while they have
/// at most [#pack] characters together, white space included; a longer one stays whole.
///
/// @param pack in characters (code points); 0 leaves each sentence alone
public record Segmentation(int pack) {
  private static final Pattern END =
      Pattern.compile(
          "(?:(?<!^[ \\t]{0,9}\\d{1,3})\\.|[!?])[\"'”’)\\]*_`]*(?=\\s)"
              + "|[。！？][”’」』）]*|(?=[\\r\\n])",
          Pattern.MULTILINE | Pattern.UNICODE_CHARACTER_CLASS);

  public Segmentation {
    if (pack < 0) {
      throw new IllegalArgumentException("characters to pack must be 0 or more, not " + pack);
    }
  }

  /// The segments of a thought, in its tokens counted from its first: they follow one another
  /// without gap from 0 to its length, none empty.
  ///
  /// @param thinking where the thought stands in `tokens`
  public List<Span> of(int[] tokens, Span thinking, Vocabulary vocabulary) {
    return packed(sentences(new Decoded(tokens, thinking, vocabulary)));
  }

  /// A sentence and its length in characters.
  private record Sentence(Span span, int length) {}

  private static List<Sentence> sentences(Decoded thought) {
    List<Sentence> sentences = new ArrayList<>();
    Matcher ends = END.matcher(thought.text);
    int start = 0;
    while (ends.find()) {
      if (thought.says(start, ends.end())) {
        int end = thought.tokenBehind(ends.end());
        sentences.add(thought.sentence(start, end));
        start = end;
      }
    }
    if (start < thought.length()) {
      boolean blank = thought.isBlank(start, thought.length()) && !sentences.isEmpty();
      int from = blank ? sentences.removeLast().span.start() : start;
      sentences.add(thought.sentence(from, thought.length()));
    }
    return sentences;
  }

  private List<Span> packed(List<Sentence> sentences) {
    List<Span> segments = new ArrayList<>();
    int length = 0;
    for (Sentence sentence : sentences) {
      if (!segments.isEmpty() && length + sentence.length <= pack) {
        segments.add(new Span(segments.removeLast().start(), sentence.span.end()));
        length += sentence.length;
      } else {
        segments.add(sentence.span);
        length = sentence.length;
      }
    }
    return segments;
  }

  /// A thought's text and where its tokens end in it.
  private static final class Decoded {
    private final String text;

    /// Position in `text` where the tokens 0 to i end; -1 where that is inside a character.
    private final int[] ends;

    Decoded(int[] tokens, Span thinking, Vocabulary vocabulary) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      int[] byteEnds = new int[thinking.length()];
      for (int i = 0; i < byteEnds.length; i++) {
        bytes.writeBytes(vocabulary.bytes(tokens[thinking.start() + i]));
        byteEnds[i] = bytes.size();
      }
      byte[] all = bytes.toByteArray();
      StringBuilder decoded = new StringBuilder();
      ends = new int[byteEnds.length];
      int from = 0;
      for (int i = 0; i < ends.length; i++) {
        int to = byteEnds[i];
        boolean cutsCharacter = to < all.length && (all[to] & 0xC0) == 0x80;
        if (cutsCharacter) {
          ends[i] = -1;
        } else {
          decoded.append(new String(all, from, to - from, UTF_8));
          from = to;
          ends[i] = decoded.length();
        }
      }
      text = decoded.toString();
    }

    int length() {
      return ends.length;
    }

    /// Tokens up to and with the first that ends at or behind a position in the text, and the
    /// blank ones that follow.
    int tokenBehind(int position) {
      int token = 0;
      while (token < ends.length && ends[token] < position) {
        token++;
      }
      int behind = Math.min(ends.length, token + 1);
      for (int next = behind;
          next < ends.length && ends[next] >= 0 && isBlank(behind, next + 1);
          next++) {
        behind = next + 1;
      }
      return behind;
    }

    /// Whether there is anything but white space from a token on up to a position in the text.
    boolean says(int start, int position) {
      return at(start) < position && !text.substring(at(start), position).isBlank();
    }

    boolean isBlank(int start, int end) {
      return text.substring(at(start), at(end)).isBlank();
    }

    Sentence sentence(int start, int end) {
      return new Sentence(new Span(start, end), text.codePointCount(at(start), at(end)));
    }

    private int at(int tokens) {
      return tokens == 0 ? 0 : ends[tokens - 1];
    }
  }
}
