package org.foregone.dialogue.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Expressions.
sealed interface Expr {
  record Constant(Object value) implements Expr {}

  record Name(String name) implements Expr {}

  record TupleOf(List<Expr> items) implements Expr {}

  record ListOf(List<Expr> items) implements Expr {}

  record DictOf(List<Expr> keys, List<Expr> values) implements Expr {}

  record Attribute(Expr of, String name) implements Expr {}

  record Item(Expr of, Expr key) implements Expr {}

  record Slice(Expr of, @Nullable Expr from, @Nullable Expr to, @Nullable Expr step)
      implements Expr {}

  record Call(Expr callee, CallArguments arguments) implements Expr {}

  /// `value | name(arguments)`; without value it filters a block of text.
  record Filter(@Nullable Expr value, String name, CallArguments arguments) implements Expr {}

  /// `value is name(arguments)`.
  record Check(Expr value, String name, CallArguments arguments) implements Expr {}

  record Condition(Expr test, Expr then, @Nullable Expr otherwise) implements Expr {}

  record Not(Expr value) implements Expr {}

  record And(Expr left, Expr right) implements Expr {}

  record Or(Expr left, Expr right) implements Expr {}

  /// `+` or `-` before a number.
  record Sign(boolean minus, Expr value) implements Expr {}

  record Binary(String operator, Expr left, Expr right) implements Expr {}

  /// `a ~ b ~ c`.
  record Concat(List<Expr> parts) implements Expr {}

  /// `first < a <= b`: one operator for each of the others.
  record Compare(Expr first, List<String> operators, List<Expr> others) implements Expr {}

  /// `f(a, *b, name=c, **d)`.
  record CallArguments(
      List<Expr> positional, List<Named> named, @Nullable Expr star, @Nullable Expr starStar) {
    static final CallArguments NONE = new CallArguments(List.of(), List.of(), null, null);
  }

  record Named(String name, Expr value) {}
}
