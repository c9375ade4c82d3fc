package org.foregone.dialogue.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs statements and writes their text: one object renders once.
final class Interpreter {
  /// How a list of statements ended.
  private enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  private final String source;
  private final Evaluator evaluator;

  Interpreter(String source, Evaluator evaluator) {
    this.source = source;
    this.evaluator = evaluator;
  }

  /// The text of `nodes`; what they set stays in `scope`.
  String text(List<Node> nodes, Scope scope) {
    StringBuilder out = new StringBuilder();
    run(nodes, scope, out);
    return out.toString();
  }

  private Flow run(List<Node> nodes, Scope scope, StringBuilder out) {
    for (Node node : nodes) {
      evaluator.budget.step();
      Flow flow = run(node, scope, out);
      if (flow != Flow.ON) {
        return flow;
      }
    }
    return Flow.ON;
  }

  private Flow run(Node node, Scope scope, StringBuilder out) {
    try {
      return switch (node) {
        case Node.Text(int at, String text) -> write(text, out);
        case Node.Output(int at, Expr value) ->
            write(evaluator.printer.str(evaluator.value(value, scope)), out);
        case Node.If(int at, Expr test, List<Node> then, List<Node> otherwise) ->
            run(Operations.truth(evaluator.value(test, scope)) ? then : otherwise, scope, out);
        case Node.For loop -> loop(loop, evaluator.value(loop.items(), scope), scope, out, 0);
        case Node.Assign(int at, Node.Target target, Expr value) -> {
          assign(target, evaluator.value(value, scope), scope);
          yield Flow.ON;
        }
        case Node.SetBlock(
                int at,
                Node.Target target,
                List<Expr.Filter> filters,
                List<Node> body) -> {
          assign(target, filtered(text(body, scope.inner()), filters, scope), scope);
          yield Flow.ON;
        }
        case Node.MacroOf(int at, Node.Signature signature) -> {
          scope.set(signature.name(), new Macro(signature, scope, this));
          yield Flow.ON;
        }
        case Node.CallBlock(int at, Expr.Call call, Node.Signature caller) ->
            write(
                evaluator.printer.str(callWith(call, new Macro(caller, scope, this), scope)), out);
        case Node.FilterBlock(int at, List<Expr.Filter> filters, List<Node> body) ->
            write(evaluator.printer.str(filtered(text(body, scope.inner()), filters, scope)), out);
        case Node.With with -> with(with, scope, out);
        case Node.Generation(int at, List<Node> body) -> run(body, scope.inner(), out);
        case Node.Break b -> Flow.BREAK;
        case Node.Continue c -> Flow.CONTINUE;
      };
    } catch (TemplateException e) {
      throw e.at(source, node.at());
    }
  }

  private Flow write(String text, StringBuilder out) {
    evaluator.budget.characters(text.length());
    out.append(text);
    return Flow.ON;
  }

  private Object filtered(Object value, List<Expr.Filter> filters, Scope scope) {
    Object result = value;
    for (Expr.Filter filter : filters) {
      result = evaluator.filtered(filter, result, scope);
    }
    return result;
  }

  private Object callWith(Expr.Call call, Macro caller, Scope scope) {
    Object callee = evaluator.value(call.callee(), scope);
    return evaluator.call(
        callee, evaluator.arguments(call.arguments(), scope).with("caller", caller));
  }

  private Flow with(Node.With with, Scope scope, StringBuilder out) {
    Scope inner = scope.inner();
    List<Object> values = evaluator.values(with.values(), scope);
    for (int i = 0; i < values.size(); i++) {
      assign(with.targets().get(i), values.get(i), inner);
    }
    return run(with.body(), inner, out);
  }

  private Flow loop(Node.For loop, Object iterable, Scope scope, StringBuilder out, int depth) {
    List<Object> items = kept(loop, evaluator.operations.items(iterable), scope);
    Py.Callable again = loop.recursive() ? (a, e) -> recursed(loop, a, scope, depth + 1) : null;
    Loop state = new Loop(items, depth, again);
    while (state.next()) {
      Scope inner = scope.inner();
      inner.set("loop", state);
      assign(loop.target(), state.item(), inner);
      if (run(loop.body(), inner, out) == Flow.BREAK) {
        break;
      }
    }
    return items.isEmpty() ? run(loop.otherwise(), scope.inner(), out) : Flow.ON;
  }

  private List<Object> kept(Node.For loop, List<Object> items, Scope scope) {
    Expr filter = loop.filter();
    if (filter == null) {
      return items;
    }
    List<Object> kept = new ArrayList<>();
    for (Object item : items) {
      Scope inner = scope.inner();
      assign(loop.target(), item, inner);
      if (Operations.truth(evaluator.value(filter, inner))) {
        kept.add(item);
      }
    }
    return kept;
  }

  private Object recursed(Node.For loop, Arguments arguments, Scope scope, int depth) {
    StringBuilder out = new StringBuilder();
    loop(loop, arguments.expect("loop", "iterable").need(0, "iterable"), scope, out, depth);
    return out.toString();
  }

  /// The text of a macro called with these arguments.
  String called(Node.Signature macro, Scope definedIn, Arguments arguments) {
    Scope scope = definedIn.inner();
    List<String> parameters = macro.parameters();
    List<Object> positional = arguments.positional();
    Map<String, Object> rest = arguments.namedCopy();
    for (int i = 0; i < parameters.size(); i++) {
      String name = parameters.get(i);
      Expr otherwise = macro.defaults().get(i);
      if (i < positional.size()) {
        if (rest.containsKey(name)) {
          throw new TemplateException(
              "macro '%s' got multiple values for argument '%s'".formatted(macro.name(), name));
        }
        scope.set(name, positional.get(i));
      } else if (rest.containsKey(name)) {
        scope.set(name, rest.remove(name));
      } else {
        scope.set(
            name,
            otherwise != null
                ? evaluator.value(otherwise, scope)
                : new Py.Undefined("parameter '" + name + "' was not provided"));
      }
    }
    extras(macro, positional, rest, scope);
    return text(macro.body(), scope);
  }

  /// `caller`, `kwargs` and `varargs`: given to macros that speak of them, refused by others.
  private static void extras(
      Node.Signature macro, List<Object> positional, Map<String, Object> rest, Scope scope) {
    int parameters = macro.parameters().size();
    if (macro.extras().contains("caller")) {
      Object caller = rest.remove("caller");
      scope.set("caller", caller != null ? caller : new Py.Undefined("No caller defined"));
    }
    if (macro.extras().contains("kwargs")) {
      scope.set("kwargs", rest);
    } else if (!rest.isEmpty()) {
      throw new TemplateException(
          "macro '%s' takes no keyword argument '%s'"
              .formatted(macro.name(), rest.keySet().iterator().next()));
    }
    if (macro.extras().contains("varargs")) {
      scope.set(
          "varargs",
          new Py.Tuple(
              List.copyOf(
                  positional.subList(Math.min(parameters, positional.size()), positional.size()))));
    } else if (positional.size() > parameters) {
      throw new TemplateException(
          "macro '%s' takes not more than %d argument(s)".formatted(macro.name(), parameters));
    }
  }

  private void assign(Node.Target target, Object value, Scope scope) {
    switch (target) {
      case Node.Variable(String name) -> scope.set(name, value);
      case Node.Field(String namespace, String name) -> {
        if (!(scope.get(namespace) instanceof Py.Namespace(Map<String, Object> fields))) {
          throw new TemplateException("cannot assign attribute on non-namespace object");
        }
        fields.put(name, value);
      }
      case Node.Several(List<Node.Target> targets) -> {
        List<Object> items = evaluator.operations.items(value);
        if (items.size() != targets.size()) {
          throw new TemplateException(
              "%s values to unpack (expected %d, got %d)"
                  .formatted(
                      items.size() < targets.size() ? "not enough" : "too many",
                      targets.size(),
                      items.size()));
        }
        for (int i = 0; i < items.size(); i++) {
          assign(targets.get(i), items.get(i), scope);
        }
      }
    }
  }
}
