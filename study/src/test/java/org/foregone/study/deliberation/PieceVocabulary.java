package org.foregone.study.deliberation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.foregone.dialogue.Vocabulary;

/// A vocabulary made of the pieces that a text was cut into: token i is piece i.
record PieceVocabulary(List<byte[]> pieces) implements Vocabulary {

  static PieceVocabulary of(String... pieces) {
    return new PieceVocabulary(Arrays.stream(pieces).map(p -> p.getBytes(UTF_8)).toList());
  }

  /// The text cut at random bytes, also within characters.
  static PieceVocabulary random(String text, int longest, Random random) {
    byte[] all = text.getBytes(UTF_8);
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0; at < all.length; ) {
      int to = Math.min(all.length, at + 1 + random.nextInt(longest));
      pieces.add(Arrays.copyOfRange(all, at, to));
      at = to;
    }
    return new PieceVocabulary(pieces);
  }

  int[] tokens() {
    int[] tokens = new int[pieces.size()];
    Arrays.setAll(tokens, i -> i);
    return tokens;
  }

  @Override
  public int size() {
    return pieces.size();
  }

  @Override
  public int[] tokenize(String text, boolean parseSpecial) {
    throw new UnsupportedOperationException("a thought is never tokenised again");
  }

  @Override
  public byte[] bytes(int token) {
    return pieces.get(token).clone();
  }

  @Override
  public Kind kind(int token) {
    return Kind.NORMAL;
  }

  @Override
  public OptionalInt special(String text) {
    return OptionalInt.empty();
  }

  @Override
  public boolean endsGeneration(int token) {
    return false;
  }

  @Override
  public OptionalInt beginOfSequence() {
    return OptionalInt.empty();
  }

  @Override
  public OptionalInt endOfSequence() {
    return OptionalInt.empty();
  }

  @Override
  public boolean addsBeginOfSequence() {
    return false;
  }
}
