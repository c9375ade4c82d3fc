package org.foregone.dialogue.jinja;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// A macro and the scope it was defined in, which its body sees.
record Macro(Node.Signature signature, Scope scope, Interpreter interpreter)
    implements Py.Callable, Py.Attributed {
  @Override
  public Object call(Arguments arguments, Evaluator evaluator) {
    return interpreter.called(signature, scope, arguments);
  }

  @Override
  public @Nullable Object attribute(String name) {
    return switch (name) {
      case "name" -> signature.name();
      case "arguments" -> new Py.Tuple(new ArrayList<>(signature.parameters()));
      case "caller" -> signature.extras().contains("caller");
      case "catch_kwargs" -> signature.extras().contains("kwargs");
      case "catch_varargs" -> signature.extras().contains("varargs");
      default -> null;
    };
  }
}
