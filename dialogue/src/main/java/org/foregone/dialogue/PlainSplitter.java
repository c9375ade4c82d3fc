package org.foregone.dialogue;

/// Everything up to the end of the turn is answer.
final class PlainSplitter extends Splitter {
  PlainSplitter(Vocabulary vocabulary) {
    super(vocabulary);
    answer = 0;
  }

  @Override
  void take(int token) {
    if (answerEnd == NONE && vocabulary.endsGeneration(token)) {
      answerEnd = count;
    }
  }

  @Override
  public Phase phase() {
    return Phase.ANSWER;
  }
}
