package org.foregone.study.deliberation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How the paper cuts a thought's text (arXiv 2606.25013): stripped, split at white space behind
/// `.`, `!` or `?`, packed to at most 200 characters, chunks of at most 20 dropped. Characters are
/// code points and white space is Python's. Cuts made from such chunks leave text out and re-join
/// the rest with spaces, so that the model goes on from something it did not write; this is here
/// for comparison, [Segmentation] is what studies use.
public final class PaperChunks {
  private static final int PACKED = 200;
  private static final int DROPPED = 20;

  /// Where `str.isspace` is true in Python.
  private static final String SPACE =
      "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";

  private static final Pattern BETWEEN = Pattern.compile("(?<=[.!?])" + SPACE + "+");
  private static final Pattern STRIPPED =
      Pattern.compile("^" + SPACE + "*+(.*?)" + SPACE + "*$", Pattern.DOTALL);

  private PaperChunks() {}

  /// @param text sentences joined by single spaces
  /// @param start where it begins in the thought's text, in UTF-16 units
  /// @param end where it ends there
  public record Chunk(String text, int start, int end) {
    /// Whether the paper keeps it.
    public boolean kept() {
      return length() > DROPPED;
    }

    /// In code points.
    public int length() {
      return text.codePointCount(0, text.length());
    }
  }

  /// All chunks of a thought in their order, those that the paper drops included.
  public static List<Chunk> of(String thinking) {
    Matcher body = STRIPPED.matcher(thinking);
    List<Chunk> chunks = new ArrayList<>();
    if (!body.matches() || body.group(1).isEmpty()) {
      return chunks;
    }
    int start = body.start(1);
    Matcher gap = BETWEEN.matcher(thinking).region(start, body.end(1));
    gap.useTransparentBounds(true);
    while (gap.find()) {
      add(chunks, thinking, start, gap.start());
      start = gap.end();
    }
    add(chunks, thinking, start, body.end(1));
    return chunks;
  }

  private static void add(List<Chunk> chunks, String thinking, int start, int end) {
    String sentence = thinking.substring(start, end);
    int length = sentence.codePointCount(0, sentence.length());
    if (!chunks.isEmpty() && chunks.getLast().length() + 1 + length <= PACKED) {
      Chunk before = chunks.removeLast();
      chunks.add(new Chunk(before.text + " " + sentence, before.start, end));
    } else {
      chunks.add(new Chunk(sentence, start, end));
    }
  }
}
