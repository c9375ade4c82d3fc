package org.foregone.dialogue.jinja;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Statements: the tags of a template and what stands between them.
final class TemplateParser {
  private final ExpressionParser in;
  private int loops;

  private TemplateParser(ExpressionParser in) {
    this.in = in;
  }

  static List<Node> parse(String source) {
    ExpressionParser in = new ExpressionParser(Lexer.tokens(source));
    try {
      return new TemplateParser(in).body(Set.of());
    } catch (TemplateException e) {
      throw e.at(source, in.peek().at());
    }
  }

  /// Nodes up to a tag with one of these names, which is left to be taken (its name comes next).
  private List<Node> body(Set<String> ends) {
    return in.deeper(() -> nodes(ends));
  }

  private List<Node> nodes(Set<String> ends) {
    List<Node> nodes = new ArrayList<>();
    while (true) {
      Token token = in.peek();
      switch (token.kind()) {
        case TEXT -> nodes.add(new Node.Text(token.at(), (String) in.take().value()));
        case OUTPUT_BEGIN -> {
          in.take();
          nodes.add(new Node.Output(token.at(), in.tuple()));
          in.expect(Token.Kind.OUTPUT_END, "'}}'");
        }
        case BLOCK_BEGIN -> {
          in.take();
          if (in.peek().kind() == Token.Kind.NAME && ends.contains(in.peek().value())) {
            return List.copyOf(nodes);
          }
          nodes.add(statement(token.at()));
          in.expect(Token.Kind.BLOCK_END, "'%}'");
        }
        default -> {
          if (!ends.isEmpty()) {
            throw new TemplateException(
                "the template ends where one of " + ends.stream().sorted().toList() + " must come");
          }
          return List.copyOf(nodes);
        }
      }
    }
  }

  private void endTag() {
    in.expect(Token.Kind.BLOCK_END, "'%}'");
  }

  /// The body of a tag and its closing tag but for its '%}'.
  private List<Node> bodyUntil(String end) {
    endTag();
    List<Node> body = body(Set.of(end));
    in.take();
    return body;
  }

  private Node statement(int at) {
    String tag = in.expectName();
    return switch (tag) {
      case "if" -> condition(at);
      case "for" -> loop(at);
      case "set" -> set(at);
      case "macro" -> new Node.MacroOf(at, macro(in.expectName(), "endmacro"));
      case "call" -> call(at);
      case "filter" -> {
        List<Expr.Filter> filters = new ArrayList<>(List.of(in.filter(null)));
        filters(filters);
        yield new Node.FilterBlock(at, List.copyOf(filters), bodyUntil("endfilter"));
      }
      case "with" -> with(at);
      case "print" -> new Node.Output(at, in.tuple());
      case "generation" -> new Node.Generation(at, bodyUntil("endgeneration"));
      case "break", "continue" -> {
        if (loops == 0) {
          throw new TemplateException("'" + tag + "' stands outside a loop; remove it");
        }
        yield tag.equals("break") ? new Node.Break(at) : new Node.Continue(at);
      }
      default ->
          throw new TemplateException(
              "the tag '"
                  + tag
                  + "' is not known here; chat templates use if, for, set, macro, call, filter,"
                  + " with, generation, break and continue");
    };
  }

  private Node condition(int at) {
    Expr test = in.tuple();
    endTag();
    List<Node> then = body(Set.of("elif", "else", "endif"));
    return switch (in.expectName()) {
      case "elif" -> {
        int elif = in.peek().at();
        yield new Node.If(at, test, then, List.of(in.deeper(() -> condition(elif))));
      }
      case "else" -> new Node.If(at, test, then, bodyUntil("endif"));
      default -> new Node.If(at, test, then, List.of());
    };
  }

  private Node loop(int at) {
    Node.Target target = targets("in");
    if (!in.skipName("in")) {
      throw in.unexpected("'in'");
    }
    Expr items = loopItems();
    @Nullable Expr filter = in.skipName("if") ? in.expression() : null;
    boolean recursive = in.skipName("recursive");
    endTag();
    loops++;
    List<Node> body = body(Set.of("else", "endfor"));
    loops--;
    List<Node> otherwise = in.expectName().equals("else") ? bodyUntil("endfor") : List.of();
    return new Node.For(at, target, items, filter, recursive, body, otherwise);
  }

  private Expr loopItems() {
    Expr first = in.deeper(in::or);
    if (!in.isOperator(",")) {
      return first;
    }
    List<Expr> items = new ArrayList<>(List.of(first));
    while (in.skipOperator(",")) {
      if (in.peek().kind() != Token.Kind.BLOCK_END) {
        items.add(in.deeper(in::or));
      }
    }
    return new Expr.TupleOf(List.copyOf(items));
  }

  private Node.Target targets(String end) {
    List<Node.Target> targets = new ArrayList<>(List.of(target()));
    boolean several = false;
    while (in.skipOperator(",")) {
      several = true;
      if (in.isName(end) || in.isOperator(end)) {
        break;
      }
      targets.add(target());
    }
    return several ? new Node.Several(List.copyOf(targets)) : targets.getFirst();
  }

  private Node.Target target() {
    if (in.skipOperator("(")) {
      Node.Target inner = in.deeper(() -> targets(")"));
      in.expectOperator(")");
      return inner;
    }
    String name = in.expectName();
    if (Set.of("true", "false", "none", "True", "False", "None").contains(name)) {
      throw new TemplateException("'" + name + "' cannot be assigned to; choose another name");
    }
    return in.skipOperator(".") ? new Node.Field(name, in.expectName()) : new Node.Variable(name);
  }

  private Node set(int at) {
    Node.Target target = targets("=");
    if (in.skipOperator("=")) {
      return new Node.Assign(at, target, in.tuple());
    }
    List<Expr.Filter> filters = new ArrayList<>();
    filters(filters);
    return new Node.SetBlock(at, target, List.copyOf(filters), bodyUntil("endset"));
  }

  private void filters(List<Expr.Filter> filters) {
    while (in.skipOperator("|")) {
      filters.add(in.filter(null));
    }
  }

  private Node.Signature macro(String name, String end) {
    List<String> parameters = new ArrayList<>();
    List<@Nullable Expr> defaults = new ArrayList<>();
    if (in.skipOperator("(")) {
      while (!in.skipOperator(")")) {
        if (!parameters.isEmpty()) {
          in.expectOperator(",");
        }
        parameters.add(in.expectName());
        if (in.skipOperator("=")) {
          defaults.add(in.expression());
        } else if (!defaults.isEmpty() && defaults.getLast() != null) {
          throw new TemplateException("a parameter without default follows one with; reorder");
        } else {
          defaults.add(null);
        }
      }
    }
    Set<String> outer = in.names;
    int outerLoops = loops;
    in.names = new HashSet<>();
    loops = 0;
    List<Node> body = bodyUntil(end);
    Set<String> extras = new HashSet<>(Set.of("varargs", "kwargs", "caller"));
    extras.retainAll(in.names);
    extras.removeAll(parameters);
    outer.addAll(in.names);
    in.names = outer;
    loops = outerLoops;
    return new Node.Signature(
        name,
        List.copyOf(parameters),
        java.util.Collections.unmodifiableList(defaults),
        Set.copyOf(extras),
        body);
  }

  private Node call(int at) {
    // The caller's parameters stand before the call, its body after it.
    List<String> parameters = new ArrayList<>();
    List<@Nullable Expr> defaults = new ArrayList<>();
    if (in.skipOperator("(")) {
      while (!in.skipOperator(")")) {
        if (!parameters.isEmpty()) {
          in.expectOperator(",");
        }
        parameters.add(in.expectName());
        defaults.add(in.skipOperator("=") ? in.expression() : null);
      }
    }
    if (!(in.expression() instanceof Expr.Call call)) {
      throw new TemplateException("a call block needs a call, such as 'call name()'");
    }
    List<Node> body = bodyUntil("endcall");
    return new Node.CallBlock(
        at,
        call,
        new Node.Signature(
            "caller",
            List.copyOf(parameters),
            java.util.Collections.unmodifiableList(defaults),
            Set.of(),
            body));
  }

  private Node with(int at) {
    List<Node.Target> targets = new ArrayList<>();
    List<Expr> values = new ArrayList<>();
    while (in.peek().kind() != Token.Kind.BLOCK_END) {
      if (!targets.isEmpty()) {
        in.expectOperator(",");
      }
      targets.add(target());
      in.expectOperator("=");
      values.add(in.expression());
    }
    return new Node.With(at, List.copyOf(targets), List.copyOf(values), bodyUntil("endwith"));
  }
}
