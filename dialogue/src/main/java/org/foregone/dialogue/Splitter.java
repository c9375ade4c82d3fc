package org.foregone.dialogue;

/// A [ThoughtReader] that also remembers where the parts begin: the reader and the split are the
/// same machine, so that they cannot disagree.
abstract class Splitter implements ThoughtReader {
  static final int NONE = -1;

  final Vocabulary vocabulary;

  /// Tokens taken so far.
  int count;

  /// First token behind the opening marker, not yet past white space.
  int opened = NONE;

  /// First token of the thought that is not white space.
  int content = NONE;

  /// First token of the close.
  int closing = NONE;

  /// First token of the answer, not yet past the white space that counts to the close.
  int answer = NONE;

  /// First token after the answer.
  int answerEnd = NONE;

  private Close closed = Close.NONE;

  Splitter(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  static Splitter of(ReasoningFormat format, Mode mode, Vocabulary vocabulary) {
    return switch (format) {
      case ReasoningFormat.ThinkTags tags -> new TagSplitter(tags, mode, vocabulary);
      case ReasoningFormat.Harmony harmony -> new HarmonySplitter(harmony, mode, vocabulary);
      case ReasoningFormat.NoReasoning none -> new PlainSplitter(vocabulary);
    };
  }

  /// Takes a token whose bytes are not yet read; `count` is its position.
  abstract void take(int token);

  @Override
  public final Phase accept(int token) {
    take(token);
    count++;
    return phase();
  }

  /// Takes `length` tokens that close the thought by force.
  final void forceClose(int length) {
    if (opened == NONE) {
      opened = count;
    }
    closing = count;
    count += length;
    answer = count;
    closed = Close.FORCED;
    answerBegins();
  }

  /// The model's own close ends with the token at `count`.
  final void closeNaturally(int firstOfClose) {
    closing = firstOfClose;
    answer = count + 1;
    closed = Close.NATURAL;
  }

  /// The model ends its turn with the token at `count` before it opened a thought or an answer:
  /// what came before it is white space or a piece of a marker.
  final void endBeforeThought() {
    closing = 0;
    answer = count;
    answerEnd = count;
  }

  /// Told that the answer begins by force.
  void answerBegins() {}

  /// The first position from `from` on, before `limit`, whose token is not just white space.
  private int skipBlank(int[] tokens, int from, int limit) {
    int at = from;
    while (at < limit && isBlank(vocabulary.bytes(tokens[at]))) {
      at++;
    }
    return at;
  }

  static boolean isBlank(byte[] bytes) {
    for (byte b : bytes) {
      if (!isSpace(b)) {
        return false;
      }
    }
    return true;
  }

  static boolean isSpace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }

  /// The parts of `tokens`, all of which were taken.
  final Transcript transcript(int[] tokens, boolean cut) {
    int end = tokens.length;
    if (answer == NONE) {
      int start = skipBlank(tokens, opened == NONE ? end : opened, end);
      return new Transcript(
          new Span(0, start),
          new Span(start, end),
          new Span(end, end),
          new Span(end, end),
          new Span(end, end),
          Close.NONE,
          Ending.THOUGHT_CUT);
    }
    int closeStart = closing == NONE ? answer : closing;
    int start = opened == NONE ? 0 : skipBlank(tokens, opened, closeStart);
    int last = answerEnd == NONE ? end : answerEnd;
    int answerStart = closed == Close.NONE ? answer : skipBlank(tokens, answer, last);
    boolean blank = skipBlank(tokens, answerStart, last) == last;
    Ending ending =
        blank ? Ending.EMPTY : cut && answerEnd == NONE ? Ending.ANSWER_CUT : Ending.ANSWERED;
    return new Transcript(
        new Span(0, start),
        new Span(start, closeStart),
        new Span(closeStart, answerStart),
        new Span(answerStart, last),
        new Span(last, end),
        closed,
        ending);
  }
}
