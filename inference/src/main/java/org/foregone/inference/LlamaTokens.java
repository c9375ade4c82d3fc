package org.foregone.inference;

import java.util.OptionalInt;
import org.foregone.dialogue.Vocabulary;
import org.foregone.llama.LlamaVocabulary;

/// llama.cpp's tokenizer as dialogue sees it. Pieces are read once: readers ask for them at every
/// token.
final class LlamaTokens implements Vocabulary {
  private final LlamaVocabulary llama;
  private final byte[][] bytes;

  LlamaTokens(LlamaVocabulary llama) {
    this.llama = llama;
    this.bytes = new byte[llama.size()][];
    for (int token = 0; token < bytes.length; token++) {
      bytes[token] = llama.piece(token);
    }
  }

  @Override
  public int size() {
    return bytes.length;
  }

  @Override
  public int[] tokenize(String text, boolean parseSpecial) {
    return llama.tokenize(text, false, parseSpecial);
  }

  @Override
  public byte[] bytes(int token) {
    return bytes[token].clone();
  }

  @Override
  public Kind kind(int token) {
    if (llama.is(token, LlamaVocabulary.CONTROL)) {
      return Kind.CONTROL;
    }
    if (llama.is(token, LlamaVocabulary.USER_DEFINED)) {
      return Kind.USER_DEFINED;
    }
    if (llama.is(token, LlamaVocabulary.BYTE)) {
      return Kind.BYTE;
    }
    if (llama.is(token, LlamaVocabulary.UNUSED)) {
      return Kind.UNUSED;
    }
    return llama.is(token, LlamaVocabulary.UNKNOWN) ? Kind.UNKNOWN : Kind.NORMAL;
  }

  @Override
  public OptionalInt special(String text) {
    return llama.special(text);
  }

  @Override
  public boolean endsGeneration(int token) {
    return llama.endsGeneration(token);
  }

  @Override
  public OptionalInt beginOfSequence() {
    return llama.beginOfSequence();
  }

  @Override
  public OptionalInt endOfSequence() {
    return llama.endOfSequence();
  }

  @Override
  public boolean addsBeginOfSequence() {
    return llama.addsBeginOfSequence();
  }
}
