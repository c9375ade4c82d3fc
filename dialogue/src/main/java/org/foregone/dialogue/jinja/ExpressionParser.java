package org.foregone.dialogue.jinja;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Expressions by recursive descent, with jinja2's precedences.
final class ExpressionParser {
  private static final int DEPTH = 100;
  private static final int CHAIN = 400;
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private final List<Token> tokens;
  private int next;
  private int depth;

  /// Names read so far; a macro is asked whether its body speaks of `caller` and the like.
  Set<String> names = new HashSet<>();

  ExpressionParser(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(next);
  }

  private Token peek(int ahead) {
    return tokens.get(Math.min(next + ahead, tokens.size() - 1));
  }

  Token take() {
    Token token = tokens.get(next);
    if (token.kind() != Token.Kind.END) {
      next++;
    }
    return token;
  }

  boolean isName(String name) {
    return peek().is(Token.Kind.NAME, name);
  }

  boolean isOperator(String operator) {
    return peek().is(Token.Kind.OPERATOR, operator);
  }

  boolean skipName(String name) {
    boolean is = isName(name);
    if (is) {
      take();
    }
    return is;
  }

  boolean skipOperator(String operator) {
    boolean is = isOperator(operator);
    if (is) {
      take();
    }
    return is;
  }

  void expectOperator(String operator) {
    if (!skipOperator(operator)) {
      throw unexpected("'" + operator + "'");
    }
  }

  String expectName() {
    if (peek().kind() != Token.Kind.NAME) {
      throw unexpected("a name");
    }
    return (String) take().value();
  }

  void expect(Token.Kind kind, String described) {
    if (peek().kind() != kind) {
      throw unexpected(described);
    }
    take();
  }

  TemplateException unexpected(String wanted) {
    return new TemplateException("expected " + wanted + ", found " + peek().described());
  }

  /// Runs a part of the descent one level deeper; a source nested too deeply is refused.
  <T> T deeper(Supplier<T> part) {
    if (++depth > DEPTH) {
      throw new TemplateException("nested more than " + DEPTH + " levels deep; flatten it");
    }
    T result = part.get();
    depth--;
    return result;
  }

  private static int link(int length) {
    if (length > CHAIN) {
      throw new TemplateException("a chain of more than " + CHAIN + " operators; split it");
    }
    return length + 1;
  }

  Expr expression() {
    return deeper(this::condition);
  }

  /// `a`, or `a, b` as a tuple.
  Expr tuple() {
    return tuple(false);
  }

  private Expr tuple(boolean parentheses) {
    List<Expr> items = new ArrayList<>();
    boolean comma = false;
    while (!tupleEnds()) {
      items.add(expression());
      if (!skipOperator(",")) {
        break;
      }
      comma = true;
    }
    if (items.size() == 1 && !comma) {
      return items.getFirst();
    }
    if (items.isEmpty() && !parentheses) {
      throw unexpected("an expression");
    }
    return new Expr.TupleOf(List.copyOf(items));
  }

  private boolean tupleEnds() {
    return peek().kind() == Token.Kind.OUTPUT_END
        || peek().kind() == Token.Kind.BLOCK_END
        || isOperator(")");
  }

  private Expr condition() {
    Expr value = or();
    int links = 0;
    while (skipName("if")) {
      links = link(links);
      Expr test = or();
      Expr otherwise = skipName("else") ? expression() : null;
      value = new Expr.Condition(test, value, otherwise);
    }
    return value;
  }

  /// A condition is not taken for one: `for x in a if b`.
  Expr or() {
    Expr left = and();
    for (int links = 0; skipName("or"); links = link(links)) {
      left = new Expr.Or(left, and());
    }
    return left;
  }

  private Expr and() {
    Expr left = not();
    for (int links = 0; skipName("and"); links = link(links)) {
      left = new Expr.And(left, not());
    }
    return left;
  }

  private Expr not() {
    return skipName("not") ? new Expr.Not(deeper(this::not)) : comparison();
  }

  private Expr comparison() {
    Expr first = sum();
    List<String> operators = new ArrayList<>();
    List<Expr> others = new ArrayList<>();
    while (true) {
      if (peek().kind() == Token.Kind.OPERATOR && COMPARISONS.contains(peek().value())) {
        operators.add((String) take().value());
      } else if (skipName("in")) {
        operators.add("in");
      } else if (isName("not") && peek(1).is(Token.Kind.NAME, "in")) {
        take();
        take();
        operators.add("not in");
      } else {
        break;
      }
      others.add(sum());
    }
    return operators.isEmpty()
        ? first
        : new Expr.Compare(first, List.copyOf(operators), List.copyOf(others));
  }

  private Expr sum() {
    return chain(this::concat, "+", "-");
  }

  private Expr concat() {
    List<Expr> parts = new ArrayList<>(List.of(product()));
    while (skipOperator("~")) {
      parts.add(product());
    }
    return parts.size() == 1 ? parts.getFirst() : new Expr.Concat(List.copyOf(parts));
  }

  private Expr product() {
    return chain(this::power, "*", "/", "//", "%");
  }

  private Expr power() {
    return chain(() -> unary(true), "**");
  }

  private Expr chain(Supplier<Expr> operand, String... operators) {
    Expr left = operand.get();
    int links = 0;
    while (peek().kind() == Token.Kind.OPERATOR && List.of(operators).contains(peek().value())) {
      links = link(links);
      left = new Expr.Binary((String) take().value(), left, operand.get());
    }
    return left;
  }

  private Expr unary(boolean filtered) {
    Expr value;
    if (isOperator("-") || isOperator("+")) {
      boolean minus = take().value().equals("-");
      value = new Expr.Sign(minus, deeper(() -> unary(false)));
    } else {
      value = primary();
    }
    value = postfix(value);
    return filtered ? filters(value) : value;
  }

  private Expr primary() {
    Token token = peek();
    return switch (token.kind()) {
      case NAME -> name((String) take().value());
      case NUMBER -> new Expr.Constant(take().value());
      case STRING -> {
        StringBuilder text = new StringBuilder();
        while (peek().kind() == Token.Kind.STRING) {
          text.append(take().value());
        }
        yield new Expr.Constant(text.toString());
      }
      default -> {
        if (skipOperator("(")) {
          Expr inner = tuple(true);
          expectOperator(")");
          yield inner;
        }
        if (skipOperator("[")) {
          yield new Expr.ListOf(items("]"));
        }
        if (skipOperator("{")) {
          yield dict();
        }
        throw unexpected("an expression");
      }
    };
  }

  private Expr name(String name) {
    return switch (name) {
      case "true", "True" -> new Expr.Constant(true);
      case "false", "False" -> new Expr.Constant(false);
      case "none", "None" -> new Expr.Constant(Py.None.NONE);
      default -> {
        names.add(name);
        yield new Expr.Name(name);
      }
    };
  }

  private List<Expr> items(String close) {
    List<Expr> items = new ArrayList<>();
    while (!skipOperator(close)) {
      if (!items.isEmpty()) {
        expectOperator(",");
        if (skipOperator(close)) {
          break;
        }
      }
      items.add(expression());
    }
    return List.copyOf(items);
  }

  private Expr dict() {
    List<Expr> keys = new ArrayList<>();
    List<Expr> values = new ArrayList<>();
    while (!skipOperator("}")) {
      if (!keys.isEmpty()) {
        expectOperator(",");
        if (skipOperator("}")) {
          break;
        }
      }
      keys.add(expression());
      expectOperator(":");
      values.add(expression());
    }
    return new Expr.DictOf(List.copyOf(keys), List.copyOf(values));
  }

  private Expr postfix(Expr of) {
    Expr value = of;
    for (int links = 0; ; links = link(links)) {
      if (skipOperator(".")) {
        value = attribute(value);
      } else if (skipOperator("[")) {
        value = subscript(value);
      } else if (isOperator("(")) {
        value = new Expr.Call(value, arguments());
      } else {
        return value;
      }
    }
  }

  private Expr attribute(Expr of) {
    return peek().kind() == Token.Kind.NUMBER
        ? new Expr.Item(of, new Expr.Constant(take().value()))
        : new Expr.Attribute(of, expectName());
  }

  private Expr subscript(Expr of) {
    @Nullable Expr from = isOperator(":") ? null : expression();
    if (from != null && skipOperator("]")) {
      return new Expr.Item(of, from);
    }
    if (from != null && isOperator(",")) {
      List<Expr> several = new ArrayList<>(List.of(from));
      while (skipOperator(",")) {
        several.add(expression());
      }
      expectOperator("]");
      return new Expr.Item(of, new Expr.TupleOf(List.copyOf(several)));
    }
    expectOperator(":");
    @Nullable Expr to = isOperator(":") || isOperator("]") ? null : expression();
    @Nullable Expr step = skipOperator(":") && !isOperator("]") ? expression() : null;
    expectOperator("]");
    return new Expr.Slice(of, from, to, step);
  }

  Expr.CallArguments arguments() {
    expectOperator("(");
    List<Expr> positional = new ArrayList<>();
    List<Expr.Named> named = new ArrayList<>();
    @Nullable Expr star = null;
    @Nullable Expr starStar = null;
    boolean first = true;
    while (!skipOperator(")")) {
      if (!first) {
        expectOperator(",");
        if (skipOperator(")")) {
          break;
        }
      }
      first = false;
      if (star == null && skipOperator("*")) {
        star = expression();
      } else if (starStar == null && skipOperator("**")) {
        starStar = expression();
      } else if (peek().kind() == Token.Kind.NAME && peek(1).is(Token.Kind.OPERATOR, "=")) {
        String name = expectName();
        take();
        named.add(new Expr.Named(name, expression()));
      } else if (named.isEmpty() && star == null && starStar == null) {
        positional.add(expression());
      } else {
        throw new TemplateException("a positional argument stands after a named one; move it");
      }
    }
    return new Expr.CallArguments(List.copyOf(positional), List.copyOf(named), star, starStar);
  }

  /// `| filter`, `is test` and calls of their results.
  Expr filters(Expr of) {
    Expr value = of;
    for (int links = 0; ; links = link(links)) {
      if (skipOperator("|")) {
        value = filter(value);
      } else if (skipName("is")) {
        value = check(value);
      } else if (isOperator("(")) {
        value = new Expr.Call(value, arguments());
      } else {
        return value;
      }
    }
  }

  Expr.Filter filter(@Nullable Expr value) {
    String name = dotted();
    return new Expr.Filter(value, name, isOperator("(") ? arguments() : Expr.CallArguments.NONE);
  }

  private String dotted() {
    StringBuilder name = new StringBuilder(expectName());
    while (skipOperator(".")) {
      name.append('.').append(expectName());
    }
    return name.toString();
  }

  private Expr check(Expr value) {
    boolean negated = skipName("not");
    String name = dotted();
    Expr.CallArguments arguments = Expr.CallArguments.NONE;
    if (isOperator("(")) {
      arguments = arguments();
    } else if (startsOperand()) {
      Expr operand = deeper(() -> postfix(primary()));
      arguments = new Expr.CallArguments(List.of(operand), List.of(), null, null);
    }
    Expr check = new Expr.Check(value, name, arguments);
    return negated ? new Expr.Not(check) : check;
  }

  private boolean startsOperand() {
    return switch (peek().kind()) {
      case STRING, NUMBER -> true;
      case OPERATOR -> isOperator("[") || isOperator("{");
      case NAME -> {
        if (isName("is")) {
          throw new TemplateException("tests cannot be chained with 'is'; join them with 'and'");
        }
        yield !isName("else") && !isName("or") && !isName("and");
      }
      default -> false;
    };
  }
}
