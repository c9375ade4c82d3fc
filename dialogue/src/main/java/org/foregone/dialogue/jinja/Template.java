package org.foregone.dialogue.jinja;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;

/// A parsed template. Immutable; may be rendered from any thread.
public final class Template {
  private final String source;
  private final List<Node> nodes;

  private Template(String source, List<Node> nodes) {
    this.source = source;
    this.nodes = nodes;
  }

  /// @throws TemplateException when the source is no template, or nests too deeply
  public static Template parse(String source) {
    String text = Lexer.normalise(source);
    try {
      return new Template(text, TemplateParser.parse(text));
    } catch (StackOverflowError e) {
      throw new TemplateException("the template nests too deeply; flatten it");
    }
  }

  /// The text of the template.
  ///
  /// @param context names and values: null, strings, booleans, numbers, lists and maps of them
  /// @param now what `strftime_now` takes for the current time
  /// @throws TemplateException when the template raises an error or runs beyond its budget
  /// @throws IllegalArgumentException when the context holds anything else
  public String render(Map<String, ?> context, LocalDateTime now) {
    Interpreter interpreter = new Interpreter(source, new Evaluator(now));
    try {
      return interpreter.text(nodes, Globals.scope(Imported.context(context)).inner());
    } catch (StackOverflowError e) {
      // Nothing outlives the rendering that could have been left half done.
      throw new TemplateException("the template recurses too deeply; look for endless recursion");
    }
  }
}
