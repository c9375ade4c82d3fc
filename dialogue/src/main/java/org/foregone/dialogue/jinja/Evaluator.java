package org.foregone.dialogue.jinja;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.foregone.dialogue.jinja.Py.Undefined;

/// Values of expressions during one rendering.
final class Evaluator {
  final Budget budget = new Budget();
  final Operations operations = new Operations(budget);
  final Printer printer = new Printer(budget);
  final LocalDateTime now;

  Evaluator(LocalDateTime now) {
    this.now = now;
  }

  Object value(Expr expression, Scope scope) {
    budget.step();
    return switch (expression) {
      case Expr.Constant(Object value) -> value;
      case Expr.Name(String name) -> {
        Object value = scope.get(name);
        yield value != null ? value : new Undefined("'" + name + "' is undefined");
      }
      case Expr.Attribute(Expr of, String name) -> Attributes.attribute(value(of, scope), name);
      case Expr.Item(Expr of, Expr key) -> Attributes.item(value(of, scope), value(key, scope));
      case Expr.Slice slice -> slice(slice, scope);
      case Expr.ListOf(List<Expr> items) -> values(items, scope);
      case Expr.TupleOf(List<Expr> items) -> new Py.Tuple(values(items, scope));
      case Expr.DictOf(List<Expr> keys, List<Expr> values) -> {
        Map<Object, Object> dict = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
          Object key = Operations.key(value(keys.get(i), scope));
          dict.put(key, value(values.get(i), scope));
        }
        yield dict;
      }
      case Expr.And(Expr left, Expr right) -> {
        Object first = value(left, scope);
        yield Operations.truth(first) ? value(right, scope) : first;
      }
      case Expr.Or(Expr left, Expr right) -> {
        Object first = value(left, scope);
        yield Operations.truth(first) ? first : value(right, scope);
      }
      case Expr.Not(Expr value) -> !Operations.truth(value(value, scope));
      case Expr.Condition condition -> condition(condition, scope);
      case Expr.Sign(boolean minus, Expr value) -> operations.sign(minus, value(value, scope));
      case Expr.Binary(String operator, Expr left, Expr right) ->
          binary(operator, value(left, scope), value(right, scope));
      case Expr.Compare compare -> compare(compare, scope);
      case Expr.Concat(List<Expr> parts) -> concat(values(parts, scope));
      case Expr.Call(Expr callee, Expr.CallArguments arguments) ->
          call(value(callee, scope), arguments(arguments, scope));
      case Expr.Filter filter -> {
        Expr of = filter.value();
        if (of == null) {
          throw new TemplateException("the filter " + filter.name() + " has nothing to filter");
        }
        yield filtered(filter, value(of, scope), scope);
      }
      case Expr.Check(Expr value, String name, Expr.CallArguments arguments) ->
          Checks.named(name).test(value(value, scope), arguments(arguments, scope), this);
    };
  }

  List<Object> values(List<Expr> expressions, Scope scope) {
    List<Object> values = new ArrayList<>(expressions.size());
    for (Expr expression : expressions) {
      values.add(value(expression, scope));
    }
    return values;
  }

  /// What a filter makes of a value, its own value expression aside.
  Object filtered(Expr.Filter filter, Object value, Scope scope) {
    return Filters.named(filter.name()).apply(value, arguments(filter.arguments(), scope), this);
  }

  Object call(Object callee, Arguments arguments) {
    budget.step();
    Operations.defined(callee);
    if (!(callee instanceof Py.Callable callable)) {
      throw new TemplateException("'" + Operations.type(callee) + "' object is not callable");
    }
    budget.enter();
    Object result = callable.call(arguments, this);
    budget.leave();
    return result;
  }

  Arguments arguments(Expr.CallArguments call, Scope scope) {
    List<Object> positional = values(call.positional(), scope);
    Expr star = call.star();
    if (star != null) {
      positional.addAll(operations.items(value(star, scope)));
    }
    Map<String, Object> named = new LinkedHashMap<>();
    for (Expr.Named argument : call.named()) {
      named.put(argument.name(), value(argument.value(), scope));
    }
    Expr starStar = call.starStar();
    if (starStar != null) {
      if (!(value(starStar, scope) instanceof Map<?, ?> more)) {
        throw new TemplateException("argument after ** must be a mapping");
      }
      more.forEach((key, value) -> named.put(printer.str(key), value));
    }
    return new Arguments(positional, named);
  }

  private Object slice(Expr.Slice slice, Scope scope) {
    Object of = value(slice.of(), scope);
    Object from = slice.from() == null ? Py.None.NONE : value(slice.from(), scope);
    Object to = slice.to() == null ? Py.None.NONE : value(slice.to(), scope);
    Object step = slice.step() == null ? Py.None.NONE : value(slice.step(), scope);
    return Attributes.slice(of, from, to, step, budget);
  }

  private Object condition(Expr.Condition condition, Scope scope) {
    if (Operations.truth(value(condition.test(), scope))) {
      return value(condition.then(), scope);
    }
    Expr otherwise = condition.otherwise();
    return otherwise != null
        ? value(otherwise, scope)
        : new Undefined("the inline if-expression evaluated to false and has no else");
  }

  private Object binary(String operator, Object left, Object right) {
    if (operator.equals("%") && left instanceof String format) {
      return Format.percent(format, right, this);
    }
    if (operator.equals("%") && left instanceof Py.Markup format) {
      return new Py.Markup(Format.percent(format.text(), right, this));
    }
    return operations.binary(operator, left, right);
  }

  private boolean compare(Expr.Compare compare, Scope scope) {
    Object left = value(compare.first(), scope);
    for (int i = 0; i < compare.operators().size(); i++) {
      Object right = value(compare.others().get(i), scope);
      if (!operations.compare(compare.operators().get(i), left, right)) {
        return false;
      }
      left = right;
    }
    return true;
  }

  /// Without autoescaping `~` makes plain text, even of markup.
  private String concat(List<Object> parts) {
    StringBuilder text = new StringBuilder();
    for (Object part : parts) {
      text.append(printer.str(part));
    }
    return budget.text(text.toString());
  }
}
