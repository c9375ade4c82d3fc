package org.foregone.dialogue.jinja;

/// What one rendering may spend. Real templates use a thousandth of it; a template that runs away
/// stops here.
final class Budget {
  private static final int STEPS = 5_000_000;
  private static final long CHARACTERS = 64_000_000;
  private static final int DEPTH = 600;
  static final int RANGE = 100_000;

  private int steps;
  private long characters;
  private int depth;

  void step() {
    steps(1);
  }

  /// Called before work on `count` items is done or a list of that length is made.
  void steps(long count) {
    if (count > STEPS - steps) {
      throw new TemplateException(
          "the template takes more than " + STEPS + " steps; it probably loops without end");
    }
    steps += (int) count;
  }

  /// Called before a text of this length is built.
  void characters(long count) {
    if (count > CHARACTERS - characters) {
      throw new TemplateException(
          "the template builds more than " + CHARACTERS + " characters; shorten what it repeats");
    }
    characters += count;
  }

  String text(String text) {
    characters(text.length());
    return text;
  }

  void enter() {
    if (++depth > DEPTH) {
      throw new TemplateException(
          "macros, loops or expressions nest deeper than " + DEPTH + "; look for recursion");
    }
  }

  void leave() {
    depth--;
  }
}
