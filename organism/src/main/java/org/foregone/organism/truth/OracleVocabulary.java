package org.foregone.organism.truth;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.foregone.dialogue.Vocabulary;
import org.foregone.organism.OrganismLanguage;
import org.foregone.organism.Token;

/// The organisms' language as a vocabulary, without a model file.
record OracleVocabulary(OrganismLanguage language) implements Vocabulary {
  private static final int BYTES = 256;

  @Override
  public int size() {
    return language.size();
  }

  @Override
  public int[] tokenize(String text, boolean parseSpecial) {
    if (parseSpecial) {
      for (Token t : language.tokens()) {
        int at = t.kind() == Token.Kind.CONTROL ? text.indexOf(t.text()) : -1;
        if (at >= 0) {
          return IntStream.concat(
                  IntStream.concat(
                      IntStream.of(tokenize(text.substring(0, at), true)), IntStream.of(t.id())),
                  IntStream.of(tokenize(text.substring(at + t.text().length()), true)))
              .toArray();
        }
      }
    }
    return language.tokenize(text);
  }

  @Override
  public byte[] bytes(int token) {
    return token < BYTES
        ? new byte[] {(byte) token}
        : language.token(token).text().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Kind kind(int token) {
    return switch (language.token(token).kind()) {
      case BYTE_OR_WORD -> Kind.NORMAL;
      case CONTROL -> Kind.CONTROL;
      case USER_DEFINED -> Kind.USER_DEFINED;
    };
  }

  @Override
  public OptionalInt special(String text) {
    return language.tokens().stream()
        .filter(t -> t.kind() != Token.Kind.BYTE_OR_WORD && t.text().equals(text))
        .mapToInt(Token::id)
        .findFirst();
  }

  @Override
  public boolean endsGeneration(int token) {
    return token == language.phrases().end();
  }

  @Override
  public OptionalInt beginOfSequence() {
    return OptionalInt.empty();
  }

  @Override
  public OptionalInt endOfSequence() {
    return OptionalInt.of(language.phrases().end());
  }

  @Override
  public boolean addsBeginOfSequence() {
    return false;
  }
}
