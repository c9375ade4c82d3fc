package org.foregone.dialogue;

/// A completion's parts as ranges of its own tokens; nothing is tokenised again.
///
/// The five ranges lie in this order and tile the completion exactly: each starts where the one
/// before it ends. A token is never split: one that holds the end of a marker and more text belongs
/// to the marker. The thought's first content token is `thinking.start()`, the answer's first
/// `answer.start()`.
///
/// @param open what the model wrote to open the thought (`<think>`, or a harmony header) with the
///     white-space tokens after it; only white space where the template opened it, often empty
/// @param thinking the trace: the thinking tokens without their markers. In harmony everything
///     between the first header and the last close, inner headers and commentary included
/// @param close the tokens that close the thought and open the answer, with the white-space tokens
///     after them; empty when `closed` is `NONE`, except for a harmony answer without a thought,
///     where it is the header of the final channel
/// @param answer what the user is shown
/// @param after anything behind the answer: an end-of-generation token that was kept, further
///     harmony channels
/// @param closed how the thought was closed
/// @param ending how the completion ended
public record Transcript(
    Span open, Span thinking, Span close, Span answer, Span after, Close closed, Ending ending) {

  public Transcript {
    if (open.start() != 0
        || thinking.start() != open.end()
        || close.start() != thinking.end()
        || answer.start() != close.end()
        || after.start() != answer.end()) {
      throw new IllegalArgumentException("the parts of a transcript do not tile it");
    }
  }

  /// Whether there is an answer to judge.
  public boolean hasAnswer() {
    return ending == Ending.ANSWERED || ending == Ending.ANSWER_CUT;
  }
}
