package org.foregone.dialogue.jinja;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Statements.
sealed interface Node {
  /// Where it begins in the source.
  int at();

  record Text(int at, String text) implements Node {}

  record Output(int at, Expr value) implements Node {}

  record If(int at, Expr test, List<Node> then, List<Node> otherwise) implements Node {}

  record For(
      int at,
      Target target,
      Expr items,
      @Nullable Expr filter,
      boolean recursive,
      List<Node> body,
      List<Node> otherwise)
      implements Node {}

  record Assign(int at, Target target, Expr value) implements Node {}

  /// `{% set x | filter %}text{% endset %}`.
  record SetBlock(int at, Target target, List<Expr.Filter> filters, List<Node> body)
      implements Node {}

  record MacroOf(int at, Signature signature) implements Node {}

  record CallBlock(int at, Expr.Call call, Signature caller) implements Node {}

  record FilterBlock(int at, List<Expr.Filter> filters, List<Node> body) implements Node {}

  record With(int at, List<Target> targets, List<Expr> values, List<Node> body) implements Node {}

  /// Text of the assistant, marked for training masks; rendered as it is.
  record Generation(int at, List<Node> body) implements Node {}

  record Break(int at) implements Node {}

  record Continue(int at) implements Node {}

  /// A macro; `extras` are those of `varargs`, `kwargs` and `caller` its body speaks of.
  record Signature(
      String name,
      List<String> parameters,
      List<@Nullable Expr> defaults,
      Set<String> extras,
      List<Node> body) {}

  /// What can be assigned to.
  sealed interface Target {}

  record Variable(String name) implements Target {}

  record Field(String namespace, String name) implements Target {}

  record Several(List<Target> targets) implements Target {}
}
