package org.foregone.dialogue;

import java.util.OptionalInt;

/// What dialogue needs to know of a model's tokenizer. Engines provide it; token ids are `0 .. size
/// - 1`.
///
/// Implementations are immutable and may be used from any thread.
public interface Vocabulary {

  /// How a token came into the vocabulary; it decides whether text can turn into it by accident.
  enum Kind {
    NORMAL,
    /// Parsed only when the caller asks for special tokens (`<|im_end|>`).
    CONTROL,
    /// Parsed from any text unless kept apart (`<think>` in most models, the harmony markers in
    /// gpt-oss).
    USER_DEFINED,
    BYTE,
    UNKNOWN,
    /// A padding id with no text.
    UNUSED
  }

  /// Number of token ids, padding included: the width of a logits row.
  int size();

  /// The tokens of `text`, no BOS or EOS added. With `parseSpecial` control tokens spelled out in
  /// the text become
  /// those tokens; USER_DEFINED tokens are parsed either way, as llama.cpp does.
  int[] tokenize(String text, boolean parseSpecial);

  /// The bytes a token stands for: for a control token its name, for a part of a UTF-8 character
  /// just that part.
  byte[] bytes(int token);

  Kind kind(int token);

  /// The CONTROL or USER_DEFINED token with exactly this text.
  OptionalInt special(String text);

  /// Whether generating this token ends the turn.
  boolean endsGeneration(int token);

  OptionalInt beginOfSequence();

  OptionalInt endOfSequence();

  /// Whether the model expects a BOS token before the text (false where the chat template writes
  /// it).
  boolean addsBeginOfSequence();
}
