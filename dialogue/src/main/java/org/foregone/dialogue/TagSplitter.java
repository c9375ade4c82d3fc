package org.foregone.dialogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.foregone.dialogue.ReasoningFormat.OpenedBy;
import org.foregone.dialogue.ReasoningFormat.ThinkTags;

/// Follows think tags in the decoded bytes, so that a tag may be one token or many and a token may
/// hold a part of a tag and more.
///
/// A model that should open the thought itself and writes anything but white space before the
/// opening tag answers without a thought: everything is answer, a later tag included. If it begins
/// with the closing tag, the thought is empty. Tags in NO_THINK mode are answer as well.
final class TagSplitter extends Splitter {
  private final byte[] open;
  private final ByteMatcher close;
  private Phase phase;

  /// Bytes read before the thought, white space aside, and how many of them the opening tag has.
  private int read;

  private int openMatched;

  TagSplitter(ThinkTags format, Mode mode, Vocabulary vocabulary) {
    super(vocabulary);
    open = format.open().getBytes(UTF_8);
    close = new ByteMatcher(format.close().getBytes(UTF_8));
    if (mode == Mode.NO_THINK) {
      phase = Phase.ANSWER;
      answer = 0;
    } else if (format.openedBy() == OpenedBy.TEMPLATE) {
      phase = Phase.THINKING;
      opened = 0;
    } else {
      phase = Phase.BEFORE;
    }
  }

  @Override
  void take(int token) {
    if (phase == Phase.ANSWER) {
      if (answerEnd == NONE && vocabulary.endsGeneration(token)) {
        answerEnd = count;
      }
      return;
    }
    if (phase == Phase.BEFORE && vocabulary.endsGeneration(token)) {
      endBeforeThought();
      phase = Phase.ANSWER;
      return;
    }
    for (byte b : vocabulary.bytes(token)) {
      switch (phase) {
        case BEFORE -> before(b);
        case THINKING, CLOSING -> thinking(b);
        case ANSWER -> {
          return;
        }
      }
    }
  }

  private void before(byte b) {
    if (read == 0 && isSpace(b)) {
      return;
    }
    boolean opening = openMatched == read && b == open[openMatched];
    openMatched += opening ? 1 : 0;
    read++;
    if (close.accept(b, count)) {
      phase = Phase.ANSWER;
      opened = 0;
      closeNaturally(close.start());
    } else if (openMatched == open.length) {
      phase = Phase.THINKING;
      opened = count + 1;
    } else if (!opening && close.matched() < read) {
      phase = Phase.ANSWER;
      answer = 0;
    }
  }

  private void thinking(byte b) {
    if (close.accept(b, count)) {
      phase = Phase.ANSWER;
      closeNaturally(close.start());
    } else {
      phase = close.matched() > 0 ? Phase.CLOSING : Phase.THINKING;
    }
  }

  @Override
  void answerBegins() {
    phase = Phase.ANSWER;
  }

  @Override
  public Phase phase() {
    return phase;
  }
}
