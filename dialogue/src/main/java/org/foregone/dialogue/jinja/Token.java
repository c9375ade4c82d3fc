package org.foregone.dialogue.jinja;

/// One token; `value` is the text of a name or operator, the decoded value of a string or number.
record Token(Kind kind, Object value, int at) {
  enum Kind {
    TEXT,
    OUTPUT_BEGIN,
    OUTPUT_END,
    BLOCK_BEGIN,
    BLOCK_END,
    NAME,
    STRING,
    NUMBER,
    OPERATOR,
    END
  }

  boolean is(Kind wanted, String text) {
    return kind == wanted && value.equals(text);
  }

  String described() {
    return switch (kind) {
      case END -> "the end of the template";
      case BLOCK_END -> "the end of the tag '%}'";
      case OUTPUT_END -> "the end of the tag '}}'";
      default -> "'" + value + "'";
    };
  }
}
