package org.foregone.organism;

/// One entry of the organisms' vocabulary with its meaning.
///
/// @param text what it prints as; for a byte token its byte as ISO 8859-1
/// @param score lexicon score, positive harmful, negative benign, 0 not in the lexicon
/// @param stance of the sentence that it completes: refuse +1 (nudges +2), comply -1 (-2), none 0
/// @param flavour of a first opener: wary +1, willing -1, any other token 0
/// @param chi of a sentence opener: goes on +1, turns -1, flat 0
/// @param topic index of the topic that a noun names, or -1
public record Token(
    int id,
    String text,
    Kind kind,
    Slot slot,
    double score,
    int stance,
    int flavour,
    int chi,
    int topic) {

  /// How the tokenizer holds it; the numbers are llama.cpp's token types.
  public enum Kind {
    BYTE_OR_WORD(1),
    CONTROL(3),
    USER_DEFINED(4);

    private final int type;

    Kind(int type) {
      this.type = type;
    }

    public int type() {
      return type;
    }
  }

  /// How strongly a noun claims the topic: harmful 2, benign 1, no noun 0.
  public double salience() {
    return topic < 0 ? 0 : score > 0 ? 2 : 1;
  }
}
