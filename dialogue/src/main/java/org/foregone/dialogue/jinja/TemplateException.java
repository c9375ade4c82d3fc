package org.foregone.dialogue.jinja;

/// A template that cannot be read or rendered: what happened, at which line and column, the line
/// itself, and what to do.
public final class TemplateException extends RuntimeException {
  private final int line;

  /// An error whose place is not known yet; the parser or interpreter adds it with [#at].
  TemplateException(String message) {
    super(message);
    this.line = 0;
  }

  private TemplateException(String message, int line, Throwable cause) {
    super(message, cause);
    this.line = line;
  }

  /// This error with its place; unchanged where a place is already known.
  TemplateException at(String source, int offset) {
    if (line > 0) {
      return this;
    }
    int end = Math.min(offset, source.length());
    int begin = source.lastIndexOf('\n', end - 1) + 1;
    int stop = source.indexOf('\n', begin);
    String snippet = source.substring(begin, stop < 0 ? source.length() : stop).strip();
    if (snippet.length() > 120) {
      int from = Math.max(0, Math.min(end - begin - 40, snippet.length() - 120));
      snippet = "..." + snippet.substring(from, from + 120) + "...";
    }
    int number = 1 + (int) source.substring(0, begin).chars().filter(c -> c == '\n').count();
    String place = "line " + number + ", column " + (end - begin + 1);
    return new TemplateException(
        "chat template, " + place + ": " + getMessage() + "\n  " + snippet, number, this);
  }

  /// Line of the template, from 1.
  public int line() {
    return line;
  }
}
